import type { Partition } from './partition.ts';
import type { VerifiedScope } from './verification.ts';

type Parts = NonNullable<VerifiedScope['parts']>;

/**
 * The namespaces whose parts, as the shares have compared them, are not together the whole of it: one is missing or in two
 * shares, or two that should meet do not. Sorted by name.
 */
export function partsThatDoNotFit(shares: readonly Parts[]): string[] {
  const names = [...new Set(shares.flat().map(({ name }) => name))].toSorted();
  return names.filter((name) => !isWhole(shares.flat().filter((one) => one.name === name)));
}

function isWhole(parts: Parts): boolean {
  const wanted = new Set(parts.map(({ of }) => of));
  const [of = 0] = wanted;
  const all = parts.flatMap(({ compared }) => compared).toSorted((one, other) => one.index - other.index);
  return wanted.size === 1 && all.length === of && all.every(({ index }, at) => index === at) && meet(all);
}

/** Each begins where the one before ends, and both ends of the whole are open. */
function meet(all: readonly Partition[]): boolean {
  const ends = [undefined, ...all.map(({ to }) => to)];
  return all.every(({ from }, at) => from === ends[at]) && ends.at(-1) === undefined;
}
