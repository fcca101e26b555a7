import { keyString, rankOf } from '../bson/key-string.ts';
import { asDocument, elementsOf, itemsOf, plainOf, type RawValue, rawOf } from '../bson/raw.ts';
import type { TextOrder } from '../bson/text-order.ts';
import { isNumber, Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';
import { namesIn } from './field-path.ts';
import { resolvePath } from './resolve-path.ts';

export interface SortKey {
  readonly path: string;
  readonly direction: 1 | -1;
}

const missing = keyString(rawOf(null));

/** The keys of a sort (mongodb/mongo, src/mongo/db/query/sort_pattern.cpp). */
export function sortKeys(spec: Buffer): SortKey[] {
  const fields = elementsOf(spec);
  if (fields.length > 1 && fields.some(({ name }) => name === '$natural')) {
    // mongodb/mongo, src/mongo/db/query/canonical_query.cpp
    throw new MongodError('BadValue', "Cannot include '$natural' in compound sort");
  }
  for (const { name } of fields) if (name !== '$natural') namesIn(name);
  const keys = fields.map(({ name, value }) => ({ path: name, direction: directionOf(name, value) }));
  const twice = keys.find(({ path }, at) => keys.findIndex((one) => one.path === path) < at);
  if (twice === undefined) return keys;
  throw new MongodError('Location7472500', `$sort key must not contain duplicate keys (duplicate: '${twice.path}')`);
}

function directionOf(name: string, value: RawValue): 1 | -1 {
  if (value.type === Type.document) {
    const isMeta = elementsOf(value.bytes)[0]?.name === '$meta';
    if (!isMeta) throw new MongodError('Location17312', '$meta is the only expression supported by $sort right now');
    throw new MongodError('NotImplemented', `the sandbox does not sort by $meta: ${name}`);
  }
  if (!isNumber(value.type)) {
    throw new MongodError('Location15974', `Illegal key in $sort specification: ${name}: ${String(plainOf(value))}`);
  }
  const direction = Math.trunc(Number(plainOf(value)));
  if (direction === 1 || direction === -1) return direction;
  throw new MongodError('Location15975', '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
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
