import { keyString, rankOf } from '../bson/key-string.ts';
import { elementsOf, fieldOf, itemsOf, plainOf, type RawValue } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { type CodeName, MongodError } from '../mongod-error.ts';
import { compileExpression } from './expression.ts';
import { counting, groupedBy } from './group.ts';
import type { Flow, PipelineScope } from './pipeline-context.ts';
import { sorted } from './sort.ts';

/** `$bucket` is a `$group` by the boundary at or below the value. */
export function bucket(spec: RawValue, { context }: PipelineScope): Flow {
  const { by, boundaries } = bucketsOf(spec);
  const keys = boundaries.map((boundary) => keyString(boundary, context.order));
  if (keys.some((key, at) => at > 0 && key <= (keys[at - 1] ?? ''))) {
    throw new MongodError('Location40194', "The 'boundaries' option to $bucket must be sorted");
  }
  const value = compileExpression(by, context);
  const other = fieldOf(spec.bytes, 'default');
  refuseInside(other === undefined ? undefined : keyString(other, context.order), keys);
  const output = fieldOf(spec.bytes, 'output');
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
  const grouped = groupedBy(bucketOf, output === undefined ? counting : elementsOf(output.bytes), context);
  return (documents) => sorted(grouped(documents), [{ path: '_id', direction: 1 }]);
}

/** The bucket of all others lies outside of the boundaries. */
function refuseInside(other: string | undefined, keys: readonly string[]): void {
  if (other === undefined || other < (keys[0] ?? '') || other >= (keys.at(-1) ?? '')) return;
  throw new MongodError(
    'Location40199',
    "The $bucket 'default' field must be less than the lowest boundary or greater than or equal to the highest boundary.",
  );
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
  const isComputed = by.type === Type.document || (by.type === Type.string && String(plainOf(by)).startsWith('$'));
  if (!isComputed) {
    throw refused('Location40202', "The $bucket 'groupBy' field must be defined as a $-prefixed path or an expression");
  }
  const boundaries = itemsOf(given);
  if (boundaries.length < 2) {
    throw refused('Location40192', "The $bucket 'boundaries' field must have at least 2 values");
  }
  if (!boundaries.every((one) => isOfOneType(one, boundaries[0]))) {
    throw refused('Location40193', "All values in the 'boundaries' option to $bucket must have the same type");
  }
  return { by, boundaries };
}

function isOfOneType(value: RawValue, boundary: RawValue | undefined): boolean {
  return boundary !== undefined && rankOf(value.type) === rankOf(boundary.type);
}
