import type { BSON } from 'mongodb';
import { z } from 'zod';
import { fitting } from '../fitting.ts';

/** Fields that any command may carry (mongodb/mongo, src/mongo/idl/generic_argument.idl). */
export const generalFields: ReadonlySet<string> = new Set([
  '$clusterTime',
  '$configTime',
  '$db',
  '$queryOptions',
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

/**
 * The arguments as the schema has them: a strict one refuses every field that neither it nor all commands know, a loose
 * one passes over them. Null is the same as leaving a field out, as in the server.
 */
export function parsed<Schema extends z.ZodObject>(schema: Schema, args: BSON.Document): z.infer<Schema> {
  const [command = '', ...fields] = Object.keys(args);
  const isNamed = (name: string) => Object.hasOwn(schema.shape, name);
  const given = fields.filter((name) => isNamed(name) || !generalFields.has(name));
  const names = isNamed(command) ? [command, ...given] : given;
  const values = names.filter((name) => args[name] !== null || takesNull(schema, name));
  return fitting(schema, Object.fromEntries(values.map((name) => [name, args[name]])), command);
}

function takesNull(schema: z.ZodObject, name: string): boolean {
  const field = schema.shape[name];
  return field === undefined || z.safeParse(field, null).success;
}
