import {
  arrayOf,
  asDocument,
  docOf,
  elementsOf,
  fieldOf,
  itemsOf,
  plainOf,
  type RawValue,
  rawOf,
} from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { type CodeName, MongodError } from '../mongod-error.ts';
import { compileExpression, type Variables } from './expression.ts';
import { checkFieldName, checkVariableName, namesIn } from './field-path.ts';
import {
  type CompilePipeline,
  type Flow,
  nowhere,
  type PipelineContext,
  type PipelineScope,
} from './pipeline-context.ts';
import { stageOf, stagesIn } from './pipeline-stages.ts';
import { placed } from './project.ts';
import { each } from './reshape.ts';
import { resolvePath } from './resolve-path.ts';
import { stageRules } from './stage-rules.ts';

/** `$lookup` by equality, by a pipeline with variables, or by both. */
export function lookup(spec: RawValue, { context, places }: PipelineScope, compile: CompilePipeline): Flow {
  const { source, as, localField, foreignField, pipeline } = lookupOf(spec);
  const path = as.split('.');
  const lets = elementsOf(fieldOf(spec.bytes, 'let')?.bytes ?? docOf([])).map(({ name, value }) => {
    checkVariableName(name);
    return { name, expression: compileExpression(value, context) };
  });
  const stages = innerStages('$lookup', source, pipeline);
  if (localField !== undefined) refuseBehindJoin(stages);
  const joined = (variables: Variables) =>
    compile(stages, {
      context: innerContext(context, source, { ...context.variables, ...variables }),
      places: [...places, 'lookup'],
    });
  // Whatever the variables will be.
  const checked = joined(Object.fromEntries(lets.map(({ name }) => [name, undefined])));
  const joinedTo = (document: Buffer) =>
    joined(Object.fromEntries(lets.map(({ name, expression }) => [name, expression(document)])));
  return each((document) => {
    const inner = lets.length === 0 ? checked : joinedTo(document);
    const found = inner.run(joinOf(document, localField, foreignField));
    return placed(document, path, arrayOf(Array.from(found, asDocument)));
  });
}

/** The stages of a pipeline inside of a stage; without a collection its first one makes the documents. */
function innerStages(stage: string, source: string | undefined, pipeline: RawValue | undefined): Buffer[] {
  if (pipeline === undefined) return [];
  const stages = stagesIn(pipeline);
  const isMade = stages[0] !== undefined && stageOf(stages[0]).name === '$documents';
  if (source !== undefined || isMade) return stages;
  throw wrong(`${stage} stage without explicit collection must have a pipeline with $documents as first stage`);
}

/** The join comes first, or behind `$documents` (mongodb/mongo, src/mongo/db/pipeline/document_source_lookup.cpp). */
function refuseBehindJoin(stages: readonly Buffer[]): void {
  const name = stages[0] === undefined ? '' : stageOf(stages[0]).name;
  if (stageRules[name]?.position !== 'first' || name === '$documents') return;
  throw wrong(`${name} is only valid as the first stage in a pipeline`, 'Location40602');
}

const texts = ['from', 'as', 'localField', 'foreignField'];

/** The arguments of `$lookup` (mongodb/mongo, src/mongo/db/pipeline/document_source_lookup.cpp). */
function lookupOf(spec: RawValue) {
  if (spec.type !== Type.document) throw wrong('the $lookup stage specification must be an object');
  for (const { name, value } of elementsOf(spec.bytes)) {
    if (name === 'pipeline' || (name === 'let' && value.type === Type.document)) continue;
    if (texts.includes(name) && value.type === Type.string) {
      if (name !== 'from') namesIn(String(plainOf(value)));
      continue;
    }
    if (name === 'let') throw wrong('$lookup argument let must be an object');
    if (texts.includes(name)) throw wrong(`$lookup argument '${name}' must be a string`);
    throw wrong(`unknown argument to $lookup: ${name}`);
  }
  const text = (name: string) => textOf(fieldOf(spec.bytes, name));
  const pipeline = fieldOf(spec.bytes, 'pipeline');
  const [as, localField, foreignField] = [text('as'), text('localField'), text('foreignField')];
  if (as === undefined) throw wrong("must specify 'as' field for a $lookup");
  if ((localField === undefined) !== (foreignField === undefined)) {
    throw wrong("$lookup requires both or neither of 'localField' and 'foreignField' to be specified");
  }
  if (pipeline === undefined && localField === undefined) {
    throw wrong("$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified");
  }
  if (pipeline === undefined && text('from') === undefined) throw wrong("must specify 'from' field for a $lookup");
  return { source: text('from'), as, localField, foreignField, pipeline };
}

function wrong(message: string, code: CodeName = 'FailedToParse'): MongodError {
  return new MongodError(code, message);
}

function textOf(value: RawValue | undefined): string | undefined {
  return value?.type === Type.string ? String(plainOf(value)) : undefined;
}

function innerContext(context: PipelineContext, collection: string | undefined, variables: Variables): PipelineContext {
  const { server, db, order } = context;
  return { server, db, order, variables, ns: collection === undefined ? nowhere(db) : `${db}.${collection}` };
}

/** The documents whose field equals one of the values here; a missing one is null. */
function joinOf(
  document: Buffer,
  localField: string | undefined,
  foreignField: string | undefined,
): Buffer | undefined {
  if (localField === undefined || foreignField === undefined) return undefined;
  const found = resolvePath(asDocument(document), localField);
  const values = found.flatMap((value) => (value?.type === Type.array ? itemsOf(value) : (value ?? rawOf(null))));
  const anyOf = docOf([
    { name: '$in', value: arrayOf(values.length === 0 && found.length === 0 ? [rawOf(null)] : values) },
  ]);
  return docOf([{ name: foreignField, value: asDocument(anyOf) }]);
}

/** `$unionWith` a collection, or what a pipeline makes of it. */
export function unionWith(spec: RawValue, { context, places }: PipelineScope, compile: CompilePipeline): Flow {
  const isText = spec.type === Type.string;
  if (!isText && spec.type !== Type.document) {
    throw wrong('the $unionWith stage specification must be an object or string');
  }
  const unknown = isText
    ? undefined
    : elementsOf(spec.bytes).find(({ name }) => name !== 'coll' && name !== 'pipeline');
  if (unknown !== undefined) {
    throw wrong(`BSON field '$unionWith.${unknown.name}' is an unknown field.`, 'Location40415');
  }
  const collection = textOf(isText ? spec : fieldOf(spec.bytes, 'coll'));
  const stages = innerStages('$unionWith', collection, isText ? undefined : fieldOf(spec.bytes, 'pipeline'));
  const inner = innerContext(context, collection, context.variables ?? {});
  const other = compile(stages, { context: inner, places: [...places, 'union'] });
  return function* (documents) {
    yield* documents;
    yield* other.run();
  };
}

/** `$facet`: several pipelines over the same documents, in one document. */
export function facet(spec: RawValue, { context, places }: PipelineScope, compile: CompilePipeline): Flow {
  if (spec.type !== Type.document || spec.bytes.length === 5) {
    throw wrong('the $facet specification must be a non-empty object', 'Location40169');
  }
  for (const { name } of elementsOf(spec.bytes)) checkFieldName(name);
  const facets = elementsOf(spec.bytes)
    .map(({ name, value }) => ({ name, stages: facetStages(name, value) }))
    .map(({ name, stages }) => ({ name, ...compile(stages, { context, places: [...places, 'facet'] }) }));
  return (documents) => {
    const all = [...documents];
    const fields = facets.map(({ name, runOver }) => ({ name, value: arrayOf(Array.from(runOver(all), asDocument)) }));
    return [docOf(fields)];
  };
}

function facetStages(name: string, value: RawValue): Buffer[] {
  if (value.type !== Type.array) throw wrong(`arguments to $facet must be arrays, ${name} is none`, 'Location40170');
  if (itemsOf(value).every(({ type }) => type === Type.document)) return stagesIn(value);
  throw wrong(`elements of arrays in $facet spec must be non-empty objects: ${name}`, 'Location40171');
}
