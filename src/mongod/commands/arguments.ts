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
  const names = Object.keys(args);
  const [command = ''] = names;
  const given: Record<string, unknown> = {};
  for (const name of names) {
    const isOfAll = name === command || generalFields.has(name);
    if (isOfAll && !Object.hasOwn(schema.shape, name)) continue;
    if (args[name] !== null || takesNull(schema, name)) given[name] = args[name];
  }
  return fitting(schema, given, command);
}

function takesNull(schema: z.ZodObject, name: string): boolean {
  const field = schema.shape[name];
  return field === undefined || z.safeParse(field, null).success;
}
