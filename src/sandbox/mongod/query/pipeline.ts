import { Aggregator } from 'mingo';
import { docOf, elementsOf, plainDoc, type RawElement, serialize } from '../bson/raw.ts';
import { MongodError } from '../mongod-error.ts';
import type { Server } from '../server.ts';
import { countGroup } from './count-group.ts';
import { sortKeys } from './sort.ts';
import { documentsOf } from './source.ts';
import { sourceStages, streamStages } from './stages.ts';

export interface PipelineContext {
  readonly server: Server;
  readonly db: string;
  /** The collection or view that is read; `db.$cmd.aggregate` where there is none. */
  readonly ns: string;
  /** The command's `let`. */
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** Runs a pipeline over a collection. A leading `$match` and `$sort` use the `_id` index. */
export function runPipeline(context: PipelineContext, pipeline: readonly Buffer[]): Iterable<Buffer> {
  const stages = stagesOf(pipeline);
  const [first, second] = stages;
  const source = first && sourceStages[first.name];
  if (first !== undefined && source !== undefined)
    return runStages(context, source(first.value, context), stages.slice(1));
  const filter = first?.name === '$match' ? first.value.bytes : docOf([]);
  const rest = first?.name === '$match' ? stages.slice(1) : stages;
  const sortStage = first?.name === '$match' ? second : first;
  if (sortStage?.name !== '$sort') return runStages(context, documentsOf(context.server, context.ns, { filter }), rest);
  const sort = sortKeys(sortStage.value.bytes);
  return runStages(context, documentsOf(context.server, context.ns, { filter, sort }), rest.slice(1));
}

function stageOf(stage: Buffer): RawElement {
  const elements = elementsOf(stage);
  const [element] = elements;
  if (element === undefined || elements.length !== 1) {
    throw new MongodError('Location40324', 'A pipeline stage specification object must contain exactly one field.');
  }
  return element;
}

/** Stages on documents that are there; those that only pick and order keep the stored bytes, mingo computes the others. */
export function runStages(
  context: PipelineContext,
  documents: Iterable<Buffer>,
  stages: readonly RawElement[],
): Iterable<Buffer> {
  const [first, ...rest] = stages;
  if (first === undefined) return documents;
  const count = countGroup(first);
  if (count !== undefined) return runStages(context, count(documents), rest);
  const stage = streamStages[first.name];
  if (stage !== undefined) return runStages(context, stage(documents, first.value, context), rest);
  const next = stages.findIndex(({ name }) => streamStages[name] !== undefined);
  const computedStages = next < 0 ? stages : stages.slice(0, next);
  return runStages(context, computed(context, documents, computedStages), next < 0 ? [] : stages.slice(next));
}

export function stagesOf(pipeline: readonly Buffer[]): RawElement[] {
  return pipeline.map(stageOf);
}

function* computed(
  { server, db, variables = {} }: PipelineContext,
  documents: Iterable<Buffer>,
  stages: readonly RawElement[],
): Generator<Buffer> {
  const pipeline = stages.map((stage) => plainDoc(docOf([stage])));
  const collectionResolver = (name: string) => Array.from(documentsOf(server, `${db}.${name}`), plainDoc);
  const aggregator = new Aggregator(pipeline, { collectionResolver, variables, scriptEnabled: false });
  try {
    for (const document of aggregator.run(Array.from(documents, plainDoc))) yield serialize(document);
  } catch (error) {
    throw stageError(error, stages);
  }
}

function stageError(error: unknown, stages: readonly RawElement[]): unknown {
  if (!(error instanceof Error) || error instanceof MongodError) return error;
  const unknownStage = /unregistered pipeline operator (\$\w+)/i.exec(error.message)?.[1];
  if (unknownStage !== undefined) {
    return new MongodError('Location40324', `Unrecognized pipeline stage name: '${unknownStage}'`);
  }
  return new MongodError('BadValue', `${stages.map(({ name }) => name).join(', ')}: ${error.message}`);
}
