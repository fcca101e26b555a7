import { z } from 'zod';
import { MongodError } from '../mongod-error.ts';
import { type Cursor, listCursor } from '../query/cursors.ts';
import { limited, skipped } from '../query/cut-stages.ts';
import type { FilterOptions } from '../query/match.ts';
import { documentsOf } from '../query/pipeline.ts';
import { compileProjection } from '../query/project.ts';
import { tailingCursor } from '../query/tailing-cursor.ts';
import { Count, Doc, Hint, NotHere } from './argument-types.ts';
import { type Call, type Command, command } from './command.ts';
import { defaultBatch, firstBatch } from './cursor-reply.ts';
import { documentField, optionalDocument } from './document-field.ts';
import { orderOf, queryOptions, variablesOf } from './query-options.ts';

/** mongodb/mongo, src/mongo/db/query/find_command.idl */
export const Find = z.strictObject({
  find: z.string(),
  filter: Doc.optional(),
  projection: Doc.optional(),
  sort: Doc.optional(),
  hint: Hint.optional(),
  collation: Doc.optional(),
  min: Doc.optional(),
  max: Doc.optional(),
  let: Doc.optional(),
  batchSize: Count.optional(),
  limit: Count.default(0),
  skip: Count.default(0),
  singleBatch: z.boolean().default(false),
  tailable: z.boolean().default(false),
  awaitData: z.boolean().default(false),
  noCursorTimeout: z.boolean().default(false),
  allowDiskUse: z.boolean().optional(),
  allowPartialResults: z.boolean().optional(),
  oplogReplay: z.boolean().optional(),
  returnKey: NotHere,
  showRecordId: NotHere,
  $_requestResumeToken: NotHere,
});
type Find = z.infer<typeof Find>;

export const find = command({
  access: 'read',
  counter: 'query',
  args: Find,
  run(args, call) {
    refuseTailing(args);
    const cursor = args.tailable ? openTailing(args, call) : listCursor(namespaceOf(args, call), found(args, call));
    return firstBatch(call, cursor, args.batchSize ?? defaultBatch, {
      isSingle: args.singleBatch,
      mayIdle: args.noCursorTimeout,
    });
  },
});

/** mongodb/mongo, src/mongo/db/query/query_request_helper.cpp */
function refuseTailing({ tailable, awaitData, sort = {}, singleBatch }: Find): void {
  if (awaitData && !tailable) {
    throw new MongodError('FailedToParse', 'Cannot set awaitData without tailable');
  }
  if (!tailable) return;
  if (Object.keys(sort).some((name) => name !== '$natural') || sort.$natural === -1) {
    throw new MongodError('BadValue', 'cannot use tailable option with a sort other than {$natural: 1}');
  }
  if (singleBatch) throw new MongodError('BadValue', 'cannot use tailable option with the singleBatch option');
}

function namespaceOf(args: Find, { db }: Call): string {
  return `${db}.${args.find}`;
}

function found(args: Find, call: Call): Iterable<Buffer> {
  const { server, body } = call;
  const ns = namespaceOf(args, call);
  const options = queryOptions({ server, ns, body, filterName: 'filter' });
  return projected(cut(documentsOf(server, ns, options), args), call, options);
}

function* projected(documents: Iterable<Buffer>, { server, body }: Call, { variables, order }: FilterOptions) {
  const spec = optionalDocument(body, 'projection');
  const filter = documentField(body, 'filter');
  const project =
    spec === undefined ? (document: Buffer) => document : compileProjection(spec, { server, filter, variables, order });
  for (const document of documents) yield project(document);
}

/** Skips and limits; no limit is 0. */
export function cut(documents: Iterable<Buffer>, { skip, limit }: { readonly skip: number; readonly limit: number }) {
  const rest = skip === 0 ? documents : skipped(documents, skip);
  return limit === 0 ? rest : limited(rest, limit);
}

function openTailing(args: Find, call: Call): Cursor {
  const ns = namespaceOf(args, call);
  const { server, body } = call;
  const { skip, limit, awaitData: waits } = args;
  const filtering = {
    filter: documentField(body, 'filter'),
    order: orderOf(server, ns, body),
    variables: variablesOf(body),
  };
  const cursor = tailingCursor(server, ns, { ...filtering, waits, skip, limit });
  if (cursor !== undefined) return cursor;
  throw new MongodError('BadValue', `error processing query: tailable cursor requested on non capped collection ${ns}`);
}

export const findCommands: Readonly<Record<string, Command>> = { find };
