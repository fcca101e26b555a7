import { docOf, type RawElement } from '../bson/raw.ts';
import type { Server } from '../server.ts';
import { databaseOf } from '../storage/catalog.ts';
import type { PipelineContext, PipelineRunner } from './pipeline-context.ts';
import { stageOf } from './pipeline-stages.ts';
import { plainStages } from './plain-stages.ts';
import type { ScanOptions } from './scan.ts';
import { sortKeys } from './sort.ts';
import { storedDocuments } from './source.ts';
import { sourceStages, streamStages } from './stages.ts';

/** Runs a pipeline that was checked over a collection. A leading `$match` and `$sort` use the indexes. */
export function runPipeline(context: PipelineContext, pipeline: readonly Buffer[]): Iterable<Buffer> {
  const stages = stagesOf(pipeline);
  const [first, second] = stages;
  const source = first && sourceStages[first.name];
  if (first !== undefined && source !== undefined) {
    return runStages(context, source(first.value, context), stages.slice(1));
  }
  const filter = first?.name === '$match' ? first.value.bytes : docOf([]);
  const rest = first?.name === '$match' ? stages.slice(1) : stages;
  const sortStage = first?.name === '$match' ? second : first;
  const isSorted = sortStage?.name === '$sort';
  const sort = isSorted ? sortKeys(sortStage.value.bytes) : [];
  const { server, ns, variables = {}, order, hint, deadline } = context;
  const limits = { ...(hint === undefined ? {} : { hint }), ...(deadline === undefined ? {} : { deadline }) };
  const options = { filter, sort, variables, order, ...limits };
  return runStages(context, documentsOf(server, ns, options), isSorted ? rest.slice(1) : rest);
}

/** The documents of a collection, a view or the oplog that fit the filter, in the order asked for. */
export function documentsOf(
  server: Server,
  ns: string,
  options: ScanOptions = { filter: docOf([]) },
): Iterable<Buffer> {
  return storedDocuments(server, ns, options, ({ viewOn, pipeline }) =>
    runPipeline({ server, db: databaseOf(viewOn), ns: viewOn }, pipeline),
  );
}

const runner: PipelineRunner = {
  run: runPipeline,
  runOver: (context, documents, pipeline) => runStages(context, documents, stagesOf(pipeline)),
};

/** Stages on documents that are there. Runs of stages that need plain values are computed together. */
export function runStages(
  context: PipelineContext,
  documents: Iterable<Buffer>,
  stages: readonly RawElement[],
): Iterable<Buffer> {
  const [first, ...rest] = stages;
  if (first === undefined) return documents;
  const stage = streamStages[first.name];
  if (stage !== undefined) return runStages(context, stage(documents, first.value, context, runner), rest);
  const next = stages.findIndex(({ name }) => streamStages[name] !== undefined);
  const plain = next < 0 ? stages : stages.slice(0, next);
  return runStages(context, plainStages(context, documents, plain, runner), next < 0 ? [] : stages.slice(next));
}

/** The stages of a pipeline that was checked. */
export function stagesOf(pipeline: readonly Buffer[]): RawElement[] {
  return pipeline.map(stageOf);
}
