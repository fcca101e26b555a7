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
import type { PipelineContext, PipelineRunner } from './pipeline-context.ts';
import { stagesIn } from './pipeline-stages.ts';
import { placed } from './project.ts';
import { resolvePath } from './resolve-path.ts';

/** `$lookup` by equality, by a pipeline with variables, or by both. */
export function* lookup(
  documents: Iterable<Buffer>,
  spec: RawValue,
  context: PipelineContext,
  runner: PipelineRunner,
): Generator<Buffer> {
  const { source, as, localField, foreignField, pipeline } = lookupOf(spec);
  const lets = elementsOf(fieldOf(spec.bytes, 'let')?.bytes ?? docOf([])).map(({ name, value }) => ({
    name,
    expression: compileExpression(value, context),
  }));
  for (const document of documents) {
    const variables: Record<string, RawValue> = { ...context.variables };
    for (const { name, expression } of lets) variables[name] = expression(document) ?? rawOf(null);
    const inner = innerContext(context, source, variables);
    const stages = pipeline === undefined ? [] : stagesIn(pipeline);
    const match = joinOf(document, localField, foreignField);
    const found = runner.run(inner, match === undefined ? stages : [match, ...stages]);
    yield placed(document, as.split('.'), arrayOf(Array.from(found, asDocument)));
  }
}

const texts = ['from', 'as', 'localField', 'foreignField'];

/** The arguments of `$lookup` (mongodb/mongo, src/mongo/db/pipeline/document_source_lookup.cpp). */
function lookupOf(spec: RawValue) {
  if (spec.type !== Type.document) throw wrong('the $lookup stage specification must be an object');
  for (const { name, value } of elementsOf(spec.bytes)) {
    if (texts.includes(name) ? value.type === Type.string : name === 'pipeline') continue;
    if (name === 'let' && value.type === Type.document) continue;
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
  return { server, db, order, variables, ns: `${db}.${collection ?? '$cmd.aggregate'}` };
}

/** A `$match` for the documents whose field equals one of the values here; a missing one is null. */
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
  return docOf([{ name: '$match', value: asDocument(docOf([{ name: foreignField, value: asDocument(anyOf) }])) }]);
}

/** `$unionWith` a collection, or what a pipeline makes of it. */
export function* unionWith(
  documents: Iterable<Buffer>,
  spec: RawValue,
  context: PipelineContext,
  runner: PipelineRunner,
): Generator<Buffer> {
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
  yield* documents;
  const collection = textOf(isText ? spec : fieldOf(spec.bytes, 'coll'));
  const pipeline = isText ? undefined : fieldOf(spec.bytes, 'pipeline');
  const inner = innerContext(context, collection, context.variables ?? {});
  yield* runner.run(inner, pipeline === undefined ? [] : stagesIn(pipeline));
}

/** `$facet`: several pipelines over the same documents, in one document. */
export function facet(
  documents: Iterable<Buffer>,
  spec: RawValue,
  context: PipelineContext,
  runner: PipelineRunner,
): Buffer[] {
  if (spec.type !== Type.document || spec.bytes.length === 5) {
    throw wrong('the $facet specification must be a non-empty object', 'Location40169');
  }
  const all = [...documents];
  const fields = elementsOf(spec.bytes).map(({ name, value }) => {
    const found = runner.runOver(context, all, stagesIn(value));
    return { name, value: arrayOf(Array.from(found, asDocument)) };
  });
  return [docOf(fields)];
}
