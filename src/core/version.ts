/** Comparing versions as servers and drivers write them: `7.0.18`. */

export function majorOf(version: string): number {
  return Number.parseInt(version, 10);
}

/** `7.0.9` is older than `7.0.18`; what is left out counts as 0. */
export function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split('.').map((part) => Number.parseInt(part, 10) || 0));
  const at = [0, 1, 2].find((index) => (a?.[index] ?? 0) !== (b?.[index] ?? 0));
  return at !== undefined && (a?.[at] ?? 0) < (b?.[at] ?? 0);
}
