const longestCompared = 100;

/**
 * The names that were probably meant by a word, the nearest first: at most three slips of the keys apart (a letter more,
 * less, other, or two in the wrong order), and fewer in a short word. Upper and lower case do not matter.
 */
export function nearest(word: string, names: readonly string[]): string[] {
  return names
    .map((name) => ({ name, slips: slipsBetween(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, slips }) => slips <= mostSlips(word, name))
    .toSorted((one, other) => one.slips - other.slips)
    .map(({ name }) => name);
}

/** More than two letters in five would make any short word mean any other: `abort` is not a slip for `start`. */
function mostSlips(one: string, other: string): number {
  return Math.min(3, Math.floor(0.4 * Math.max(one.length, other.length)));
}

/** The optimal string alignment distance; what is longer than any name that people type is not compared. */
export function slipsBetween(one: string, other: string): number {
  if (one.length > longestCompared || other.length > longestCompared) return Number.POSITIVE_INFINITY;
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) next.push(slipsAt(i, j, { one, other, before, row, next }));
    [before, row] = [row, next];
  }
  return row.at(-1) ?? 0;
}

interface Rows {
  readonly one: string;
  readonly other: string;
  readonly before: readonly number[];
  readonly row: readonly number[];
  readonly next: readonly number[];
}

function slipsAt(i: number, j: number, { one, other, before, row, next }: Rows): number {
  const cost = (of: readonly number[], at: number) => of[at] ?? Number.POSITIVE_INFINITY;
  const isSame = one[i - 1] === other[j - 1];
  const isSwapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
  return Math.min(
    cost(row, j) + 1,
    cost(next, j - 1) + 1,
    cost(row, j - 1) + (isSame ? 0 : 1),
    isSwapped ? cost(before, j - 2) + 1 : Number.POSITIVE_INFINITY,
  );
}
