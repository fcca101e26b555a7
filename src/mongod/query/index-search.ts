import { keyString } from '../bson/key-string.ts';
import { elementsOf, fieldOf, type RawValue } from '../bson/raw.ts';
import type { TextOrder } from '../bson/text-order.ts';
import { MongodError } from '../mongod-error.ts';
import { columnKey, type Index } from '../storage/collection-index.ts';
import { type Bounds, boundsOf, type Edge, edgeText, type Interval, shownInterval, unbounded } from './bounds.ts';

/** Keys of an index: from `low`, inclusive, to `high`, exclusive. */
export interface Range {
  readonly low: string;
  readonly high: string;
}

export interface IndexSearch {
  readonly index: Index;
  /** Ascending. */
  readonly ranges: readonly Range[];
  /** Of the leading columns; those that follow are not bounded. */
  readonly bounds: readonly Bounds[];
  /** How many leading columns are bounded to single values. */
  readonly points: number;
}

/** More combinations than these are read as a range and tested. */
const maxPrefixes = 1000;

export function allRanges(index: Index): IndexSearch {
  return { index, ranges: [{ low: '', high: '\u0100' }], bounds: [], points: 0 };
}

/** What the conditions leave of the index; `undefined` where they say nothing of its first column. */
export function searchOf(
  index: Index,
  conditions: ReadonlyMap<string, readonly RawValue[]>,
  order: TextOrder | undefined,
): IndexSearch | undefined {
  const bounds: Bounds[] = [];
  let prefixes = [''];
  for (const { path, direction, isHashed } of index.columns) {
    const found = boundsOf(conditions.get(path) ?? [], index.isMultikey(), index.order);
    if (found === undefined || (isHashed && !found.arePoints) || (index.order !== order && found.hasText)) break;
    const intervals = found.intervals.map((interval) => turned(interval, direction));
    const ordered = direction === 1 ? intervals : intervals.reverse();
    bounds.push(found);
    if (!found.arePoints || prefixes.length * ordered.length > maxPrefixes) {
      return {
        index,
        ranges: prefixes.flatMap((prefix) => rangesOf(prefix, ordered)),
        bounds,
        points: bounds.length - 1,
      };
    }
    prefixes = prefixes.flatMap((prefix) => ordered.map(({ low }) => prefix + low.text));
  }
  if (bounds.length === 0) return undefined;
  return { index, ranges: prefixes.map((low) => ({ low, high: `${low}\u0100` })), bounds, points: bounds.length };
}

function rangesOf(prefix: string, intervals: readonly Interval[]): Range[] {
  return intervals.map(({ low, high }) => ({ low: prefix + edgeText(low), high: prefix + edgeText(high) }));
}

/** In a descending column keys are turned around, so low and high change places. */
function turned({ low, high }: Interval, direction: 1 | -1): Interval {
  if (direction === 1) return { low, high };
  const turn = ({ text, isBehind, shown }: Edge): Edge => ({ text: columnKey(text, -1), isBehind: !isBehind, shown });
  return { low: turn(high), high: turn(low) };
}

/** `min` and `max` name a value for each column, in the order of the index. */
export function boundRanges(index: Index, min: Buffer | undefined, max: Buffer | undefined): Range[] {
  const keyOf = (given: Buffer) => {
    const names = elementsOf(given).map(({ name }) => name);
    if (names.join('\0') !== index.columns.map(({ path }) => path).join('\0')) {
      throw new MongodError('Location51174', `The index chosen is not compatible with min/max: ${index.name}`);
    }
    return index.columns
      .map(({ path, direction }) => columnKey(keyString(fieldOf(given, path) ?? nothing, index.order), direction))
      .join('');
  };
  return [{ low: min === undefined ? '' : keyOf(min), high: max === undefined ? '\u0100' : keyOf(max) }];
}

const nothing: RawValue = { type: 10, bytes: Buffer.alloc(0) };

/** The bounds of every column as `explain` writes them. */
export function shownBounds({ index, bounds }: IndexSearch): Record<string, string[]> {
  return Object.fromEntries(
    index.columns.map(({ path, direction }, at) => {
      const intervals = (bounds[at] ?? unbounded).intervals.map((interval) => turned(interval, direction));
      return [path, (direction === 1 ? intervals : intervals.reverse()).map(shownInterval)];
    }),
  );
}
