export interface Entry {
  readonly key: string;
  readonly idKey: string;
}

/** The entries of an index in their order; equal keys stand in the order of their documents' `_id`. */
export interface SortedEntries {
  size(): number;
  add(key: string, idKey: string): void;
  remove(key: string, idKey: string): void;
  /** From `low`, inclusive, to `high`, exclusive. Reading may go on while entries come and go. */
  upwards(low: string, high: string): Iterable<Entry>;
  /** The same range from its end. */
  downwards(low: string, high: string): Iterable<Entry>;
}

interface Chunk {
  keys: string[];
  ids: string[];
}

interface Place {
  readonly chunk: number;
  readonly at: number;
}

const chunkSize = 512;

/** Sorted chunks: finding is two binary searches, and adding moves at most a chunk. */
export function createSortedEntries(initial: readonly Entry[] = []): SortedEntries {
  const chunks = chunksOf(initial);
  let size = initial.length;
  let version = 0;

  /** The first place whose entry is not before the given one. */
  function find(key: string, idKey: string): Place {
    const chunk = lowest(chunks.length, (index) => isBefore(chunks[index], -1, key, idKey));
    const found = chunks[chunk];
    return { chunk, at: found === undefined ? 0 : lowest(found.keys.length, (at) => isBefore(found, at, key, idKey)) };
  }

  function split(index: number, chunk: Chunk): void {
    // Ascending keys leave full chunks behind them.
    const at = index === chunks.length - 1 ? chunk.keys.length - 1 : chunk.keys.length >> 1;
    chunks.splice(index + 1, 0, { keys: chunk.keys.splice(at), ids: chunk.ids.splice(at) });
  }

  function entryAt({ chunk, at }: Place): Entry | undefined {
    const found = chunks[chunk];
    const [key, idKey] = [found?.keys[at], found?.ids[at]];
    return key === undefined || idKey === undefined ? undefined : { key, idKey };
  }

  function next({ chunk, at }: Place): Place {
    return at + 1 < (chunks[chunk]?.keys.length ?? 0) ? { chunk, at: at + 1 } : { chunk: chunk + 1, at: 0 };
  }

  function previous({ chunk, at }: Place): Place {
    return at > 0 ? { chunk, at: at - 1 } : { chunk: chunk - 1, at: (chunks[chunk - 1]?.keys.length ?? 0) - 1 };
  }

  return {
    size: () => size,
    add(key, idKey) {
      const { chunk: index, at } = find(key, idKey);
      const isEnd = index === chunks.length;
      const chunk = chunks[isEnd ? index - 1 : index];
      version += 1;
      size += 1;
      if (chunk === undefined) return void chunks.push({ keys: [key], ids: [idKey] });
      chunk.keys.splice(isEnd ? chunk.keys.length : at, 0, key);
      chunk.ids.splice(isEnd ? chunk.ids.length : at, 0, idKey);
      if (chunk.keys.length > chunkSize) split(isEnd ? index - 1 : index, chunk);
    },
    remove(key, idKey) {
      const place = find(key, idKey);
      const chunk = chunks[place.chunk];
      if (chunk === undefined || chunk.keys[place.at] !== key || chunk.ids[place.at] !== idKey) return;
      version += 1;
      size -= 1;
      chunk.keys.splice(place.at, 1);
      chunk.ids.splice(place.at, 1);
      if (chunk.keys.length === 0) chunks.splice(place.chunk, 1);
    },
    *upwards(low, high) {
      let place = find(low, '');
      for (;;) {
        const entry = entryAt(place);
        if (entry === undefined || entry.key >= high) return;
        const seen = version;
        yield entry;
        // After a change the place may be another's: the next one is looked up by value.
        place = seen === version ? next(place) : find(entry.key, `${entry.idKey}\0`);
      }
    },
    *downwards(low, high) {
      let place = previous(find(high, ''));
      for (;;) {
        const entry = entryAt(place);
        if (entry === undefined || entry.key < low) return;
        const seen = version;
        yield entry;
        place = previous(seen === version ? place : find(entry.key, entry.idKey));
      }
    },
  };
}

function isBefore(chunk: Chunk | undefined, at: number, key: string, idKey: string): boolean {
  const ofKey = chunk?.keys.at(at) ?? '';
  return ofKey < key || (ofKey === key && (chunk?.ids.at(at) ?? '') < idKey);
}

/** The first number from 0 to `count` for which the test, true at first, is no longer. */
function lowest(count: number, isBelow: (index: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBelow(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function chunksOf(entries: readonly Entry[]): Chunk[] {
  const sorted = [...entries].sort(byKey);
  const chunks: Chunk[] = [];
  for (let at = 0; at < sorted.length; at += chunkSize) {
    const part = sorted.slice(at, at + chunkSize);
    chunks.push({ keys: part.map(({ key }) => key), ids: part.map(({ idKey }) => idKey) });
  }
  return chunks;
}

function byKey(a: Entry, b: Entry): number {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  return a.idKey < b.idKey ? -1 : Number(a.idKey > b.idKey);
}
