import { docOf, type RawElement } from '../bson/raw.ts';
import type { Server } from '../server.ts';
import { databaseOf } from '../storage/catalog.ts';
import { checkStages, unrecognized } from './check-pipeline.ts';
import { compileFilter } from './match.ts';
import type { Flow, Pipeline, PipelineContext, PipelineScope } from './pipeline-context.ts';
import { stageOf } from './pipeline-stages.ts';
import { filterOf, type ScanOptions } from './scan.ts';
import { storedDocuments } from './source.ts';
import { sourceStages } from './source-stages.ts';
import { type Search, searched, searchStages, streamStages } from './stages.ts';

const everything = docOf([]);

/**
 * Throws for what is wrong in a pipeline and in those inside it: unknown stages, places and operands. So nothing is
 * wrong by the time when anything is run, and the last stage may write. A leading `$match` and `$sort` use the indexes.
 */
export function compilePipeline(pipeline: readonly Buffer[], scope: PipelineScope): Pipeline {
  const elements = pipeline.map(stageOf);
  checkStages(elements, scope);
  const stages = elements.map((element) => compileStage(element, scope));
  const runOver = flowOf(stages);
  const [first, ...others] = stages;
  if (first?.make !== undefined) {
    const { make } = first;
    const flow = flowOf(others);
    return { run: (join) => flow(joined(make(), join, scope.context)), runOver };
  }
  const { server, ns, db: _, ...context } = scope.context;
  const { search, rest } = leadingSearch(stages);
  const options = { filter: everything, ...context, ...search };
  const flow = flowOf(rest);
  return {
    run: (join) => flow(documentsOf(server, ns, join === undefined ? options : narrowed(options, join))),
    runOver,
  };
}

interface Stage {
  readonly run: Flow;
  /** What a search can do in its place. */
  readonly search?: Search;
  /** Makes documents instead of taking them. */
  readonly make?: () => Iterable<Buffer>;
}

function compileStage({ name, value }: RawElement, scope: PipelineScope): Stage {
  const make = sourceStages[name]?.(value, scope.context);
  if (make !== undefined) return { run: make, make };
  const search = searchStages[name]?.(value, scope.context);
  if (search !== undefined) return { run: (documents) => searched(documents, search, scope.context), search };
  const stream = streamStages[name];
  if (stream === undefined) throw unrecognized(name);
  return { run: stream(value, scope, compilePipeline) };
}

function flowOf(stages: readonly Stage[]): Flow {
  return (documents) => stages.reduce((flowing, { run }) => run(flowing), documents);
}

/** A `$match`, a `$sort`, or the one and then the other. */
function leadingSearch(stages: readonly Stage[]): { readonly search: Search; readonly rest: readonly Stage[] } {
  const [first, second] = stages.map(({ search }) => search);
  if (first === undefined) return { search: {}, rest: stages };
  if (first.sort !== undefined || second?.sort === undefined) return { search: first, rest: stages.slice(1) };
  return { search: { ...first, ...second }, rest: stages.slice(2) };
}

/** The join comes behind what makes the documents (mongodb/mongo, src/mongo/db/pipeline/document_source_lookup.cpp). */
function joined(documents: Iterable<Buffer>, join: Buffer | undefined, context: PipelineContext): Iterable<Buffer> {
  return join === undefined ? documents : searched(documents, { fits: compileFilter(join, context) }, context);
}

/** The search goes by the join, which tells more than the filter does. */
function narrowed(options: ScanOptions, join: Buffer): ScanOptions {
  const [fits, joins] = [filterOf(options), compileFilter(join, options)];
  return { ...options, filter: join, fits: (document) => joins(document) && fits(document) };
}

/** The documents of a collection, a view or the oplog that fit the filter, in the order asked for. */
export function documentsOf(
  server: Server,
  ns: string,
  options: ScanOptions = { filter: everything },
): Iterable<Buffer> {
  return storedDocuments(server, ns, options, ({ viewOn, pipeline }) =>
    compilePipeline(pipeline, {
      context: { server, db: databaseOf(viewOn), ns: viewOn },
      places: ['view'],
    }).run(),
  );
}
