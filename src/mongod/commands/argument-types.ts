import { z } from 'zod';

// The types of MongoDB's basic_types.idl (mongodb/mongo, src/mongo/idl), as far as commands here take them.

/** `safeInt64` that must not be below 0: any number, its fraction cut off. */
export const Count = z.number().min(0).transform(Math.trunc);

/** `safeInt64`. */
export const Whole = z.number().transform(Math.trunc);

/** `safeBool`: a number is true where it is not 0. */
export const Flag = z.union([z.boolean(), z.number().transform(Boolean)]);

/** `object`. */
export const Doc = z.record(z.string(), z.unknown());

/** `indexHint`: a name or keys. */
export const Hint = z.union([z.string(), Doc]);

/** What only a client of another kind asks for. */
export const NotHere = z.literal(false, 'this option is not part of the sandbox').optional();

/** The options of the cursor that a command answers with. */
export const CursorOptions = z.strictObject({ batchSize: Count.optional() });

/** Statements and documents, which are read as bytes and checked there. */
export const Statements = z.unknown().optional();
