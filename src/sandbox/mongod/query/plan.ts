import { keyString, rankOf } from '../bson/key-string.ts';
import { elementsOf, itemsOf, type RawElement, type RawValue } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';

/** What a filter says of `_id`: a list of keys, or bounds that hold between `low` and `high`, both inclusive. */
export type IdRange =
  | { readonly kind: 'keys'; readonly keys: readonly string[] }
  | { readonly kind: 'between'; readonly low: string; readonly high: string };

/** Where the `_id` index can be used; the whole filter is tested on each candidate anyway. */
export function idRangeOf(filter: Buffer): IdRange | undefined {
  const ranges = conditionsOnId(filter).flatMap(rangesOf);
  const keys = ranges.find((range) => range.kind === 'keys');
  if (keys !== undefined || ranges.length === 0) return keys;
  return ranges.reduce((a, b) => (a.kind === 'between' && b.kind === 'between' ? narrower(a, b) : a));
}

function conditionsOnId(filter: Buffer): RawValue[] {
  return elementsOf(filter).flatMap(({ name, value }) => {
    if (name === '$and' && value.type === Type.array)
      return itemsOf(value).flatMap((item) => conditionsOnId(item.bytes));
    return name === '_id' ? [value] : [];
  });
}

function rangesOf(condition: RawValue): IdRange[] {
  if (condition.type === Type.regex) return [];
  const operators = condition.type === Type.document ? elementsOf(condition.bytes) : [];
  if (!operators[0]?.name.startsWith('$')) return [{ kind: 'keys', keys: [keyString(condition)] }];
  return operators.flatMap(rangeOf);
}

function rangeOf({ name, value }: RawElement): IdRange[] {
  if (name === '$eq') return [{ kind: 'keys', keys: [keyString(value)] }];
  if (name === '$in' && value.type === Type.array) return keysOf(itemsOf(value));
  if (value.type === Type.minKey || value.type === Type.maxKey) return [];
  const key = keyString(value);
  const rank = rankOf(value.type);
  if (name === '$gt' || name === '$gte') return [{ kind: 'between', low: key, high: String.fromCharCode(rank + 1) }];
  if (name === '$lt' || name === '$lte') return [{ kind: 'between', low: String.fromCharCode(rank), high: key }];
  return [];
}

function keysOf(items: readonly RawValue[]): IdRange[] {
  if (items.some((item) => item.type === Type.regex)) return [];
  return [{ kind: 'keys', keys: [...new Set(items.map(keyString))].sort() }];
}

function narrower(a: { low: string; high: string }, b: { low: string; high: string }): IdRange {
  const [, low = a.low] = [a.low, b.low].sort();
  const [high = a.high] = [a.high, b.high].sort();
  return { kind: 'between', low, high };
}

/** The index of the first key that is not below `key`. */
export function lowerBound(keys: readonly string[], key: string): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
