import type { Collection } from '../storage/collection.ts';
import { compileFilter } from './match.ts';
import { idRangeOf, lowerBound } from './plan.ts';
import { type SortKey, sorted } from './sort.ts';

export interface ScanOptions {
  readonly filter: Buffer;
  readonly sort?: readonly SortKey[];
  /** -1 reads the newest first. */
  readonly natural?: 1 | -1;
}

export interface Match {
  readonly idKey: string;
  readonly document: Buffer;
}

/** The documents that fit, in the order of the `_id` index where the filter or the sort allows it. */
export function* scan(collection: Collection, { filter, sort = [], natural = 1 }: ScanOptions): Generator<Match> {
  const matches = compileFilter(filter);
  const byId = sort[0]?.path === '_id';
  if (sort.length > 0 && !byId) {
    yield* sortedMatches(collection, filter, sort);
    return;
  }
  const idKeys = keysFor(collection, filter, byId, sort[0]?.direction ?? 1);
  for (const idKey of idKeys ?? naturalKeys(collection, natural)) {
    const document = collection.get(idKey);
    if (document !== undefined && matches(document)) yield { idKey, document };
  }
}

function* sortedMatches(collection: Collection, filter: Buffer, sort: readonly SortKey[]): Generator<Match> {
  const keys = new Map<Buffer, string>();
  for (const { idKey, document } of scan(collection, { filter })) keys.set(document, idKey);
  for (const document of sorted(keys.keys(), sort)) yield { idKey: keys.get(document) ?? '', document };
}

function keysFor(
  collection: Collection,
  filter: Buffer,
  byId: boolean,
  direction: 1 | -1,
): Iterable<string> | undefined {
  const range = idRangeOf(filter);
  if (range?.kind === 'keys') return direction === 1 ? range.keys : [...range.keys].reverse();
  if (range === undefined && !byId) return undefined;
  const keys = collection.idKeys();
  const start = range === undefined ? 0 : lowerBound(keys, range.low);
  return direction === 1 ? upwards(keys, start, range?.high) : downwards(keys, start, range?.high);
}

function* upwards(keys: readonly string[], start: number, high: string | undefined): Generator<string> {
  for (let at = start; at < keys.length; at++) {
    const key = keys[at];
    if (key === undefined || (high !== undefined && key > high)) return;
    yield key;
  }
}

function* downwards(keys: readonly string[], start: number, high: string | undefined): Generator<string> {
  const end = high === undefined ? keys.length - 1 : lowerBound(keys, high);
  for (let at = Math.min(end, keys.length - 1); at >= start; at--) {
    const key = keys[at];
    if (key !== undefined && (high === undefined || key <= high)) yield key;
  }
}

function* naturalKeys(collection: Collection, direction: 1 | -1): Generator<string> {
  const keys = collection.keys();
  if (direction === 1) yield* keys;
  else yield* [...keys].reverse();
}
