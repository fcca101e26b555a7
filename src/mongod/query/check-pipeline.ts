import type { RawElement } from '../bson/raw.ts';
import { MongodError } from '../mongod-error.ts';
import { stageOf } from './pipeline-stages.ts';
import { type Place, placeRefusals, stageRules } from './stage-rules.ts';

/** Throws for stages that are not known, or not where they may be. */
export function checkStages(stages: readonly RawElement[], scope: readonly Place[]): void {
  checkNames(stages);
  const isStream = stages[0]?.name === '$changeStream';
  const places: readonly Place[] = isStream ? [...scope, 'change-stream'] : scope;
  for (const [at, { name }] of stages.entries()) {
    checkPlace(name, { isFirst: at === 0, isLast: at === stages.length - 1 }, at === 0 ? scope : places);
  }
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
