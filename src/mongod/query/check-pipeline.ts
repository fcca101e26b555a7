import { elementsOf, fieldOf, plainOf, type RawElement, type RawValue, rawOf } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';
import type { Variables } from './expression.ts';
import type { PipelineContext, PipelineRunner } from './pipeline-context.ts';
import { stageOf, stagesIn } from './pipeline-stages.ts';
import { plainStages } from './plain-stages.ts';
import { type Place, placeRefusals, stageRules } from './stage-rules.ts';
import { sourceStages, streamStages, writingStages } from './stages.ts';

/** What a pipeline is checked with; variables are checked to be known, so their values do not matter. */
export interface PipelineScope {
  readonly context: PipelineContext;
  /** From the outside in: a stage must be allowed in all of them. */
  readonly places: readonly Place[];
}

/**
 * Throws for what is wrong in a pipeline and in those inside it: unknown stages, places and operands. To be called
 * before anything is run, because the last stage writes.
 */
export function checkPipeline(pipeline: readonly Buffer[], scope: PipelineScope): void {
  const stages = pipeline.map(stageOf);
  checkNames(stages);
  const isStream = stages[0]?.name === '$changeStream';
  const places: readonly Place[] = isStream ? [...scope.places, 'change-stream'] : scope.places;
  for (const [at, stage] of stages.entries()) {
    checkPlace(stage.name, { isFirst: at === 0, isLast: at === stages.length - 1 }, at === 0 ? scope.places : places);
  }
  for (const stage of stages) {
    for (const inner of innerPipelines(stage, scope)) checkPipeline(inner.pipeline, inner.scope);
    checkOperand(stage, scope.context);
  }
}

/** Throws Location40324 for a stage that is not known. */
export function checkNames(stages: readonly RawElement[]): void {
  const unknown = stages.find(({ name }) => !Object.hasOwn(stageRules, name));
  if (unknown === undefined) return;
  throw new MongodError('Location40324', `Unrecognized pipeline stage name: '${unknown.name}'`);
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

interface Inner {
  readonly pipeline: readonly Buffer[];
  readonly scope: PipelineScope;
}

function innerPipelines({ name, value }: RawElement, { context, places }: PipelineScope): Inner[] {
  if (value.type !== Type.document) return [];
  if (name === '$facet') {
    const scope: PipelineScope = { context, places: [...places, 'facet'] };
    return elementsOf(value.bytes).map((facet) => ({ pipeline: facetPipeline(facet), scope }));
  }
  if (name !== '$lookup' && name !== '$unionWith') return [];
  const inner = fieldOf(value.bytes, 'pipeline');
  if (inner === undefined) return [];
  const pipeline = stagesIn(inner);
  const source = fieldOf(value.bytes, name === '$lookup' ? 'from' : 'coll');
  const isOfNothing = pipeline[0] !== undefined && stageRules[stageOf(pipeline[0]).name]?.source === 'nothing';
  if (source === undefined && !isOfNothing) {
    throw new MongodError('FailedToParse', `${name} without a collection must begin with a stage that needs none`);
  }
  const variables = { ...context.variables, ...(name === '$lookup' ? letNames(value) : {}) };
  const ns = `${context.db}.${source === undefined ? '$cmd.aggregate' : String(plainOf(source))}`;
  const place = name === '$lookup' ? 'lookup' : 'union';
  return [{ pipeline, scope: { context: { ...context, ns, variables }, places: [...places, place] } }];
}

function facetPipeline({ name, value }: RawElement): Buffer[] {
  if (value.type === Type.array) return stagesIn(value);
  throw new MongodError('Location40170', `arguments to $facet must be arrays, ${name} is none`);
}

function letNames(spec: RawValue): Variables {
  const given = fieldOf(spec.bytes, 'let');
  if (given?.type !== Type.document) return {};
  return Object.fromEntries(elementsOf(given.bytes).map(({ name }) => [name, rawOf(null)]));
}

/** Finds nothing in any collection. */
const nowhere: PipelineRunner = { run: () => [], runOver: () => [] };

/** Each stage looks at its operand before it looks at documents: so it is run over none. */
function checkOperand({ name, value }: RawElement, context: PipelineContext): void {
  if (Object.hasOwn(sourceStages, name) || name === '$changeStream') return;
  const writing = writingStages[name];
  if (writing !== undefined) writing(value, context);
  else for (const _ of resultsOver([], { name, value }, context)) break;
}

function resultsOver(documents: Buffer[], { name, value }: RawElement, context: PipelineContext): Iterable<Buffer> {
  const stage = streamStages[name];
  if (stage !== undefined) return stage(documents, value, context, nowhere);
  return plainStages(context, documents, [{ name, value }], nowhere);
}
