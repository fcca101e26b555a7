import type { TextOrder } from '../bson/text-order.ts';
import { MongodError } from '../mongod-error.ts';
import type { Collection } from '../storage/collection.ts';
import { compileFilter, type Filter, type FilterOptions } from './match.ts';
import { type Plan, type PlanRequest, planFor } from './plan.ts';
import { type SortKey, sorted } from './sort.ts';

export interface ScanOptions extends Omit<PlanRequest, 'sort'>, FilterOptions {
  /** The filter, where it was compiled before. */
  readonly fits?: Filter;
  readonly sort?: readonly SortKey[];
  /** Counts what was really looked at, for `explain`. */
  readonly work?: Work;
  /** When the client has given up, by its `maxTimeMS`. */
  readonly deadline?: Deadline;
}

export interface Deadline {
  now(): number;
  /** Epoch ms. */
  readonly at: number;
}

export interface Work {
  keysExamined: number;
  docsExamined: number;
  returned: number;
}

export interface Match {
  readonly idKey: string;
  readonly document: Buffer;
}

/** The documents that fit, in the order asked for. */
export function scan(collection: Collection, { sort = [], ...options }: ScanOptions): Generator<Match> {
  const plan = planFor(collection, { ...options, sort });
  countUse(collection, plan);
  const matches = matching(collection, plan, options);
  const isSorted = plan.kind === 'IDHACK' || plan.isSorted;
  return isSorted ? matches : sortedMatches(matches, sort, options.order);
}

function countUse(collection: Collection, plan: Plan): void {
  const used =
    plan.kind === 'IXSCAN' ? plan.index : plan.kind === 'IDHACK' ? collection.indexes.get('_id_') : undefined;
  if (used !== undefined) used.usage.ops += 1;
}

/** What is tested on each document. */
export function filterOf(options: ScanOptions): Filter {
  return options.fits ?? compileFilter(options.filter, options);
}

function* matching(collection: Collection, plan: Plan, options: ScanOptions): Generator<Match> {
  const { work, deadline } = options;
  const fits = filterOf(options);
  for (const idKey of idKeysOf(collection, plan, work)) {
    const document = collection.get(idKey);
    if (document === undefined) continue;
    if (deadline !== undefined && deadline.now() > deadline.at) {
      throw new MongodError('MaxTimeMSExpired', 'operation exceeded time limit');
    }
    if (work !== undefined) work.docsExamined += 1;
    if (!fits(document)) continue;
    if (work !== undefined) work.returned += 1;
    yield { idKey, document };
  }
}

function* sortedMatches(
  matches: Iterable<Match>,
  sort: readonly SortKey[],
  order: TextOrder | undefined,
): Generator<Match> {
  const keys = new Map<Buffer, string>();
  for (const { idKey, document } of matches) keys.set(document, idKey);
  for (const document of sorted(keys.keys(), sort, order)) yield { idKey: keys.get(document) ?? '', document };
}

function idKeysOf(collection: Collection, plan: Plan, work: Work | undefined): Iterable<string> {
  if (plan.kind === 'IXSCAN') return indexedKeys(plan, work);
  if (plan.kind === 'IDHACK') {
    if (work !== undefined && collection.get(plan.idKey) !== undefined) work.keysExamined += 1;
    return [plan.idKey];
  }
  return plan.direction === 1 ? collection.keys() : [...collection.keys()].reverse();
}

function* indexedKeys(
  { index, ranges, direction }: Extract<Plan, { kind: 'IXSCAN' }>,
  work: Work | undefined,
): Generator<string> {
  const entries = index.entries();
  const isMany = index.isMultikey();
  const seen = new Set<string>();
  for (const { low, high } of direction === 1 ? ranges : [...ranges].reverse()) {
    for (const { idKey } of direction === 1 ? entries.upwards(low, high) : entries.downwards(low, high)) {
      if (work !== undefined) work.keysExamined += 1;
      if (isMany && seen.has(idKey)) continue;
      if (isMany) seen.add(idKey);
      yield idKey;
    }
  }
}
