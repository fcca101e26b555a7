import { docOf, elementsOf, plainDoc, plainOf, type RawElement, rawOf } from '../bson/raw.ts';
import { fullCollation } from '../bson/text-order.ts';
import { MongodError } from '../mongod-error.ts';

/** What `create` takes (MongoDB manual). */
const known = new Set(
  `capped size max viewOn pipeline validator validationLevel validationAction collation storageEngine
  indexOptionDefaults timeseries expireAfterSeconds clusteredIndex changeStreamPreAndPostImages encryptedFields
  autoIndexId idIndex temp flags recordPreImages`.split(/\s+/),
);

/** Fields that any command may carry; they are not options of a collection. */
const general = new Set([
  'lsid',
  'txnNumber',
  '$db',
  '$clusterTime',
  '$readPreference',
  'writeConcern',
  'readConcern',
  'comment',
  'maxTimeMS',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
]);

/** What is left of a command without its name and the general fields. */
export function optionsOf(body: Buffer): RawElement[] {
  return elementsOf(body)
    .slice(1)
    .filter(({ name }) => !general.has(name));
}

/** The options that a collection keeps, checked and with a collation that has all its fields. */
export function collectionOptions(given: readonly RawElement[]): Buffer {
  const unknown = given.find(({ name }) => !known.has(name));
  if (unknown !== undefined) {
    throw new MongodError('Location40415', `BSON field 'create.${unknown.name}' is an unknown field.`);
  }
  const options = docOf(given.filter(({ name }) => name !== 'idIndex').flatMap(withFullCollation));
  checkCapped(plainDoc(options));
  return options;
}

/** The simple collation is none. */
function withFullCollation({ name, value }: RawElement): RawElement[] {
  if (name !== 'collation') return [{ name, value }];
  const full = fullCollation(plainOf(value));
  return full === undefined ? [] : [{ name, value: rawOf(full) }];
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
