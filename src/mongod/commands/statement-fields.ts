import { elementsOf } from '../bson/raw.ts';
import { Type, typeNames } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';

interface Field {
  readonly types: readonly number[];
  readonly isRequired?: boolean;
  /** The first major version that has it. */
  readonly since?: number;
}

const object: Field = { types: [Type.document] };
const text: Field = { types: [Type.string] };
const binary: Field = { types: [Type.binary] };
const flag: Field = { types: [Type.bool] };
const hint: Field = { types: [Type.string, Type.document] };
const array: Field = { types: [Type.array] };
const number: Field = { types: [Type.int, Type.long, Type.double, Type.decimal] };
const modification: Field = { types: [Type.document, Type.array], isRequired: true };
const required = (field: Field): Field => ({ ...field, isRequired: true });

const changing = { arrayFilters: array, hint, collation: object, upsert: flag, multi: flag };
const sorted = { sort: { ...object, since: 8 } };

/** The fields of one statement; checked on its bytes, because there may be a hundred thousand of them. */
const statements = {
  // mongodb/mongo, src/mongo/db/ops/write_ops.idl: UpdateOpEntry and DeleteOpEntry
  update: { q: required(object), u: modification, ...changing, ...sorted },
  delete: { q: required(object), limit: required(number), hint, collation: object },
  // mongodb/mongo, src/mongo/db/commands/bulk_write.idl
  'bulkWrite.namespace': {
    ns: required(text),
    collectionUUID: binary,
    encryptionInformation: object,
    isTimeseriesNamespace: flag,
  },
  'bulkWrite.insert': { insert: required(number), document: required(object) },
  'bulkWrite.update': {
    update: required(number),
    filter: required(object),
    updateMods: modification,
    ...changing,
    ...sorted,
  },
  'bulkWrite.delete': { delete: required(number), filter: required(object), multi: flag, hint, collation: object },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Field>>>>;

const places: Readonly<Record<keyof typeof statements, string>> = {
  update: 'update.updates',
  delete: 'delete.deletes',
  'bulkWrite.namespace': 'bulkWrite.nsInfo',
  'bulkWrite.insert': 'bulkWrite.ops',
  'bulkWrite.update': 'bulkWrite.ops',
  'bulkWrite.delete': 'bulkWrite.ops',
};

/** Throws for a field that is unknown to this version, of the wrong type or missing. */
export function checkStatement(statement: Buffer, kind: keyof typeof statements, version = 0): void {
  const fields: Readonly<Record<string, Field>> = statements[kind];
  const given = elementsOf(statement);
  for (const { name, value } of given) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const path = `${places[kind]}.${name}`;
    if (field === undefined || (field.since ?? 0) > version) {
      throw new MongodError('Location40415', `BSON field '${path}' is an unknown field.`);
    }
    if (field.types.includes(value.type) || (value.type === Type.null && !field.isRequired)) continue;
    const [found, wanted] = [nameOf(value.type), field.types.map(nameOf).join("', '")];
    throw new MongodError(
      'TypeMismatch',
      `BSON field '${path}' is the wrong type '${found}', expected type '${wanted}'`,
    );
  }
  const missing = Object.keys(fields).find(
    (name) => fields[name]?.isRequired && !given.some((one) => one.name === name),
  );
  if (missing === undefined) return;
  throw new MongodError('Location40414', `BSON field '${places[kind]}.${missing}' is missing but a required field`);
}

function nameOf(type: number): string {
  return Object.entries(typeNames).find(([, types]) => types.length === 1 && types[0] === type)?.[0] ?? String(type);
}
