/** Chance that repeats itself: equal seeds give equal numbers, so that every sandbox holds the same data. */
export interface Random {
  /** 0 inclusive to `limit` exclusive, whole. */
  below(limit: number): number;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
  bytes(count: number): Buffer;
}

/** xorshift32 (Marsaglia, 2003). */
export function createRandom(seed: number): Random {
  let state = seed | 0 || 1;

  function next(): number {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  }

  const below = (limit: number) => next() % limit;
  return {
    below,
    pick: (items) => items[below(items.length)] ?? items[0],
    bytes: (count) => Buffer.from(Array.from({ length: count }, () => below(256))),
  };
}
