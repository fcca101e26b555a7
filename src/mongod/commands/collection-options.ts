import { z } from 'zod';
import { docOf, elementsOf, plainDoc, plainOf, type RawElement, type RawValue, rawOf } from '../bson/raw.ts';
import { fullCollation } from '../bson/text-order.ts';
import { MongodError } from '../mongod-error.ts';
import { Doc, Flag } from './argument-types.ts';
import { generalFields } from './arguments.ts';
import { ClusteredIndex, withFullClusteredIndex } from './clustered-index.ts';
import { checkIndexOptions, checkOptionTypes } from './index-options.ts';

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

const since6 = new Set(['clusteredIndex', 'changeStreamPreAndPostImages', 'encryptedFields']);

/** Throws for an option that this major version does not know (MongoDB manual, "create"). */
export function refuseNewer(given: readonly RawElement[], command: string, version: number): void {
  const newer = version >= 6 ? undefined : given.find(({ name }) => since6.has(name));
  if (newer === undefined) return;
  throw new MongodError('Location40415', `BSON field '${command}.${newer.name}' is an unknown field.`);
}

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
  checkTogether(given);
  checkCapped(plainDoc(options));
  checkExpiry(plainDoc(options));
  return options;
}

/** What a view and a time-series collection may be given (mongodb/mongo, src/mongo/db/commands/create_command.cpp). */
const alone: Readonly<Record<string, ReadonlySet<string>>> = {
  viewOn: new Set(['viewOn', 'pipeline', 'collation']),
  timeseries: new Set([
    'timeseries',
    'storageEngine',
    'indexOptionDefaults',
    'collation',
    'expireAfterSeconds',
    'temp',
  ]),
};

function checkTogether(given: readonly RawElement[]): void {
  const options = plainDoc(docOf(given));
  const refused = (what: string) => new MongodError('InvalidOptions', what);
  for (const [option, others] of Object.entries(alone)) {
    const other = options[option] !== undefined && given.find(({ name }) => !others.has(name));
    if (other) throw refused(`the option '${other.name}' does not go together with '${option}'`);
  }
  if (options.viewOn === '') throw new MongodError('BadValue', "'viewOn' cannot be empty");
  const { timeField, metaField } = options.timeseries ?? {};
  if (metaField === '_id') throw refused('The \'metaField\' option cannot be "_id"');
  if (metaField !== undefined && metaField === timeField) {
    throw refused("The 'metaField' option cannot be the same as the 'timeField' option");
  }
  checkIdIndex(given.find(({ name }) => name === 'idIndex')?.value);
}

/** The one index that `create` may be told of. */
function checkIdIndex(spec: RawValue | undefined): void {
  if (spec === undefined) return;
  const { key } = checkOptionTypes(spec.bytes);
  const fields = elementsOf(key.bytes);
  if (fields.length !== 1 || fields[0]?.name !== '_id') {
    throw new MongodError('BadValue', "The field 'key' for an _id index must be {_id: 1}");
  }
  checkIndexOptions(spec.bytes, fields);
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
