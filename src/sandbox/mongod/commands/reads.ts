import { z } from 'zod';
import { keyString } from '../bson/key-string.ts';
import { arrayOf, asDocument, fieldOf, itemsOf, type RawValue, rawDoc } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { openChangeStream } from '../change-stream/change-stream.ts';
import { MongodError } from '../mongod-error.ts';
import { listCursor } from '../query/cursors.ts';
import { runPipeline } from '../query/pipeline.ts';
import { compileProjection } from '../query/project.ts';
import { resolvePath } from '../query/resolve-path.ts';
import { sortKeys } from '../query/sort.ts';
import { documentsOf } from '../query/source.ts';
import { limited, skipped } from '../query/stages.ts';
import { type Command, command } from './command.ts';
import { defaultBatch, firstBatch } from './cursor-reply.ts';
import { documentField } from './document-field.ts';

const Count = z.number().int().nonnegative();

const NotHere = z.undefined('this option is not part of the sandbox').optional();

const Find = z.object({
  find: z.string(),
  batchSize: Count.optional(),
  limit: Count.default(0),
  skip: Count.default(0),
  singleBatch: z.boolean().default(false),
  tailable: NotHere,
  let: NotHere,
});

const find = command({
  access: 'read',
  counter: 'query',
  args: Find,
  run(args, call) {
    const ns = `${call.db}.${args.find}`;
    const picked = cut(documentsOf(call.server, ns, scanOptions(call.body)), args);
    const fields = fieldOf(call.body, 'projection');
    const documents =
      fields === undefined
        ? picked
        : mapped(picked, compileProjection(fields.bytes, { filter: documentField(call.body, 'filter') }));
    return firstBatch(call, listCursor(ns, documents), args.batchSize ?? defaultBatch, args.singleBatch);
  },
});

function scanOptions(body: Buffer) {
  const filter = documentField(body, 'filter');
  const sort = fieldOf(body, 'sort');
  const keys = sort === undefined ? [] : sortKeys(sort.bytes);
  const natural = keys.find((key) => key.path === '$natural') ?? hintedOrder(body);
  return natural === undefined ? { filter, sort: keys } : { filter, natural: natural.direction };
}

function hintedOrder(body: Buffer) {
  const hint = fieldOf(body, 'hint');
  if (hint?.type !== Type.document || fieldOf(hint.bytes, '$natural') === undefined) return undefined;
  return sortKeys(hint.bytes)[0];
}

function cut(documents: Iterable<Buffer>, { skip, limit }: { readonly skip: number; readonly limit: number }) {
  const rest = skip === 0 ? documents : skipped(documents, skip);
  return limit === 0 ? rest : limited(rest, limit);
}

function* mapped(documents: Iterable<Buffer>, change: (document: Buffer) => Buffer): Generator<Buffer> {
  for (const document of documents) yield change(document);
}

const Aggregate = z.object({
  aggregate: z.union([z.string(), z.number()]),
  cursor: z.object({ batchSize: Count.optional() }).default({}),
  let: z.record(z.string(), z.unknown()).default({}),
});

const aggregate = command({
  access: 'read',
  args: Aggregate,
  run(args, call) {
    const { server, db } = call;
    const ns = typeof args.aggregate === 'string' ? `${db}.${args.aggregate}` : `${db}.$cmd.aggregate`;
    const pipeline = pipelineOf(call.body);
    const context = { server, db, ns, variables: args.let };
    const isStream = pipeline[0] !== undefined && fieldOf(pipeline[0], '$changeStream') !== undefined;
    const cursor = isStream ? openChangeStream(context, pipeline) : listCursor(ns, runPipeline(context, pipeline));
    return firstBatch(call, cursor, args.cursor.batchSize ?? defaultBatch);
  },
});

function pipelineOf(body: Buffer): Buffer[] {
  const pipeline = fieldOf(body, 'pipeline');
  if (pipeline?.type !== Type.array)
    throw new MongodError('TypeMismatch', "'pipeline' option must be specified as an array");
  return itemsOf(pipeline).map((stage) => stage.bytes);
}

const count = command({
  access: 'read',
  args: z.object({
    count: z.string(),
    limit: Count.default(0),
    skip: Count.default(0),
  }),
  run(args, { server, db, body }) {
    const filter = documentField(body, 'query');
    const ns = `${db}.${args.count}`;
    const entry = server.catalog.get(ns);
    const isPlain = filter.length === 5 && args.limit === 0 && args.skip === 0;
    if (isPlain && entry !== undefined && entry.type !== 'view') return { n: entry.count() };
    let n = 0;
    for (const _ of cut(documentsOf(server, ns, { filter }), args)) n += 1;
    return { n };
  },
});

const distinct = command({
  access: 'read',
  args: z.object({ distinct: z.string(), key: z.string() }),
  run(args, { server, db, body }) {
    const filter = documentField(body, 'query');
    const values = new Map<string, RawValue>();
    for (const document of documentsOf(server, `${db}.${args.distinct}`, { filter })) {
      for (const value of valuesOf(document, args.key)) values.set(keyString(value), value);
    }
    const inOrder = [...values].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
    return rawDoc({ values: arrayOf(inOrder) });
  },
});

function valuesOf(document: Buffer, path: string): RawValue[] {
  return resolvePath(asDocument(document), path).flatMap((value) => {
    if (value === undefined) return [];
    return value.type === Type.array ? itemsOf(value) : [value];
  });
}

export const readCommands: Readonly<Record<string, Command>> = { find, aggregate, count, distinct };
