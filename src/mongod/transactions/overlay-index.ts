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

  function entries(): SortedEntries {
    const below = stored.entries();
    return {
      size: () => below.size() + own.size(),
      add: own.add,
      remove: own.remove,
      upwards: (low, high) =>
        merged(visible(below.upwards(low, high), isOverlaid), own.upwards(low, high), (a, b) => isBefore(a, b)),
      downwards: (low, high) =>
        merged(visible(below.downwards(low, high), isOverlaid), own.downwards(low, high), (a, b) => isBefore(b, a)),
    };
  }

  function show(idKey: string, before: Buffer | undefined, after: Buffer | undefined): void {
    if (before !== undefined) for (const key of stored.keysOf(idKey, before)) own.remove(key, idKey);
    if (after !== undefined) for (const key of stored.keysOf(idKey, after)) own.add(key, idKey);
  }

  const conflict = (idKey: string, document: Buffer) => stored.conflictAmong(entries(), idKey, document);
  return { index: { ...stored, entries, conflict, replace: show }, show };
}

function* visible(entries: Iterable<Entry>, isOverlaid: (idKey: string) => boolean): Generator<Entry> {
  for (const entry of entries) if (!isOverlaid(entry.idKey)) yield entry;
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.key === b.key ? a.idKey < b.idKey : a.key < b.key;
}

function* merged(
  one: Iterable<Entry>,
  other: Iterable<Entry>,
  isFirst: (a: Entry, b: Entry) => boolean,
): Generator<Entry> {
  const [left, right] = [one[Symbol.iterator](), other[Symbol.iterator]()];
  let [a, b] = [left.next(), right.next()];
  while (!a.done || !b.done) {
    if (b.done || (!a.done && isFirst(a.value, b.value))) {
      if (!a.done) yield a.value;
      a = left.next();
    } else {
      yield b.value;
      b = right.next();
    }
  }
}
