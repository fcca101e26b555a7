import type { BSON } from 'mongodb';
import { z } from 'zod';
import { plainOf, rawOf } from '../bson/raw.ts';
import { typeNames } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';

/** Fields that any command may carry. */
const general = new Set([
  '$clusterTime',
  '$configTime',
  '$db',
  '$readPreference',
  'apiDeprecationErrors',
  'apiStrict',
  'apiVersion',
  'autocommit',
  'comment',
  'lsid',
  'maxTimeMS',
  'readConcern',
  'startTransaction',
  'txnNumber',
  'writeConcern',
]);

/** The arguments as the schema has them. Throws what the server answers where one is missing, wrong or too small. */
export function parsed<Args>(schema: z.ZodType<Args>, args: BSON.Document): Args {
  const result = schema.safeParse(args);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const [command = ''] = Object.keys(args);
  throw issue === undefined
    ? new MongodError('TypeMismatch', result.error.message)
    : argumentError(command, args, issue);
}

function argumentError(command: string, args: BSON.Document, issue: z.core.$ZodIssue): MongodError {
  const field = [command, ...issue.path].join('.');
  if (issue.code === 'too_small') return new MongodError('Location51024', `BSON field '${field}': ${issue.message}`);
  if (issue.code !== 'invalid_type') return new MongodError('TypeMismatch', `BSON field '${field}': ${issue.message}`);
  const value = issue.path.reduce<unknown>(inside, args);
  if (value === undefined) {
    return new MongodError('Location40414', `BSON field '${field}' is missing but a required field`);
  }
  return new MongodError(
    'TypeMismatch',
    `BSON field '${field}' is the wrong type '${typeNameOf(value)}', expected type '${expected[issue.expected] ?? issue.expected}'`,
  );
}

const expected: Readonly<Record<string, string>> = { boolean: 'bool', number: 'long', record: 'object' };

function inside(value: unknown, key: PropertyKey): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([name]) => name === String(key))?.[1];
}

function typeNameOf(value: unknown): string {
  const { type } = rawOf(value);
  return (
    Object.entries(typeNames).find(([, types]) => types.length === 1 && types[0] === type)?.[0] ??
    typeof plainOf(rawOf(value))
  );
}

/** Throws Location40415 for a field that neither the schema nor every command has. */
export function refuseUnknown(schema: z.ZodType, args: BSON.Document): void {
  if (!(schema instanceof z.ZodObject)) return;
  const [command = '', ...fields] = Object.keys(args);
  const unknown = fields.find((name) => !general.has(name) && !Object.hasOwn(schema.shape, name));
  if (unknown === undefined) return;
  throw new MongodError('Location40415', `BSON field '${command}.${unknown}' is an unknown field.`);
}
