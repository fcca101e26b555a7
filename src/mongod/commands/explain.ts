import type { BSON } from 'mongodb';
import { z } from 'zod';
import { docOf, elementsOf, fieldOf, itemsOf, plainDoc, plainOf } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';
import { compilePipeline } from '../query/pipeline.ts';
import { nowhere } from '../query/pipeline-context.ts';
import { stageOf } from '../query/pipeline-stages.ts';
import { planFor } from '../query/plan.ts';
import { type ScanOptions, scan, type Work } from '../query/scan.ts';
import { sortKeys } from '../query/sort.ts';
import { majorVersion, type Server } from '../server.ts';
import type { CatalogEntry } from '../storage/catalog.ts';
import { Doc } from './argument-types.ts';
import { parsed } from './arguments.ts';
import { type Call, type Command, command } from './command.ts';
import { cut, Find } from './find.ts';
import { FindAndModify } from './find-and-modify.ts';
import { planStages } from './plan-stages.ts';
import { queryOptions, variablesOf } from './query-options.ts';
import { Aggregate, CountCommand, Distinct, pipelineOf } from './reads.ts';
import { Delete, Update } from './writes.ts';

const Explain = z.strictObject({
  explain: Doc,
  verbosity: z.enum(['queryPlanner', 'executionStats', 'allPlansExecution']).default('allPlansExecution'),
});

/** Of the commands that can be explained. */
const schemas = new Map<string, z.ZodObject>([
  ['find', Find],
  ['aggregate', Aggregate],
  ['count', CountCommand],
  ['distinct', Distinct],
  ['update', Update],
  ['delete', Delete],
  ['findAndModify', FindAndModify],
  ['findandmodify', FindAndModify],
]);

/** What a command that is explained looks for, and what is done with it. */
export interface Explained {
  readonly ns: string;
  readonly options: ScanOptions;
  readonly skip: number;
  readonly limit: number;
  readonly hasProjection: boolean;
  /** The stage above the search, such as UPDATE. */
  readonly top?: string;
  /** Stages of a pipeline that the search does not do itself. */
  readonly rest?: readonly Buffer[];
}

const explain = command({
  access: 'read',
  args: Explain,
  run({ verbosity }, call) {
    const inner = fieldOf(call.body, 'explain');
    if (inner?.type !== Type.document) throw new MongodError('TypeMismatch', "'explain' must be an object");
    const explained = explainedOf(call, inner.bytes);
    const answer = explanation(call.server, explained, verbosity !== 'queryPlanner');
    const [host = '', port = ''] = call.server.address().split(':');
    const stages = explained.rest ?? [];
    const shown =
      stages.length === 0
        ? { explainVersion: '1', ...answer }
        : { explainVersion: '1', stages: [{ $cursor: answer }, ...stages.map((stage) => plainDoc(stage))] };
    return {
      ...shown,
      command: { ...plainDoc(inner.bytes), $db: call.db },
      serverInfo: { host, port: Number(port), version: call.server.version, gitVersion: '0'.repeat(40) },
    };
  },
});

function explainedOf({ server, db }: Call, body: Buffer): Explained {
  const [first] = elementsOf(body);
  const schema = schemas.get(first?.name ?? '');
  if (schema !== undefined) parsed(schema, plainDoc(body));
  const named = first === undefined ? '' : plainOf(first.value);
  const ns = named === 1 ? nowhere(db) : `${db}.${String(named)}`;
  const search = (source: Buffer, filterName: string): Explained => {
    const { skip = 0, limit = 0 } = plainDoc(
      docOf(elementsOf(source).filter(({ name }) => name === 'skip' || name === 'limit')),
    );
    const hasProjection = fieldOf(source, 'projection') !== undefined;
    const options = queryOptions({ server, ns, body: source, filterName });
    return { ns, options, skip: Number(skip), limit: Math.abs(Number(limit)), hasProjection };
  };
  switch (first?.name) {
    case 'find':
      return search(body, 'filter');
    case 'count':
      return { ...search(body, 'query'), top: 'COUNT' };
    case 'distinct':
      return search(body, 'query');
    case 'update':
      return { ...search(onlyStatement(body, 'updates'), 'q'), limit: 0, top: 'UPDATE' };
    case 'delete':
      return { ...search(onlyStatement(body, 'deletes'), 'q'), limit: 0, top: 'DELETE' };
    case 'findAndModify':
    case 'findandmodify':
      return { ...search(body, 'query'), limit: 1, top: fieldOf(body, 'remove') ? 'DELETE' : 'UPDATE' };
    case 'aggregate': {
      const pipeline = pipelineOf(body);
      compilePipeline(pipeline, { context: { server, db, ns, variables: variablesOf(body) }, places: [] });
      return explainedPipeline({ ...search(body, ''), hasProjection: false }, pipeline);
    }
    default:
      throw new MongodError('CommandNotFound', `Explain failed due to unknown command: ${first?.name}`);
  }
}

function onlyStatement(body: Buffer, name: string): Buffer {
  const [statement, ...others] = itemsOf(fieldOf(body, name) ?? { type: Type.array, bytes: docOf([]) });
  if (statement !== undefined && others.length === 0) return statement.bytes;
  throw new MongodError('InvalidOptions', 'only one statement can be explained');
}

/** A leading `$match` and `$sort` are part of the search. */
function explainedPipeline(base: Explained, pipeline: readonly Buffer[]): Explained {
  const stages = pipeline.map(stageOf);
  const isMatched = stages[0]?.name === '$match';
  const sortAt = isMatched ? 1 : 0;
  const isSorted = stages[sortAt]?.name === '$sort';
  const filter = isMatched && stages[0] !== undefined ? stages[0].value.bytes : docOf([]);
  const sortStage = stages[sortAt];
  const sort = isSorted && sortStage !== undefined ? sortKeys(sortStage.value.bytes) : [];
  return {
    ...base,
    options: { ...base.options, filter, sort },
    rest: pipeline.slice(Number(isMatched) + Number(isSorted)),
  };
}

function explanation(server: Server, explained: Explained, isRun: boolean) {
  const { ns, options } = explained;
  const entry = server.catalog.get(ns);
  const planner = {
    namespace: ns,
    parsedQuery: plainDoc(options.filter),
    indexFilterSet: false,
    maxIndexedOrSolutionsReached: false,
    maxIndexedAndSolutionsReached: false,
    maxScansToExplodeReached: false,
  };
  const plan =
    entry === undefined || entry.type === 'view' ? undefined : planFor(entry, { ...options, sort: options.sort ?? [] });
  const winningPlan = planStages(plan, explained, majorVersion(server));
  const queryPlanner = { ...planner, winningPlan, rejectedPlans: [] };
  if (!isRun) return { queryPlanner };
  return { queryPlanner, executionStats: statistics(server, entry, explained, winningPlan) };
}

/** The search is really run, and what it looked at counted; nothing is written. */
function statistics(server: Server, entry: CatalogEntry | undefined, explained: Explained, plan: BSON.Document) {
  const work: Work = { keysExamined: 0, docsExamined: 0, returned: 0 };
  const began = server.now();
  let nReturned = 0;
  if (entry !== undefined && entry.type !== 'view') {
    const found = documentsFound(scan(entry, { ...explained.options, work }));
    for (const _ of cut(found, explained)) nReturned += 1;
  }
  const isCount = explained.top !== undefined;
  return {
    executionSuccess: true,
    nReturned: isCount ? 0 : nReturned,
    executionTimeMillis: Math.floor(server.now() - began),
    totalKeysExamined: work.keysExamined,
    totalDocsExamined: work.docsExamined,
    executionStages: { ...plan, nReturned: isCount ? 0 : nReturned, isEOF: 1 },
  };
}

function* documentsFound(matches: Iterable<{ readonly document: Buffer }>): Generator<Buffer> {
  for (const { document } of matches) yield document;
}

export const explainCommands: Readonly<Record<string, Command>> = { explain };
