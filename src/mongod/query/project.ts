import { docOf, elementsOf, type RawElement, type RawValue } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { type CodeName, MongodError } from '../mongod-error.ts';
import { compileExpression, type Expression, type ExpressionContext } from './expression.ts';
import { type Action, type Leaf, leavesOf } from './projection-spec.ts';

export type Projection = (document: Buffer) => Buffer;

export interface ProjectionOptions extends ExpressionContext {
  /** The query of a `find`, which decides what the positional `$` is. */
  readonly filter?: Buffer;
}

type Node = Action | Tree;
type Tree = Map<string, Node>;

/** Fields to take, to leave out or to compute. What is taken keeps its stored bytes. */
export function compileProjection(spec: Buffer, options: ProjectionOptions = {}): Projection {
  const { leaves, takes } = leavesOf(spec, options.filter);
  if (leaves.length === 0) return (document) => document;
  const tree = treeOf(leaves);
  const computed = leaves.flatMap(({ path, action }) =>
    action.kind === 'compute' ? [{ path, expression: compiled(action.value, options) }] : [],
  );
  if (!takes) return (document) => without(document, tree);
  return (document) => {
    const taken = only(document, tree);
    return computed.reduce((result, { path, expression }) => {
      const value = expression(document);
      return value === undefined ? result : placed(result, path, value);
    }, taken);
  };
}

/** A projection has a code of its own for an operator that nobody knows. */
function compiled(value: RawValue, context: ExpressionContext): Expression {
  try {
    return compileExpression(value, context);
  } catch (error) {
    if (!(error instanceof MongodError) || error.codeName !== 'InvalidPipelineOperator') throw error;
    throw new MongodError('Location31325', `Invalid $project :: caused by :: ${error.message}`);
  }
}

/** Throws where one path is inside of another (mongodb/mongo, src/mongo/db/query/projection_parser.cpp). */
function treeOf(leaves: readonly Leaf[]): Tree {
  const root: Tree = new Map();
  for (const { path, action } of leaves) {
    let node = root;
    for (const [at, name] of path.slice(0, -1).entries()) {
      const next = node.get(name) ?? new Map();
      if (!(next instanceof Map))
        throw collision('Location31249', path, ` remaining portion ${path.slice(at + 1).join('.')}`);
      node.set(name, next);
      node = next;
    }
    const last = path.at(-1) ?? '';
    if (node.has(last)) throw collision('Location31250', path, '');
    node.set(last, action);
  }
  return root;
}

function collision(code: CodeName, path: readonly string[], rest: string): MongodError {
  return new MongodError(code, `Path collision at ${path.join('.')}${rest}`);
}

function only(document: Buffer, tree: Tree): Buffer {
  return docOf(
    elementsOf(document).flatMap((field) => {
      const node = tree.get(field.name);
      if (node === undefined) return [];
      if (node instanceof Map) return nested(field, (inner) => only(inner, node), false);
      return node.kind === 'take' ? [field] : changed(field, node);
    }),
  );
}

function without(document: Buffer, tree: Tree): Buffer {
  return docOf(
    elementsOf(document).flatMap((field) => {
      const node = tree.get(field.name);
      if (node === undefined) return [field];
      if (node instanceof Map) return nested(field, (inner) => without(inner, node), true);
      return node.kind === 'leave' ? [] : changed(field, node);
    }),
  );
}

function changed({ name, value }: RawElement, action: Action): RawElement[] {
  const result = action.kind === 'change' ? action.change(value) : undefined;
  return result === undefined ? [] : [{ name, value: result }];
}

/** Applies a projection inside a document, and inside each document of an array. */
function nested({ name, value }: RawElement, apply: (inner: Buffer) => Buffer, keepsScalars: boolean): RawElement[] {
  if (value.type === Type.document) return [{ name, value: { type: value.type, bytes: apply(value.bytes) } }];
  if (value.type !== Type.array) return keepsScalars ? [{ name, value }] : [];
  const items = elementsOf(value.bytes).flatMap((item) => nested(item, apply, keepsScalars));
  const bytes = docOf(items.map((item, at) => ({ name: String(at), value: item.value })));
  return [{ name, value: { type: Type.array, bytes } }];
}

/** A computed field takes the place of one of that name, or comes at the end; inside an array, in each document of it. */
export function placed(document: Buffer, [name = '', ...rest]: readonly string[], value: RawValue): Buffer {
  const fields = elementsOf(document);
  const at = fields.findIndex((field) => field.name === name);
  const field = { name, value: rest.length === 0 ? value : placedInside(fields[at]?.value, rest, value) };
  return at < 0 ? docOf([...fields, field]) : docOf([...fields.slice(0, at), field, ...fields.slice(at + 1)]);
}

function placedInside(old: RawValue | undefined, path: readonly string[], value: RawValue): RawValue {
  if (old?.type === Type.array) {
    const items = elementsOf(old.bytes).map((item) => ({ ...item, value: placedInside(item.value, path, value) }));
    return { type: Type.array, bytes: docOf(items) };
  }
  const inner = old?.type === Type.document ? old.bytes : docOf([]);
  return { type: Type.document, bytes: placed(inner, path, value) };
}
