import { Aggregator } from 'mingo';
import { docOf, elementsOf, plainDoc, plainOf, type RawElement, type RawValue, serialize } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';

export type Projection = (document: Buffer) => Buffer;

type Tree = Map<string, Tree | boolean>;

/**
 * Fields to take or to leave out, cut from the stored bytes. Anything beyond that (expressions, `$slice`, …) is
 * computed by mingo on plain values.
 */
export function compileProjection(spec: Buffer): Projection {
  const fields = elementsOf(spec);
  if (fields.length === 0) return (document) => document;
  if (!fields.every(isSwitch)) return computed(spec);
  const others = fields.filter((field) => field.name !== '_id');
  const takes =
    others.length > 0 ? others.every((field) => isOn(field.value)) : fields.some((field) => isOn(field.value));
  if (!takes && others.some((field) => isOn(field.value))) {
    throw new MongodError('BadValue', 'Cannot do inclusion and exclusion in one projection, except of _id');
  }
  const id = fields.find((field) => field.name === '_id');
  const tree = treeOf(
    takes ? others.map((field) => field.name) : fields.filter((field) => !isOn(field.value)).map((field) => field.name),
  );
  if (takes && (id === undefined || isOn(id.value))) tree.set('_id', true);
  return takes ? (document) => taken(document, tree) : (document) => left(document, tree);
}

function isSwitch({ name, value }: RawElement): boolean {
  return (
    !name.includes('$') &&
    (value.type === Type.bool || value.type === Type.int || value.type === Type.double || value.type === Type.long)
  );
}

function isOn(value: RawValue): boolean {
  return Boolean(plainOf(value));
}

function treeOf(paths: readonly string[]): Tree {
  const root: Tree = new Map();
  for (const path of paths) {
    const names = path.split('.');
    const last = names.pop() ?? '';
    let node = root;
    for (const name of names) {
      const next = node.get(name);
      const child: Tree = next instanceof Map ? next : new Map();
      node.set(name, child);
      node = child;
    }
    node.set(last, true);
  }
  return root;
}

function taken(document: Buffer, tree: Tree): Buffer {
  return docOf(
    elementsOf(document).flatMap(({ name, value }) => {
      const node = tree.get(name);
      if (node === undefined) return [];
      if (!(node instanceof Map)) return [{ name, value }];
      return nested({ name, value }, (inner) => taken(inner, node), false);
    }),
  );
}

function left(document: Buffer, tree: Tree): Buffer {
  return docOf(
    elementsOf(document).flatMap(({ name, value }) => {
      const node = tree.get(name);
      if (node === undefined) return [{ name, value }];
      return node instanceof Map ? nested({ name, value }, (inner) => left(inner, node), true) : [];
    }),
  );
}

/** Applies a projection inside a document, and inside each document of an array. */
function nested({ name, value }: RawElement, apply: (inner: Buffer) => Buffer, keepsScalars: boolean): RawElement[] {
  if (value.type === Type.document) return [{ name, value: { type: value.type, bytes: apply(value.bytes) } }];
  if (value.type !== Type.array) return keepsScalars ? [{ name, value }] : [];
  const items = elementsOf(value.bytes).flatMap((item) => nested(item, apply, keepsScalars));
  const bytes = docOf(items.map((item, at) => ({ name: String(at), value: item.value })));
  return [{ name, value: { type: Type.array, bytes } }];
}

function computed(spec: Buffer): Projection {
  const aggregator = new Aggregator([{ $project: plainDoc(spec) }]);
  return (document) => serialize(aggregator.run([plainDoc(document)])[0] ?? {});
}
