import type { RawElement } from '../bson/raw.ts';
import { MongodError } from '../mongod-error.ts';
import { majorVersion } from '../server.ts';
import { nowhere, type PipelineContext, type PipelineScope } from './pipeline-context.ts';
import { stageOf } from './pipeline-stages.ts';
import { type Place, placeRefusals, stageRules } from './stage-rules.ts';

/** Throws for stages that are not known, not where they may be, or that read what they cannot. */
export function checkStages(stages: readonly RawElement[], scope: PipelineScope): void {
  const { server } = scope.context;
  checkNames(stages, majorVersion(server));
  const [first] = stages;
  const isStream = first?.name === '$changeStream';
  const places: readonly Place[] = isStream ? [...scope.places, 'change-stream'] : scope.places;
  for (const [at, { name }] of stages.entries()) {
    checkPlace(name, { isFirst: at === 0, isLast: at === stages.length - 1 }, at === 0 ? scope.places : places);
  }
  // The documents of a facet come from outside.
  if (scope.places.at(-1) === 'facet') return;
  checkNamespace(first?.name, scope);
  if (first !== undefined) checkView(first.name, scope.context);
}

/** Throws Location40324 for a stage that is not known in a version. */
export function checkNames(stages: readonly RawElement[], major: number): void {
  const isKnown = (name: string) => Object.hasOwn(stageRules, name) && (stageRules[name]?.since ?? 0) <= major;
  const unknown = stages.find(({ name }) => !isKnown(name));
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

/** Throws InvalidNamespace where the pipeline reads a collection and its first stage none, or the other way round. */
function checkNamespace(name: string | undefined, { context: { server, db, ns }, places }: PipelineScope): void {
  const readsNone = ns === nowhere(db);
  if (name === undefined) {
    if (readsNone) throw invalid('{aggregate: 1} is not valid for an empty pipeline.');
    return;
  }
  const rule = stageRules[name];
  if (rule?.isAdminOnly && (db !== 'admin' || !readsNone)) {
    throw invalid(`${name} must be run against the 'admin' database with {aggregate: 1}`);
  }
  if (readsNone && rule?.source === undefined) {
    throw invalid(`{aggregate: 1} is not valid for '${name}'; a collection is required.`);
  }
  if (readsNone || rule?.source !== 'nothing') return;
  // Up to 7.0 nobody looks inside (mongodb/mongo, jstests/aggregation/sources/documents/subpipeline_validation.js).
  const isInside = places.at(-1) === 'lookup' || places.at(-1) === 'union';
  if (name === '$documents' && isInside && majorVersion(server) < 8) return;
  throw invalid(`'${name}' can only be run with {aggregate: 1}`);
}

/** Throws where the first stage tells of a collection, and the pipeline reads a view. */
function checkView(name: string, { server, ns }: PipelineContext): void {
  const entry = server.catalog.get(ns);
  if (entry?.type !== 'view' || stageRules[name]?.position !== 'first') return;
  const isFirst = entry.pipeline.length === 0;
  // The view's own stages come before it (mongodb/mongo, src/mongo/db/views/resolved_view.cpp).
  if (!isFirst && (name === '$indexStats' || name === '$documents')) {
    throw new MongodError('Location40602', `${name} is only valid as the first stage in a pipeline`);
  }
  if (name === '$documents') return;
  throw new MongodError('CommandNotSupportedOnView', `Namespace ${ns} is a view, not a collection`);
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
