import { z } from 'zod';
import { plainOf, type RawValue } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { fitting } from '../fitting.ts';
import { MongodError } from '../mongod-error.ts';
import type { Server } from '../server.ts';
import { checkNamespace, databaseOf, newCollection } from '../storage/catalog.ts';
import { remove, rename } from '../storage/catalog-changes.ts';
import type { Collection } from '../storage/collection.ts';
import { createIndex } from '../storage/collection-index.ts';
import { addCollection, insertDocument, refuseOplog } from '../storage/writes.ts';
import type { Flow, PipelineScope } from './pipeline-context.ts';

/** mongodb/mongo, src/mongo/db/pipeline/document_source_out.idl */
const Target = z.strictObject({
  db: z.string(),
  coll: z.string(),
  timeseries: z.undefined('the sandbox makes no time-series collection of results').optional(),
});

/**
 * `$out`: the collection holds the results and nothing else; its indexes and options stay. As the server does it, the
 * results are put into a new collection, which then takes the other's place: what fails on the way leaves that as it was.
 * Throws where the operand names no collection that can be written.
 */
export function out(spec: RawValue, { context: { server, db } }: PipelineScope): Flow {
  const ns = targetOf(spec, db);
  existing(server, ns);
  return (documents) => {
    replaceWith(server, ns, [...documents]);
    return [];
  };
}

function replaceWith(server: Server, ns: string, results: readonly Buffer[]): void {
  const target = existing(server, ns);
  const name = `tmp.agg_out.${server.metrics.operations}`;
  const made = addCollection(server, newCollection(`${databaseOf(ns)}.${name}`, target?.options));
  try {
    for (const index of target?.indexes.values() ?? []) {
      if (!made.indexes.has(index.name)) made.addIndex(createIndex(index.spec));
    }
    for (const document of results) insertDocument(server, made, document);
  } catch (error) {
    remove(server, made);
    throw error;
  }
  rename(server, made, ns, target);
}

function existing(server: Server, ns: string): Collection | undefined {
  const entry = server.catalog.get(ns);
  if (entry?.type === 'view')
    throw new MongodError('CommandNotSupportedOnView', `Namespace ${ns} is a view, not a collection`);
  if (entry?.capped === undefined) return entry;
  throw new MongodError('Location17152', `namespace '${ns}' is capped so it can't be used for $out`);
}

function targetOf(spec: RawValue, db: string): string {
  const given = plainOf(spec);
  if (typeof given === 'string') return refuseOplog(checkNamespace(db, given));
  if (spec.type !== Type.document) {
    throw new MongodError('Location16990', '$out only supports a string or object argument');
  }
  const target = fitting(Target, given, '$out');
  return refuseOplog(checkNamespace(target.db, target.coll));
}
