import { z } from 'zod';

/** What a sample of the documents shows; counts and namespaces, and nothing of a document. */

export const Flaw = z.enum([
  /** A field name begins with `$`. */
  'dollarName',
  /** It is one of a DBRef: `$ref`, `$id`, `$db`. */
  'reference',
  /** Two fields of one document have the same name. */
  'repeatedName',
  /** A field of the document itself is called `$v`. */
  'updateVersion',
  /** Timestamp(0, 0). */
  'emptyTimestamp',
  /** A text or a name that is not UTF-8. */
  'invalidText',
  /** It is no BSON as bsonspec.org has it. */
  'malformed',
]);
export type Flaw = z.infer<typeof Flaw>;

/** What kept a collection from being looked at. */
const Unread = z.object({ namespace: z.string(), reason: z.string() });

export const Sampled = z.object({
  namespace: z.string(),
  /** As the server counts without looking. */
  documents: z.number(),
  looked: z.number(),
  /** How many of those have it; what none has is left out. */
  flaws: z.partialRecord(Flaw, z.number()),
});
export type Sampled = z.infer<typeof Sampled>;

export const Sample = z.object({ read: z.array(Sampled).readonly(), unread: z.array(Unread).readonly() });
export type Sample = z.infer<typeof Sample>;

/** The `_id`s of a large collection, in the order in which it keeps its documents. */
export const IdOrder = z.object({
  namespace: z.string(),
  /** Before compression. */
  bytes: z.number(),
  /** Such as `objectId`, the most frequent first. */
  types: z.array(z.string()).readonly(),
  /** How many documents were compared with the one before. */
  compared: z.number(),
  /** How many of those have the larger `_id`. */
  ascending: z.number(),
});
export type IdOrder = z.infer<typeof IdOrder>;

/** Through a connection to the source. */
export const sampleFacts = {
  sourceSample: Sample,
  /** Of each collection that the engine takes for large. */
  sourceIds: z.object({ read: z.array(IdOrder).readonly(), unread: z.array(Unread).readonly() }),
  /** Of each collection that is sharded by something else than its `_id`: how many were looked for, and found twice. */
  sourceSharedIds: z.object({
    read: z
      .array(z.object({ namespace: z.string(), documents: z.number(), looked: z.number(), shared: z.number() }))
      .readonly(),
    unread: z.array(Unread).readonly(),
  }),
} as const;
