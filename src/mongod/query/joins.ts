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
import { MongodError } from '../mongod-error.ts';
import { compileExpression, type Variables } from './expression.ts';
import type { PipelineContext, PipelineRunner } from './pipeline-context.ts';
import { placed } from './project.ts';
import { resolvePath } from './resolve-path.ts';

/** `$lookup` by equality, by a pipeline with variables, or by both. */
export function* lookup(
  documents: Iterable<Buffer>,
  spec: RawValue,
  context: PipelineContext,
  runner: PipelineRunner,
): Generator<Buffer> {
  const known = new Set(['from', 'as', 'localField', 'foreignField', 'let', 'pipeline']);
  const fields = spec.type === Type.document ? elementsOf(spec.bytes) : [];
  const unknown = fields.find(({ name }) => !known.has(name));
  if (unknown !== undefined) throw new MongodError('FailedToParse', `unknown argument to $lookup: ${unknown.name}`);
  const text = (name: string) => textOf(fieldOf(spec.bytes, name));
  const [source, as, localField, foreignField] = [text('from'), text('as'), text('localField'), text('foreignField')];
  const pipeline = fieldOf(spec.bytes, 'pipeline');
  if (as === undefined) throw new MongodError('FailedToParse', "must specify 'as' field for a $lookup");
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

function textOf(value: RawValue | undefined): string | undefined {
  return value?.type === Type.string ? String(plainOf(value)) : undefined;
}

function stagesIn(pipeline: RawValue): Buffer[] {
  return itemsOf(pipeline).map((stage) => stage.bytes);
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
  yield* documents;
  const isText = spec.type === Type.string;
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
  const all = [...documents];
  const fields = elementsOf(spec.bytes).map(({ name, value }) => {
    const found = runner.runOver(context, all, stagesIn(value));
    return { name, value: arrayOf(Array.from(found, asDocument)) };
  });
  return [docOf(fields)];
}
