import { elementsOf, fieldOf, itemsOf, type RawValue } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';

/**
 * The values at a dotted path. Arrays on the way are entered, by index and element by element; an array at the end is
 * one value. `undefined` stands for each document on the way that lacks the field.
 */
export function resolvePath(value: RawValue, path: string): (RawValue | undefined)[] {
  if (!path.includes('.')) return value.type === Type.document ? [fieldOf(value.bytes, path)] : [];
  return step(value, path.split('.'), 0);
}

function step(value: RawValue, names: readonly string[], at: number): (RawValue | undefined)[] {
  const name = names[at];
  if (name === undefined) return [value];
  if (value.type === Type.document) return enter(fieldOf(value.bytes, name), names, at);
  if (value.type !== Type.array) return [undefined];
  const inside = itemsOf(value).flatMap((item) => (item.type === Type.document ? step(item, names, at) : []));
  const indexed = /^\d+$/.test(name) ? elementsOf(value.bytes)[Number(name)] : undefined;
  return indexed === undefined ? inside : [...step(indexed.value, names, at + 1), ...inside];
}

function enter(child: RawValue | undefined, names: readonly string[], at: number): (RawValue | undefined)[] {
  return child === undefined ? [undefined] : step(child, names, at + 1);
}
