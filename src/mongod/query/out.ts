import { plainOf, type RawValue } from '../bson/raw.ts';
import { MongodError } from '../mongod-error.ts';
import { collectionForWrite, deleteDocument, insertDocument } from '../storage/writes.ts';
import type { PipelineContext } from './pipeline-context.ts';

/** `$out`: the collection holds the results and nothing else; its indexes and options stay. */
export function out(documents: Iterable<Buffer>, spec: RawValue, { server, db }: PipelineContext): Buffer[] {
  const { database, collection: name } = targetOf(plainOf(spec), db);
  const results = [...documents];
  const collection = collectionForWrite(server, `${database}.${name}`);
  if (collection.capped !== undefined) {
    throw new MongodError('Location17152', `namespace '${collection.ns}' is capped so it can't be used for $out`);
  }
  for (const idKey of [...collection.keys()]) {
    const document = collection.get(idKey);
    if (document !== undefined) deleteDocument(server, collection, idKey, document);
  }
  for (const document of results) insertDocument(server, collection, document);
  return [];
}

function targetOf(spec: unknown, db: string): { database: string; collection: string } {
  if (typeof spec === 'string') return { database: db, collection: spec };
  const hasBoth = typeof spec === 'object' && spec !== null && 'db' in spec && 'coll' in spec;
  if (hasBoth && typeof spec.db === 'string' && typeof spec.coll === 'string') {
    return { database: spec.db, collection: spec.coll };
  }
  throw new MongodError('Location16990', '$out only supports a string or object argument');
}
