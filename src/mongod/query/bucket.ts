import { keyString, rankOf } from '../bson/key-string.ts';
import { asDocument, docOf, elementsOf, fieldOf, itemsOf, plainOf, type RawValue, rawDoc, rawOf } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { type CodeName, MongodError } from '../mongod-error.ts';
import { compileExpression, type ExpressionContext } from './expression.ts';
import { group } from './group.ts';
import { sorted } from './sort.ts';

/** `$bucket` is a `$group` by the boundary at or below the value. */
export function bucket(documents: Iterable<Buffer>, spec: RawValue, context: ExpressionContext): Buffer[] {
  const { by, boundaries } = bucketsOf(spec);
  const keys = boundaries.map((boundary) => keyString(boundary, context.order));
  if (keys.some((key, at) => at > 0 && key <= (keys[at - 1] ?? ''))) {
    throw new MongodError('Location40194', "The 'boundaries' option to $bucket must be sorted");
  }
  const value = compileExpression(by, context);
  const other = fieldOf(spec.bytes, 'default');
  const output = elementsOf(fieldOf(spec.bytes, 'output')?.bytes ?? rawDoc({ count: rawOf({ $sum: 1 }) }));
  const bucketOf = (document: Buffer): RawValue => {
    const found = value(document);
    const key = found === undefined ? '' : keyString(found, context.order);
    const at = keys.findLastIndex((boundary) => boundary <= key);
    const isInside = at >= 0 && at < keys.length - 1 && found !== undefined && isOfOneType(found, boundaries[0]);
    const boundary = isInside ? boundaries[at] : other;
    if (boundary !== undefined) return boundary;
    throw new MongodError(
      'Location40066',
      `$switch could not find a matching branch for an input, and no default was specified: ${String(found && plainOf(found))}`,
    );
  };
  const ids = new Map<Buffer, RawValue>();
  for (const document of documents) ids.set(document, bucketOf(document));
  const buckets = groupedBy(ids, output, context);
  return sorted(buckets, [{ path: '_id', direction: 1 }]);
}

const options = new Set(['groupBy', 'boundaries', 'default', 'output']);

/** What `$bucket` groups by (mongodb/mongo, src/mongo/db/pipeline/document_source_bucket.cpp). */
function bucketsOf(spec: RawValue): { readonly by: RawValue; readonly boundaries: readonly RawValue[] } {
  const refused = (code: CodeName, message: string) => new MongodError(code, message);
  if (spec.type !== Type.document) throw refused('Location40201', 'Argument to $bucket stage must be an object');
  const unknown = elementsOf(spec.bytes).find(({ name }) => !options.has(name));
  if (unknown !== undefined) throw refused('Location40197', `Unrecognized option to $bucket: ${unknown.name}.`);
  const [by, given, output] = ['groupBy', 'boundaries', 'output'].map((name) => fieldOf(spec.bytes, name));
  if (output !== undefined && output.type !== Type.document) {
    throw refused('Location40196', "The $bucket 'output' field must be an object");
  }
  if (by === undefined || given === undefined) {
    throw refused('Location40198', "$bucket requires 'groupBy' and 'boundaries' to be specified.");
  }
  if (given.type !== Type.array) throw refused('Location40200', "The $bucket 'boundaries' field must be an array");
  const boundaries = itemsOf(given);
  if (boundaries.length >= 2) return { by, boundaries };
  throw refused('Location40192', "The $bucket 'boundaries' field must have at least 2 values");
}

function isOfOneType(value: RawValue, boundary: RawValue | undefined): boolean {
  return boundary !== undefined && rankOf(value.type) === rankOf(boundary.type);
}

function groupedBy(
  ids: ReadonlyMap<Buffer, RawValue>,
  output: readonly { readonly name: string; readonly value: RawValue }[],
  context: ExpressionContext,
): Buffer[] {
  const members = new Map<string, { id: RawValue; documents: Buffer[] }>();
  for (const [document, id] of ids) {
    const key = keyString(id);
    const found = members.get(key) ?? { id, documents: [] };
    members.set(key, found);
    found.documents.push(document);
  }
  return [...members.values()].flatMap(({ id, documents }) => {
    const literal = asDocument(rawDoc({ $literal: id }));
    return [...group(documents, asDocument(docOf([{ name: '_id', value: literal }, ...output])), context)];
  });
}
