import { keyString, rankOf } from '../bson/key-string.ts';
import { asDocument, elementsOf, itemsOf, plainOf, type RawValue, rawOf } from '../bson/raw.ts';
import type { TextOrder } from '../bson/text-order.ts';
import { Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';
import { resolvePath } from './resolve-path.ts';

export interface SortKey {
  readonly path: string;
  readonly direction: 1 | -1;
}

const missing = keyString(rawOf(null));

export function sortKeys(spec: Buffer): SortKey[] {
  return elementsOf(spec).map(({ name, value }) => {
    const direction = Number(plainOf(value));
    if (direction !== 1 && direction !== -1)
      throw new MongodError('BadValue', `$sort key ordering must be 1 or -1: ${name}`);
    return { path: name, direction };
  });
}

/** Sorted as MongoDB sorts: an array counts as its smallest element, or as its largest when descending. Stable. */
export function sorted(documents: Iterable<Buffer>, keys: readonly SortKey[], order?: TextOrder): Buffer[] {
  const rows = Array.from(documents, (document) => ({
    document,
    keys: keys.map((key) => keyOf(document, key, order)),
  }));
  rows.sort((a, b) => compareRows(a.keys, b.keys, keys));
  return rows.map((row) => row.document);
}

function compareRows(a: readonly string[], b: readonly string[], keys: readonly SortKey[]): number {
  for (const [at, { direction }] of keys.entries()) {
    const [left = '', right = ''] = [a[at], b[at]];
    if (left !== right) return left < right ? -direction : direction;
  }
  return 0;
}

function keyOf(document: Buffer, { path, direction }: SortKey, order: TextOrder | undefined): string {
  const keys = resolvePath(asDocument(document), path).flatMap((value) =>
    value === undefined ? [missing] : keysOf(value, order),
  );
  return (
    keys.reduce<string | undefined>(
      (best, key) => (best === undefined || (direction === 1 ? key < best : key > best) ? key : best),
      undefined,
    ) ?? missing
  );
}

function keysOf(value: RawValue, order: TextOrder | undefined): string[] {
  if (value.type !== Type.array) return [keyString(value, order)];
  const items = itemsOf(value);
  // An empty array sorts as undefined, before null.
  return items.length === 0
    ? [String.fromCharCode(rankOf(Type.undefined))]
    : items.map((item) => keyString(item, order));
}
