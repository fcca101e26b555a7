import { z } from 'zod';
import { docOf, elementsOf, plainDoc, plainOf, type RawElement, rawOf } from '../bson/raw.ts';
import { fullCollation } from '../bson/text-order.ts';
import { MongodError } from '../mongod-error.ts';
import { Doc, Flag } from './argument-types.ts';
import { generalFields } from './arguments.ts';
import { ClusteredIndex, withFullClusteredIndex } from './clustered-index.ts';

/** mongodb/mongo, src/mongo/db/timeseries/timeseries.idl */
const TimeSeries = z.strictObject({
  timeField: z.string(),
  metaField: z.string().optional(),
  granularity: z.enum(['seconds', 'minutes', 'hours']).optional(),
  bucketMaxSpanSeconds: z.number().optional(),
  bucketRoundingSeconds: z.number().optional(),
});

export const validation = {
  validator: Doc.optional(),
  validationLevel: z.enum(['off', 'strict', 'moderate']).optional(),
  validationAction: z.enum(['error', 'warn']).optional(),
  changeStreamPreAndPostImages: z.strictObject({ enabled: z.boolean() }).optional(),
  /** `off`, or seconds. */
  expireAfterSeconds: z.union([z.literal('off'), z.number()]).optional(),
  pipeline: z.array(Doc).optional(),
  viewOn: z.string().optional(),
  timeseries: TimeSeries.optional(),
  recordPreImages: Flag.optional(),
};

/** mongodb/mongo, src/mongo/db/commands/create.idl */
export const Create = z.strictObject({
  ...validation,
  create: z.string(),
  capped: Flag.optional(),
  size: z.number().optional(),
  max: z.number().optional(),
  collation: Doc.optional(),
  storageEngine: Doc.optional(),
  indexOptionDefaults: Doc.optional(),
  clusteredIndex: z.union([z.boolean(), ClusteredIndex]).optional(),
  encryptedFields: Doc.optional(),
  idIndex: Doc.optional(),
  autoIndexId: Flag.optional(),
  temp: Flag.optional(),
  flags: z.number().optional(),
});

/** What is left of a command without its name and the general fields. */
export function optionsOf(body: Buffer): RawElement[] {
  return elementsOf(body)
    .slice(1)
    .filter(({ name }) => !generalFields.has(name));
}

/** The options that a collection keeps, checked and with a collation that has all its fields. */
export function collectionOptions(given: readonly RawElement[]): Buffer {
  const kept = given.filter(({ name }) => name !== 'idIndex');
  const options = docOf(kept.flatMap(withFullCollation).flatMap(withFullClusteredIndex));
  checkCapped(plainDoc(options));
  checkExpiry(plainDoc(options));
  return options;
}

/** The simple collation is none. */
function withFullCollation({ name, value }: RawElement): RawElement[] {
  if (name !== 'collation') return [{ name, value }];
  const full = fullCollation(plainOf(value));
  return full === undefined ? [] : [{ name, value: rawOf(full) }];
}

/** mongodb/mongo, src/mongo/db/commands/create_command.cpp */
export function checkExpiry({ expireAfterSeconds, clusteredIndex, timeseries }: ReturnType<typeof plainDoc>): void {
  if (expireAfterSeconds === undefined) return;
  if (expireAfterSeconds < 0) {
    throw new MongodError('InvalidOptions', "TTL index 'expireAfterSeconds' option cannot be less than 0");
  }
  if (clusteredIndex !== undefined || timeseries !== undefined) return;
  throw new MongodError(
    'InvalidOptions',
    "'expireAfterSeconds' is only supported on time-series collections or when the 'clusteredIndex' option is specified",
  );
}

function checkCapped({ capped, size, max, viewOn, pipeline }: ReturnType<typeof plainDoc>): void {
  if (capped && size === undefined) {
    throw new MongodError('InvalidOptions', "the 'size' field is required when 'capped' is true");
  }
  if (!capped && (size !== undefined || max !== undefined)) {
    throw new MongodError(
      'InvalidOptions',
      "the 'capped' field needs to be true when either the 'size' or 'max' fields are present",
    );
  }
  if (capped && !(Number(size) > 0)) throw new MongodError('Location51024', `BSON field 'size' value must be >= 1`);
  if (pipeline !== undefined && viewOn === undefined) {
    throw new MongodError('InvalidOptions', "'pipeline' requires 'viewOn' to also be specified");
  }
}
