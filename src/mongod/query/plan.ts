import { keyString } from '../bson/key-string.ts';
import { elementsOf, type RawValue } from '../bson/raw.ts';
import type { TextOrder } from '../bson/text-order.ts';
import type { Collection } from '../storage/collection.ts';
import type { Index } from '../storage/collection-index.ts';
import { type Bounds, conditionsByPath, idAlone } from './bounds.ts';
import { allRanges, boundRanges, type IndexSearch, searchOf } from './index-search.ts';
import type { SortKey } from './sort.ts';

export type Plan =
  | { readonly kind: 'IDHACK'; readonly idKey: string; readonly id: RawValue }
  | { readonly kind: 'COLLSCAN'; readonly direction: 1 | -1; readonly isSorted: boolean }
  | ({
      readonly kind: 'IXSCAN';
      readonly direction: 1 | -1;
      /** The index gives the order that was asked for. */
      readonly isSorted: boolean;
    } & IndexSearch);

export interface PlanRequest {
  readonly filter: Buffer;
  readonly sort: readonly SortKey[];
  /** -1 reads the newest first; forces a scan of the collection. */
  readonly natural?: 1 | -1;
  /** The only index to use. */
  readonly hint?: Index;
  /** Keys of the hinted index, from inclusive to exclusive. */
  readonly min?: Buffer;
  readonly max?: Buffer;
  /** How text is compared; an index with another order does not help there. */
  readonly order?: TextOrder | undefined;
}

/** How the documents that fit are found. The whole filter is tested on each of them anyway. */
export function planFor(collection: Collection, request: PlanRequest): Plan {
  const { filter, sort, natural, hint } = request;
  if (natural !== undefined) return { kind: 'COLLSCAN', direction: natural, isSorted: true };
  const id = hint === undefined && collection.type !== 'timeseries' ? idAlone(filter) : undefined;
  if (id !== undefined && request.order === collection.order) {
    return { kind: 'IDHACK', idKey: keyString(id, collection.order), id };
  }
  const conditions = conditionsByPath(filter);
  const searches = candidates(collection, request, conditions);
  const best = searches.reduce<Scored | undefined>(
    (found, one) => (found === undefined || one.score > found.score ? one : found),
    undefined,
  );
  if (best === undefined) return { kind: 'COLLSCAN', direction: 1, isSorted: sort.length === 0 };
  const { score: _, ...search } = best;
  return { kind: 'IXSCAN', ...search };
}

type Scored = IndexSearch & { readonly direction: 1 | -1; readonly isSorted: boolean; readonly score: number };

function candidates(collection: Collection, request: PlanRequest, conditions: Map<string, RawValue[]>): Scored[] {
  const { hint, filter, min, max } = request;
  if (hint !== undefined) {
    // Entries first: only they tell whether the index is multikey.
    hint.entries();
    const search =
      min !== undefined || max !== undefined
        ? { index: hint, ranges: boundRanges(hint, min, max), bounds: [], points: 0 }
        : (searchOf(hint, conditions, request.order) ?? allRanges(hint));
    return [scored(search, request)];
  }
  return [...collection.indexes.values()].flatMap((index) => {
    if (!isUsable(index, filter)) return [];
    const isConditioned = conditions.has(index.columns[0]?.path ?? '');
    if (!isConditioned && !mayServeSort(index, request.sort)) return [];
    index.entries();
    const search = searchOf(index, conditions, request.order);
    if (search !== undefined && isComplete(index, search.bounds)) return [scored(search, request)];
    if (index.sparse || index.partial !== undefined) return [];
    const whole = scored(allRanges(index), request);
    return whole.isSorted && request.sort.length > 0 ? [whole] : [];
  });
}

function isUsable(index: Index, filter: Buffer): boolean {
  if (!index.isSearchable || index.hidden) return false;
  return index.partial === undefined || isImplied(index.partial, filter);
}

/** Every condition of the partial index stands in the query too, word for word. */
function isImplied(partial: Buffer, filter: Buffer): boolean {
  const given = elementsOf(filter);
  return elementsOf(partial).every(({ name, value }) =>
    given.some((one) => one.name === name && one.value.type === value.type && one.value.bytes.equals(value.bytes)),
  );
}

/** A sparse index holds all that can fit only where one of its fields must be there. */
function isComplete(index: Index, bounds: readonly Bounds[]): boolean {
  return !index.sparse || bounds.some(({ excludesMissing }) => excludesMissing);
}

function mayServeSort(index: Index, sort: readonly SortKey[]): boolean {
  return sort.length > 0 && index.columns[0]?.path === sort[0]?.path;
}

function scored(search: IndexSearch, { sort, order }: PlanRequest): Scored {
  const direction = search.index.order === order ? sortDirection(search, sort) : undefined;
  const isSorted = sort.length === 0 || direction !== undefined;
  const isRange = search.bounds.length > search.points;
  return {
    ...search,
    direction: direction ?? 1,
    isSorted,
    score: search.points * 10 + Number(isRange) * 5 + Number(isSorted && sort.length > 0) * 2,
  };
}

/** Which way to read the index so that the sort comes by itself; `undefined` where neither does. */
function sortDirection({ index, points, ranges }: IndexSearch, sort: readonly SortKey[]): 1 | -1 | undefined {
  if (sort.length === 0) return 1;
  if (index.isMultikey() || index.columns.some(({ isHashed }) => isHashed)) return undefined;
  const isFixed = points > 0 && ranges.length === 1;
  const fixed = isFixed ? index.columns.slice(0, points).map(({ path }) => path) : [];
  const wanted = sort.filter(({ path }) => !fixed.includes(path));
  const columns = index.columns.slice(fixed.length);
  if (points > 0 && !isFixed && points > 1) return undefined;
  const [first] = wanted;
  if (first === undefined) return 1;
  const factor = first.direction === columns[0]?.direction ? 1 : -1;
  const fits = wanted.every(
    ({ path, direction }, at) => columns[at]?.path === path && columns[at].direction * factor === direction,
  );
  return fits ? factor : undefined;
}
