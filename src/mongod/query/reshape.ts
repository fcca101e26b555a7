import {
  asDocument,
  docOf,
  elementsOf,
  fieldOf,
  itemsOf,
  plainOf,
  type RawElement,
  type RawValue,
  rawOf,
} from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';
import { compileExpression, type ExpressionContext, valueAtPath } from './expression.ts';
import { compileProjection, placed } from './project.ts';

/** `$addFields` and `$set`. */
export function* addFields(documents: Iterable<Buffer>, spec: RawValue, context: ExpressionContext): Generator<Buffer> {
  const fields = leavesOf(spec, []).map(({ path, value }) => ({ path, expression: compileExpression(value, context) }));
  for (const document of documents) {
    yield fields.reduce((result, { path, expression }) => {
      const value = expression(document);
      // A field that is computed to be missing is taken away.
      return value === undefined ? dropped(result, path) : placed(result, path, value);
    }, document);
  }
}

function leavesOf(spec: RawValue, parents: readonly string[]): { path: string[]; value: RawValue }[] {
  if (spec.type !== Type.document) {
    throw new MongodError('Location40272', '$addFields specification stage must be an object');
  }
  return elementsOf(spec.bytes).flatMap(({ name, value }) => {
    const path = [...parents, ...name.split('.')];
    const inner = value.type === Type.document ? elementsOf(value.bytes) : [];
    const isNested = inner.length > 0 && !inner[0]?.name.startsWith('$');
    return isNested ? leavesOf(value, path) : [{ path, value }];
  });
}

function dropped(document: Buffer, path: readonly string[]): Buffer {
  return compileProjection(docOf([{ name: path.join('.'), value: rawOf(0) }]))(document);
}

export function* unset(documents: Iterable<Buffer>, spec: RawValue): Generator<Buffer> {
  const names = (spec.type === Type.array ? itemsOf(spec) : [spec]).map((name) => String(plainOf(name)));
  const project = compileProjection(docOf(names.map((name) => ({ name, value: rawOf(0) }))));
  for (const document of documents) yield project(document);
}

export function* replaceRoot(
  documents: Iterable<Buffer>,
  root: RawValue,
  context: ExpressionContext,
): Generator<Buffer> {
  const expression = compileExpression(root, context);
  for (const document of documents) {
    const value = expression(document);
    if (value?.type !== Type.document) {
      throw new MongodError('Location40228', "'newRoot' expression must evaluate to an object");
    }
    yield value.bytes;
  }
}

export function* unwind(documents: Iterable<Buffer>, spec: RawValue): Generator<Buffer> {
  const text = spec.type === Type.document ? fieldOf(spec.bytes, 'path') : spec;
  const name = text?.type === Type.string ? String(plainOf(text)) : '';
  if (!name.startsWith('$')) {
    throw new MongodError('Location28818', `path option to $unwind stage should be prefixed with a '$': ${name}`);
  }
  const path = name.slice(1).split('.');
  const option = (key: string) => (spec.type === Type.document ? fieldOf(spec.bytes, key) : undefined);
  const [keeps, index] = [option('preserveNullAndEmptyArrays'), option('includeArrayIndex')];
  const keepsAll = keeps !== undefined && plainOf(keeps) === true;
  const indexPath = index === undefined ? undefined : String(plainOf(index)).split('.');
  for (const document of documents) yield* unwound(document, { path, keepsAll, indexPath });
}

interface Unwinding {
  readonly path: readonly string[];
  readonly keepsAll: boolean;
  readonly indexPath: readonly string[] | undefined;
}

function* unwound(document: Buffer, { path, keepsAll, indexPath }: Unwinding): Generator<Buffer> {
  const value = valueAtPath(asDocument(document), path);
  const withIndex = (one: Buffer, at: bigint | null) =>
    indexPath === undefined ? one : placed(one, indexPath, rawOf(at));
  if (value === undefined || value.type === Type.null || value.type === Type.undefined) {
    if (keepsAll) yield withIndex(document, null);
  } else if (value.type !== Type.array) yield withIndex(document, null);
  else {
    const items: readonly RawElement[] = elementsOf(value.bytes);
    if (items.length === 0 && keepsAll) yield withIndex(dropped(document, path), null);
    for (const [at, item] of items.entries()) yield withIndex(placed(document, path, item.value), BigInt(at));
  }
}
