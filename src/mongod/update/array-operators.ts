import { keyString } from '../bson/key-string.ts';
import { arrayOf, asDocument, elementsOf, fieldOf, itemsOf, plainOf, type RawValue } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';
import { compileCondition } from '../query/conditions.ts';
import { compileFilter } from '../query/match.ts';
import { sorted, sortKeys } from '../query/sort.ts';

export function push(old: RawValue | undefined, operand: RawValue): RawValue {
  const items = arrayItems(old, '$push');
  const each = eachOf(operand);
  const at = modifier(operand, '$position') ?? items.length;
  items.splice(at, 0, ...each);
  return arrayOf(sliced(sortedItems(items, operand), modifier(operand, '$slice')));
}

export function toSet(old: RawValue | undefined, operand: RawValue): RawValue {
  const items = arrayItems(old, '$addToSet');
  const seen = new Set(items.map((item) => keyString(item)));
  for (const item of eachOf(operand)) {
    if (!seen.has(keyString(item))) items.push(item);
    seen.add(keyString(item));
  }
  return arrayOf(items);
}

export function pull(old: RawValue | undefined, operand: RawValue): RawValue | undefined {
  const goes = pulledBy(operand);
  return old === undefined ? undefined : arrayOf(arrayItems(old, '$pull').filter((item) => !goes(item)));
}

/** What `$pull` takes out: documents that fit a filter, or values that fit a condition. */
export function pulledBy(operand: RawValue): (item: RawValue) => boolean {
  const isFilter = operand.type === Type.document && !elementsOf(operand.bytes)[0]?.name.startsWith('$');
  if (!isFilter) {
    const condition = compileCondition(operand, compileFilter);
    return (item) => condition([item]);
  }
  const filter = compileFilter(operand.bytes);
  return (item) => item.type === Type.document && filter(item.bytes);
}

export function pullAll(old: RawValue | undefined, operand: RawValue): RawValue | undefined {
  if (old === undefined) return undefined;
  const gone = new Set(itemsOf(operand).map((item) => keyString(item)));
  return arrayOf(arrayItems(old, '$pullAll').filter((item) => !gone.has(keyString(item))));
}

function arrayItems(old: RawValue | undefined, operator: string): RawValue[] {
  if (old === undefined) return [];
  if (old.type !== Type.array)
    throw new MongodError('BadValue', `Cannot apply ${operator} to a field that is not an array`);
  return itemsOf(old);
}

function eachOf(operand: RawValue): RawValue[] {
  const each = operand.type === Type.document ? fieldOf(operand.bytes, '$each') : undefined;
  return each === undefined ? [operand] : itemsOf(each);
}

function modifier(operand: RawValue, name: string): number | undefined {
  const value = operand.type === Type.document ? fieldOf(operand.bytes, name) : undefined;
  return value && Number(plainOf(value));
}

function sliced(items: readonly RawValue[], slice: number | undefined): readonly RawValue[] {
  if (slice === undefined) return items;
  return slice < 0 ? items.slice(slice) : items.slice(0, slice);
}

function sortedItems(items: readonly RawValue[], operand: RawValue): readonly RawValue[] {
  const sort = operand.type === Type.document ? fieldOf(operand.bytes, '$sort') : undefined;
  if (sort === undefined) return items;
  if (sort.type === Type.document) {
    return sorted(
      items.map((item) => item.bytes),
      sortKeys(sort.bytes),
    ).map(asDocument);
  }
  const direction = Number(plainOf(sort));
  return [...items].sort((a, b) => (keyString(a) < keyString(b) ? -direction : direction));
}
