import { BSON } from 'mongodb';
import { keyString, rankOf } from '../bson/key-string.ts';
import { elementsOf, fieldOf, itemsOf, plainOf, type RawElement, type RawValue } from '../bson/raw.ts';
import type { TextOrder } from '../bson/text-order.ts';
import { isNumber, Type } from '../bson/type.ts';

/** A place in the order of keys: before all keys that begin with the text, or behind them. */
export interface Edge {
  readonly text: string;
  readonly isBehind: boolean;
  /** The value as `explain` writes it. */
  readonly shown: string;
}

export interface Interval {
  readonly low: Edge;
  readonly high: Edge;
}

/** What conditions say of one path: the intervals, ascending, in which its key must be. */
export interface Bounds {
  readonly intervals: readonly Interval[];
  /** Each interval is a single value. */
  readonly arePoints: boolean;
  /** A document without the field cannot fit. */
  readonly excludesMissing: boolean;
  /** A collation would have a say. */
  readonly hasText: boolean;
}

const before = (text: string, shown: string): Edge => ({ text, isBehind: false, shown });
const behind = (text: string, shown: string): Edge => ({ text, isBehind: true, shown });

/** The text that stands for the edge among keys, whose code units are all below 256. */
export function edgeText({ text, isBehind }: Edge): string {
  return isBehind ? `${text}\u0100` : text;
}

const everything: Interval = { low: before('', 'MinKey'), high: behind('', 'MaxKey') };
export const unbounded: Bounds = {
  intervals: [everything],
  arePoints: false,
  excludesMissing: false,
  hasText: true,
};

/** The conditions that hold for the whole document, by path: those at the top and inside `$and`. */
export function conditionsByPath(filter: Buffer): Map<string, RawValue[]> {
  const conditions = new Map<string, RawValue[]>();
  for (const { name, value } of conjuncts(filter)) conditions.set(name, [...(conditions.get(name) ?? []), value]);
  return conditions;
}

export function conjuncts(filter: Buffer): RawElement[] {
  return elementsOf(filter).flatMap((element) => {
    if (element.name === '$and' && element.value.type === Type.array) {
      return itemsOf(element.value).flatMap((item) => (item.type === Type.document ? conjuncts(item.bytes) : []));
    }
    return element.name.startsWith('$') ? [] : [element];
  });
}

/**
 * Where an index has to be searched for these conditions; `undefined` where they do not say. In a multikey index two
 * conditions may be met by two elements of an array, so only the most selective one counts.
 */
export function boundsOf(
  conditions: readonly RawValue[],
  isMultikey: boolean,
  order: TextOrder | undefined,
): Bounds | undefined {
  const found = conditions.flatMap((condition) => boundsOfCondition(condition, order));
  const points = found.find(({ arePoints }) => arePoints);
  const [first] = found;
  if (points !== undefined || isMultikey || first === undefined) return points ?? first;
  return found.reduce(narrower, first);
}

function boundsOfCondition(condition: RawValue, order: TextOrder | undefined): Bounds[] {
  if (condition.type === Type.regex) return [];
  const operators = condition.type === Type.document ? elementsOf(condition.bytes) : [];
  if (!operators[0]?.name.startsWith('$')) return pointBounds([condition], order);
  return operators.flatMap((operator) => boundsOfOperator(operator, order));
}

function boundsOfOperator({ name, value }: RawElement, order: TextOrder | undefined): Bounds[] {
  if (name === '$eq') return pointBounds([value], order);
  if (name === '$in' && value.type === Type.array) return pointBounds(itemsOf(value), order);
  const unordered: readonly number[] = [Type.minKey, Type.maxKey, Type.array, Type.null, Type.regex];
  if (unordered.includes(value.type)) return [];
  const key = keyString(value, order);
  const rank = String.fromCharCode(rankOf(value.type));
  const hasText = mayHoldText(value);
  const range = (low: Edge, high: Edge): Bounds[] => [
    { intervals: [{ low, high }], arePoints: false, excludesMissing: true, hasText },
  ];
  const shown = shownValue(value);
  const [least, most] = isNumber(value.type) ? ['-inf', 'inf'] : ['', ''];
  if (name === '$gt') return range(behind(key, shown), behind(rank, most));
  if (name === '$gte') return range(before(key, shown), behind(rank, most));
  if (name === '$lt') return range(before(rank, least), before(key, shown));
  return name === '$lte' ? range(before(rank, least), behind(key, shown)) : [];
}

/** An array is indexed by its elements, so equality with one cannot be looked up. */
function pointBounds(values: readonly RawValue[], order: TextOrder | undefined): Bounds[] {
  if (values.some(({ type }) => type === Type.array || type === Type.regex)) return [];
  const hasNull = values.some(({ type }) => type === Type.null);
  const keys = new Map(values.map((value) => [keyString(value, order), shownValue(value)]));
  // null also finds the old type undefined.
  if (hasNull) keys.set(String.fromCharCode(rankOf(Type.undefined)), 'undefined');
  const inOrder = [...keys].sort(([a], [b]) => (a < b ? -1 : 1));
  const intervals = inOrder.map(([key, shown]) => ({ low: before(key, shown), high: behind(key, shown) }));
  return [{ intervals, arePoints: true, excludesMissing: !hasNull, hasText: values.some(mayHoldText) }];
}

function shownValue(value: RawValue): string {
  return BSON.EJSON.stringify(plainOf(value));
}

/** As `explain` writes it: `[1, 1]`, `(5, inf]`. */
export function shownInterval({ low, high }: Interval): string {
  return `${low.isBehind ? '(' : '['}${low.shown}, ${high.shown}${high.isBehind ? ']' : ')'}`;
}

function mayHoldText({ type }: RawValue): boolean {
  return type === Type.string || type === Type.symbol || type === Type.document;
}

function narrower(a: Bounds, b: Bounds): Bounds {
  const [one, other] = [a.intervals[0] ?? everything, b.intervals[0] ?? everything];
  const low = edgeText(one.low) > edgeText(other.low) ? one.low : other.low;
  const high = edgeText(one.high) < edgeText(other.high) ? one.high : other.high;
  return {
    intervals: [{ low, high }],
    arePoints: false,
    excludesMissing: a.excludesMissing || b.excludesMissing,
    hasText: a.hasText || b.hasText,
  };
}

/** The filter is `{_id: value}` and nothing else. */
export function idAlone(filter: Buffer): RawValue | undefined {
  const elements = elementsOf(filter);
  const id = elements.length === 1 ? fieldOf(filter, '_id') : undefined;
  if (id === undefined || id.type === Type.regex || id.type === Type.array) return undefined;
  if (id.type !== Type.document || !elementsOf(id.bytes)[0]?.name.startsWith('$')) return id;
  const equal = elementsOf(id.bytes).length === 1 ? fieldOf(id.bytes, '$eq') : undefined;
  return equal?.type === Type.array ? undefined : equal;
}
