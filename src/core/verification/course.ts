import type { Difference } from './difference.ts';
import type { VerifyEntry } from './entry.ts';
import type { NamespacePlan, PartitionResult } from './partition.ts';

/** How far the documents of a namespace have come. */
export interface NamespaceCourse {
  readonly plan: NamespacePlan;
  /** By their places. */
  readonly results: ReadonlyMap<number, PartitionResult>;
  /** The first of each partition. */
  readonly differences: readonly Difference[];
}

type Proved = Extract<VerifyEntry, { kind: 'proved' }>;
type Followed = Extract<VerifyEntry, { kind: 'followed' }>;

/** What holds of a verification after what has happened in it; changed in place, because there can be many parts. */
export interface Course {
  readonly proved: Proved | undefined;
  /** The proof from which on all that holds was compared. */
  readonly first: Proved | undefined;
  readonly followed: Followed | undefined;
  /** By name, in the order in which they were planned. */
  readonly namespaces: ReadonlyMap<string, NamespaceCourse>;
  /** The queues hold at least so many documents that have to be looked at: of those seen to differ, and of those written. */
  readonly queued: { readonly open: number; readonly changed: number };
  /** Differences that are held. */
  readonly listed: number;
  take(entry: VerifyEntry): void;
}

interface Kept {
  readonly plan: NamespacePlan;
  readonly results: Map<number, PartitionResult>;
  readonly differences: Difference[];
}

/** @param entries a journal, the oldest first */
export function courseOf(entries: readonly VerifyEntry[]): Course {
  let proved: Proved | undefined;
  let first: Proved | undefined;
  let followed: Followed | undefined;
  let queued = { open: 0, changed: 0 };
  const namespaces = new Map<string, Kept>();
  const take = (entry: VerifyEntry) => {
    if (entry.kind === 'proved') {
      if (entry.anew !== undefined) {
        namespaces.clear();
        followed = undefined;
        queued = { open: 0, changed: 0 };
      }
      if ([...namespaces.values()].every(({ results }) => results.size === 0)) first = entry;
      proved = entry;
    } else if (entry.kind === 'planned') {
      namespaces.set(entry.plan.name, { plan: entry.plan, results: new Map(), differences: [] });
    } else if (entry.kind === 'compared') {
      const kept = namespaces.get(entry.namespace);
      kept?.results.set(entry.result.index, entry.result);
      kept?.differences.push(...entry.differences);
      queued = { ...queued, open: queued.open + (entry.suspects ?? 0) };
    } else if (entry.kind === 'dropped') namespaces.delete(entry.namespace);
    else if (entry.kind === 'followed') {
      followed = entry;
      // Before the first look nothing has left the queue.
      queued = { open: entry.generation > 0 ? entry.open : queued.open, changed: entry.changed ?? 0 };
    }
  };
  for (const entry of entries) take(entry);
  return {
    get proved() {
      return proved;
    },
    get first() {
      return first;
    },
    get followed() {
      return followed;
    },
    get queued() {
      return queued;
    },
    get listed() {
      return [...namespaces.values()].reduce((total, { differences }) => total + differences.length, 0);
    },
    namespaces,
    take,
  };
}
