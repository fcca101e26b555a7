import type { RawElement } from '../bson/raw.ts';
import { MongodError } from '../mongod-error.ts';
import type { PipelineContext, PipelineScope } from './pipeline-context.ts';
import { stageOf } from './pipeline-stages.ts';
import { type Place, placeRefusals, stageRules } from './stage-rules.ts';

/** Throws for stages that are not known, not where they may be, or that read what they cannot. */
export function checkStages(stages: readonly RawElement[], scope: PipelineScope): void {
  checkNames(stages);
  const isStream = stages[0]?.name === '$changeStream';
  const places: readonly Place[] = isStream ? [...scope.places, 'change-stream'] : scope.places;
  for (const [at, { name }] of stages.entries()) {
    checkPlace(name, { isFirst: at === 0, isLast: at === stages.length - 1 }, at === 0 ? scope.places : places);
  }
  if (stages[0] !== undefined) checkSource(stages[0], scope.context, scope.places.length > 0);
}

/** Throws Location40324 for a stage that is not known. */
export function checkNames(stages: readonly RawElement[]): void {
  const unknown = stages.find(({ name }) => !Object.hasOwn(stageRules, name));
  if (unknown !== undefined) throw unrecognized(unknown.name);
}

export function unrecognized(name: string): MongodError {
  return new MongodError('Location40324', `Unrecognized pipeline stage name: '${name}'`);
}

function checkPlace(
  name: string,
  { isFirst, isLast }: { readonly isFirst: boolean; readonly isLast: boolean },
  places: readonly Place[],
): void {
  const rule = stageRules[name];
  const refusing = places.findLast((place) => rule?.notIn.includes(place));
  if (refusing !== undefined) {
    throw new MongodError(placeRefusals[refusing].code, placeRefusals[refusing].words(name));
  }
  if (rule?.position === 'first' && !isFirst) {
    throw new MongodError('Location40602', `${name} is only valid as the first stage in a pipeline`);
  }
  if (rule?.position === 'last' && !isLast) {
    throw new MongodError('Location40601', `${name} can only be the final stage in the pipeline`);
  }
}

/** Throws where the first stage makes its documents of what the pipeline does not read: a view, or a collection where it needs none. */
function checkSource({ name }: RawElement, { server, ns }: PipelineContext, isInner: boolean): void {
  const rule = stageRules[name];
  // Top-level pipelines: checkNamespaceOfPipeline.
  if (isInner && rule?.source === 'nothing' && !ns.endsWith('.$cmd.aggregate')) {
    throw invalid(`'${name}' can only be run with {aggregate: 1}`);
  }
  const entry = server.catalog.get(ns);
  if (entry?.type !== 'view' || rule?.position !== 'first' || rule.source === 'nothing') return;
  // The view's own stages come before it (mongodb/mongo, src/mongo/db/views/resolved_view.cpp).
  if (name === '$indexStats' && entry.pipeline.length > 0) {
    throw new MongodError('Location40602', `${name} is only valid as the first stage in a pipeline`);
  }
  throw new MongodError('CommandNotSupportedOnView', `Namespace ${ns} is a view, not a collection`);
}

/** Throws InvalidNamespace where the command names a collection and the first stage reads none, or the other way round. */
export function checkNamespaceOfPipeline(pipeline: readonly Buffer[], db: string, collection: string | 1): void {
  const [first] = pipeline;
  const name = first === undefined ? undefined : stageOf(first).name;
  const rule = name === undefined ? undefined : stageRules[name];
  if (collection === 1 && name === undefined) throw invalid('{aggregate: 1} is not valid for an empty pipeline.');
  if (rule?.source === 'either') return;
  if (rule?.isAdminOnly && (db !== 'admin' || collection !== 1)) {
    throw invalid(`${name} must be run against the 'admin' database with {aggregate: 1}`);
  }
  if (collection === 1 && rule?.source === undefined) {
    throw invalid(`{aggregate: 1} is not valid for '${name}'; a collection is required.`);
  }
  if (collection !== 1 && rule?.source === 'nothing') {
    throw invalid(`'${name}' can only be run with {aggregate: 1}`);
  }
}

/** Throws APIStrictError for a stage that a client who asks for the Stable API only must not use. */
export function checkStable(pipeline: readonly Buffer[]): void {
  const unstable = pipeline.map(stageOf).find(({ name }) => stageRules[name]?.isUnstable);
  if (unstable === undefined) return;
  throw new MongodError(
    'APIStrictError',
    `stage ${unstable.name} is not allowed with 'apiStrict: true' in API Version 1`,
  );
}

function invalid(message: string): MongodError {
  return new MongodError('InvalidNamespace', message);
}
