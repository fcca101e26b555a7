import { BSON } from 'mongodb';

/**
 * Extended JSON in which the order of fields does not matter, except below the fields named in `ordered`.
 * Relaxed, so that numbers of equal value are one: servers report the same option as int32 here and as double there.
 */
export function canonicalJson(value: unknown, ordered: readonly string[]): string {
  const { value: plain }: { value?: unknown } = JSON.parse(BSON.EJSON.stringify({ value }, { relaxed: true }));
  return JSON.stringify(arranged(plain, ordered) ?? null);
}

function arranged(value: unknown, ordered: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => arranged(item, ordered));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) => [
    name,
    ordered.includes(name) ? inner : arranged(inner, ordered),
  ]);
  return Object.fromEntries(entries.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
}
