import { z } from 'zod';
import { docOf, elementsOf, fieldOf, plainOf, type RawValue } from '../bson/raw.ts';
import { fitting } from '../fitting.ts';
import { MongodError } from '../mongod-error.ts';
import type { Server } from '../server.ts';
import { checkNamespace } from '../storage/catalog.ts';
import { collectionForWrite, insertDocument, refuseOplog, updateDocument } from '../storage/writes.ts';
import type { Flow, PipelineContext, PipelineScope } from './pipeline-context.ts';

const Into = z.union([z.string(), z.strictObject({ db: z.string().optional(), coll: z.string() })]);
const Merge = z.union([
  z.string().transform((into) => ({ into, whenMatched: 'merge' as const, whenNotMatched: 'insert' as const })),
  z.strictObject({
    into: Into,
    on: z.literal('_id', 'the sandbox merges on _id only').optional(),
    let: z.undefined('the sandbox merges without pipelines').optional(),
    whenMatched: z
      .union([
        z.enum(['merge', 'replace', 'keepExisting', 'fail']),
        z.array(z.never('the sandbox merges without pipelines')).transform(() => 'fail' as const),
      ])
      .default('merge'),
    whenNotMatched: z.enum(['insert', 'discard', 'fail']).default('insert'),
  }),
]);

interface Merging {
  readonly ns: string;
  readonly whenMatched: 'merge' | 'replace' | 'keepExisting' | 'fail';
  readonly whenNotMatched: 'insert' | 'discard' | 'fail';
}

function mergingOf(spec: RawValue, { server, db }: PipelineContext): Merging {
  const { into, ...rest } = fitting(Merge, plainOf(spec), '$merge');
  const [database, name] = typeof into === 'string' ? [db, into] : [into.db ?? db, into.coll];
  const ns = refuseOplog(checkNamespace(database, name));
  if (server.catalog.get(ns)?.type !== 'view') return { ...rest, ns };
  throw new MongodError('CommandNotSupportedOnView', `Namespace ${ns} is a view, not a collection`);
}

/** `$merge` on `_id`. Throws where the operand names no collection that can be written. */
export function merge(spec: RawValue, { context }: PipelineScope): Flow {
  const merging = mergingOf(spec, context);
  return (documents) => {
    mergeInto(context.server, merging, [...documents]);
    return [];
  };
}

function mergeInto(server: Server, { ns, whenMatched, whenNotMatched }: Merging, results: readonly Buffer[]): void {
  const collection = collectionForWrite(server, ns);
  for (const document of results) {
    const idKey = collection.idKeyOf(document) ?? '';
    const before = collection.get(idKey);
    if (before === undefined) {
      if (whenNotMatched === 'fail') throw new MongodError('BadValue', '$merge could not find a matching document');
      if (whenNotMatched === 'insert') insertDocument(server, collection, document);
    } else if (whenMatched === 'fail') {
      insertDocument(server, collection, document);
    } else if (whenMatched !== 'keepExisting') {
      const after = whenMatched === 'replace' ? document : merged(before, document);
      updateDocument(server, collection, idKey, { before, after, wasReplaced: whenMatched === 'replace' });
    }
  }
}

function merged(before: Buffer, document: Buffer): Buffer {
  const kept = elementsOf(before).map(({ name, value }) => ({ name, value: fieldOf(document, name) ?? value }));
  const added = elementsOf(document).filter(({ name }) => fieldOf(before, name) === undefined);
  return docOf([...kept, ...added]);
}
