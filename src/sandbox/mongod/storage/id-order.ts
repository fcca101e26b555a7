/** The `_id` keys of a collection in their order, kept from one sorted read to the next. */
export interface IdOrder {
  add(key: string): void;
  /** Sorted; may hold keys that are no longer there. Only ever grows at its end, so a reader may keep it. */
  keys(documents: ReadonlyMap<string, unknown>): readonly string[];
}

/**
 * Nothing is kept until somebody reads in order. Then ascending keys go to the end at once and the others wait for the
 * next read, which sorts again: cheap for an almost sorted list. Removed keys stay until they are more than the rest.
 */
export function createIdOrder(): IdOrder {
  let sorted: string[] | undefined;
  let late: string[] = [];

  return {
    add(key) {
      if (sorted === undefined) return;
      const last = sorted.at(-1);
      if (last === undefined || key > last) sorted.push(key);
      else late.push(key);
    },
    keys(documents) {
      if (sorted === undefined || sorted.length > 2 * documents.size + 1000) {
        sorted = [...documents.keys()].sort();
      } else if (late.length > 0) {
        sorted = [...sorted, ...late].sort().filter((key, at, all) => key !== all[at - 1]);
      }
      late = [];
      return sorted;
    },
  };
}
