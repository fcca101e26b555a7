import type { Index } from '../storage/collection-index.ts';
import { createSortedEntries, type Entry, type SortedEntries } from '../storage/sorted-entries.ts';

/** An index as a transaction sees it. */
export interface OverlayIndex {
  readonly index: Index;
  /** The document that the transaction sees, where it is not the stored one. */
  show(idKey: string, before: Buffer | undefined, after: Buffer | undefined): void;
}

/** The entries of the stored index, but for the documents that the transaction sees otherwise; theirs stand beside it. */
export function overlayIndex(stored: Index, isOverlaid: (idKey: string) => boolean): OverlayIndex {
  const own = createSortedEntries();

  let version = 0;

  function entries(): SortedEntries {
    const below = stored.entries();
    const both = (read: (from: SortedEntries) => Iterable<Entry>, isFirst: (a: Entry, b: Entry) => boolean) =>
      merged(visible(read(below), isOverlaid), () => read(own), { isFirst, version: () => version });
    return {
      size: () => below.size() + own.size(),
      add: own.add,
      remove: own.remove,
      upwards: (low, high) => both((from) => from.upwards(low, high), isBefore),
      downwards: (low, high) =>
        both(
          (from) => from.downwards(low, high),
          (a, b) => isBefore(b, a),
        ),
    };
  }

  function show(idKey: string, before: Buffer | undefined, after: Buffer | undefined): void {
    version += 1;
    if (before !== undefined) for (const key of stored.keysOf(idKey, before)) own.remove(key, idKey);
    if (after !== undefined) for (const key of stored.keysOf(idKey, after)) own.add(key, idKey);
  }

  const conflict = (idKey: string, document: Buffer) => stored.conflictAmong(entries(), idKey, document);
  return { index: { ...stored, entries, conflict, replace: show }, show };
}

function* visible(entries: Iterable<Entry>, isOverlaid: (idKey: string) => boolean): Generator<Entry> {
  for (const entry of entries) if (!isOverlaid(entry.idKey)) yield entry;
}

interface Merging {
  isFirst(a: Entry, b: Entry): boolean;
  /** Another number after each change of what stands beside. */
  version(): number;
}

/** Goes on behind the last entry while entries move from one side to the other. */
function* merged(one: Iterable<Entry>, beside: () => Iterable<Entry>, { isFirst, version }: Merging): Generator<Entry> {
  const left = one[Symbol.iterator]();
  let right = beside()[Symbol.iterator]();
  let [a, b, seen] = [left.next(), right.next(), version()];
  let last: Entry | undefined;
  const isPassed = (entry: Entry) => last !== undefined && !isFirst(last, entry);
  for (;;) {
    if (seen !== version()) {
      seen = version();
      right = beside()[Symbol.iterator]();
      b = right.next();
    }
    while (!a.done && isPassed(a.value)) a = left.next();
    while (!b.done && isPassed(b.value)) b = right.next();
    if (b.done && a.done) return;
    // What both hold has just moved, and is the same.
    const isLeft = b.done || (!a.done && isFirst(a.value, b.value));
    const next = isLeft ? a : b;
    if (next.done) return;
    last = next.value;
    yield last;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.key === b.key ? a.idKey < b.idKey : a.key < b.key;
}
