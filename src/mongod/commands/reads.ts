import { z } from 'zod';
import { keyString } from '../bson/key-string.ts';
import { arrayOf, asDocument, fieldOf, itemsOf, type RawValue, rawDoc } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { openChangeStream } from '../change-stream/change-stream.ts';
import { MongodError } from '../mongod-error.ts';
import { checkStable } from '../query/check-pipeline.ts';
import { listCursor } from '../query/cursors.ts';
import { namesIn } from '../query/field-path.ts';
import { compilePipeline, documentsOf } from '../query/pipeline.ts';
import { nowhere, type PipelineContext } from '../query/pipeline-context.ts';
import { stagesIn } from '../query/pipeline-stages.ts';
import { resolvePath } from '../query/resolve-path.ts';
import type { Place } from '../query/stage-rules.ts';
import { Count, CursorOptions, Doc, Flag, Hint, Whole } from './argument-types.ts';
import { type Call, type Command, command } from './command.ts';
import { defaultBatch, firstBatch } from './cursor-reply.ts';
import { cut } from './find.ts';
import { queryOptions } from './query-options.ts';

/** mongodb/mongo, src/mongo/db/pipeline/aggregate_command.idl */
export const Aggregate = z.strictObject({
  aggregate: z.union([z.string(), z.literal(1)]),
  pipeline: z.unknown().optional(),
  cursor: CursorOptions.optional(),
  explain: z.boolean().default(false),
  allowDiskUse: z.boolean().optional(),
  bypassDocumentValidation: Flag.default(false),
  hint: Hint.optional(),
  collation: Doc.optional(),
  let: Doc.optional(),
});

/** mongodb/mongo, src/mongo/db/query/count_command.idl. A negative limit is taken as its amount. */
export const CountCommand = z.strictObject({
  count: z.string(),
  query: Doc.optional(),
  limit: Whole.default(0),
  skip: Count.default(0),
  hint: Hint.optional(),
  collation: Doc.optional(),
  fields: Doc.optional(),
});

/** mongodb/mongo, src/mongo/db/query/distinct_command.idl */
export const Distinct = z.strictObject({
  distinct: z.string(),
  key: z.string(),
  query: Doc.optional(),
  hint: Hint.optional(),
  collation: Doc.optional(),
});

const aggregate = command({
  access: 'read',
  args: Aggregate,
  run(args, call) {
    const pipeline = pipelineOf(call.body);
    if (args.explain) throw new MongodError('InvalidOptions', "the sandbox explains by the command 'explain' only");
    if (args.cursor === undefined) {
      throw new MongodError(
        'FailedToParse',
        "The 'cursor' option is required, except for aggregate with the explain argument",
      );
    }
    const context = pipelineContext(call, args.aggregate);
    if (call.args.apiStrict === true) checkStable(pipeline);
    const places: readonly Place[] = call.transaction === undefined ? [] : ['transaction'];
    const { run, runOver } = compilePipeline(pipeline, { context, places });
    const stream = pipeline[0] && fieldOf(pipeline[0], '$changeStream');
    const cursor = stream === undefined ? listCursor(context.ns, run()) : openChangeStream(context, stream, runOver);
    return firstBatch(call, cursor, args.cursor.batchSize ?? defaultBatch);
  },
});

function pipelineContext({ server, db, body }: Call, collection: string | 1): PipelineContext {
  const ns = collection === 1 ? nowhere(db) : `${db}.${collection}`;
  const { hint, deadline, order, variables } = queryOptions({ server, ns, body, filterName: '' });
  return {
    server,
    db,
    ns,
    order,
    variables,
    ...(hint === undefined ? {} : { hint }),
    ...(deadline === undefined ? {} : { deadline }),
  };
}

/** The stages of the command. Throws TypeMismatch. */
export function pipelineOf(body: Buffer): Buffer[] {
  const pipeline = fieldOf(body, 'pipeline');
  if (pipeline !== undefined) return stagesIn(pipeline);
  throw new MongodError('Location40414', "BSON field 'aggregate.pipeline' is missing but a required field");
}

const count = command({
  access: 'read',
  args: CountCommand,
  run(args, { server, db, body }) {
    const ns = `${db}.${args.count}`;
    const options = queryOptions({ server, ns, body, filterName: 'query' });
    const limit = Math.abs(args.limit);
    const entry = server.catalog.get(ns);
    const isPlain = options.filter.length === 5 && limit === 0 && args.skip === 0 && options.hint === undefined;
    if (isPlain && entry !== undefined && entry.type !== 'view') return { n: entry.count() };
    let n = 0;
    for (const _ of cut(documentsOf(server, ns, options), { skip: args.skip, limit })) n += 1;
    return { n };
  },
});

const distinct = command({
  access: 'read',
  args: Distinct,
  run(args, { server, db, body }) {
    const ns = `${db}.${args.distinct}`;
    const options = queryOptions({ server, ns, body, filterName: 'query' });
    namesIn(args.key);
    const values = new Map<string, RawValue>();
    for (const document of documentsOf(server, ns, options)) {
      for (const value of valuesOf(document, args.key)) {
        const key = keyString(value, options.order);
        if (!values.has(key)) values.set(key, value);
      }
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

export const readCommands: Readonly<Record<string, Command>> = { aggregate, count, distinct };
