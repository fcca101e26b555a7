import { arrayOf, asDocument, docOf, elementsOf, itemsOf, type RawElement, type RawValue, rawOf } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';

/** Gives the new value for the old one; `undefined` on either side is a field that is not there. */
export type Change = (old: RawValue | undefined) => RawValue | undefined;

/** The value with what is at the path changed; missing documents on the way are made where the change gives a value. */
export function changeAt(container: RawValue, path: readonly string[], change: Change): RawValue {
  const [name, ...rest] = path;
  if (name === undefined) return container;
  const inner: Change = rest.length === 0 ? change : (old) => changeInside(old, rest, change);
  if (container.type === Type.document) return asDocument(changeField(container.bytes, name, inner));
  if (container.type === Type.array) return changeItem(container, name, inner);
  throw new MongodError(
    'PathNotViable',
    `Cannot create field '${name}' in an element that is neither document nor array`,
  );
}

function changeInside(old: RawValue | undefined, rest: readonly string[], change: Change): RawValue | undefined {
  if (old !== undefined) return changeAt(old, rest, change);
  const isEmptyChange = change(undefined) === undefined;
  return isEmptyChange ? undefined : changeAt(asDocument(docOf([])), rest, change);
}

function changeField(document: Buffer, name: string, change: Change): Buffer {
  const fields = elementsOf(document);
  const at = fields.findIndex((field) => field.name === name);
  const value = change(fields[at]?.value);
  const field: RawElement[] = value === undefined ? [] : [{ name, value }];
  if (at < 0) return value === undefined ? document : docOf([...fields, ...field]);
  return docOf([...fields.slice(0, at), ...field, ...fields.slice(at + 1)]);
}

/** Taking away an element of an array leaves null, as the server does. */
function changeItem(array: RawValue, name: string, change: Change): RawValue {
  if (!/^\d+$/.test(name)) throw new MongodError('PathNotViable', `Cannot create field '${name}' in an array`);
  const items = itemsOf(array);
  const at = Number(name);
  const value = change(items[at]);
  if (value === undefined && at >= items.length) return array;
  while (items.length < at) items.push(rawOf(null));
  items[at] = value ?? rawOf(null);
  return arrayOf(items);
}

/** The value at a path of field names and indexes, without entering arrays otherwise. */
export function valueAt(container: RawValue, path: readonly string[]): RawValue | undefined {
  return path.reduce<RawValue | undefined>((value, name) => {
    const isContainer = value?.type === Type.document || value?.type === Type.array;
    return isContainer ? elementsOf(value.bytes).find((element) => element.name === name)?.value : undefined;
  }, container);
}
