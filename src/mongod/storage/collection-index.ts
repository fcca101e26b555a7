import { keyString } from '../bson/key-string.ts';
import {
  asDocument,
  docOf,
  elementsOf,
  fieldOf,
  itemsOf,
  plainOf,
  type RawElement,
  type RawValue,
  rawOf,
} from '../bson/raw.ts';
import { type TextOrder, textOrderOf } from '../bson/text-order.ts';
import { Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';
import { compileFilter } from '../query/match.ts';
import { resolvePath } from '../query/resolve-path.ts';
import { createSortedEntries, type Entry, type SortedEntries } from './sorted-entries.ts';

export interface Column {
  readonly path: string;
  readonly direction: 1 | -1;
  readonly isHashed: boolean;
}

/** What a lookup in the index needs of the collection it belongs to. */
export interface Indexed {
  keys(): Iterable<string>;
  get(idKey: string): Buffer | undefined;
}

export interface Index {
  readonly name: string;
  /** As `listIndexes` shows it: v, key, name, options. */
  readonly spec: Buffer;
  readonly pattern: unknown;
  readonly columns: readonly Column[];
  readonly unique: boolean;
  readonly sparse: boolean;
  readonly partial: Buffer | undefined;
  readonly hidden: boolean;
  /** Of its collation. */
  readonly order: TextOrder | undefined;
  /** Text, geo and wildcard indexes are remembered and not searched. */
  readonly isSearchable: boolean;
  /** A document with an array at one of its paths has been indexed. Known once there are entries. */
  isMultikey(): boolean;
  /** How often it was searched. */
  readonly usage: { ops: number };
  /** The values with which another document is indexed already. */
  conflict(idKey: string, document: Buffer): Buffer | undefined;
  /** The same, among other entries than the index's own. */
  conflictAmong(entries: SortedEntries, idKey: string, document: Buffer): Buffer | undefined;
  /** The keys of the document's entries. */
  keysOf(idKey: string, document: Buffer): readonly string[];
  /**
   * Indexes what is there where the index cannot wait for a search. Answers the values that two documents share where
   * it is unique. Throws where a document cannot be indexed.
   */
  fill(collection: Indexed): Buffer | undefined;
  replace(idKey: string, before: Buffer | undefined, after: Buffer | undefined): void;
  /** Of the collection that it was filled for: sorted when first asked for, from then on kept. */
  entries(): SortedEntries;
  /** The same index, shown otherwise by `listIndexes`. */
  respecified(spec: Buffer): Index;
}

const nullValue = rawOf(null);
const undefinedValue: RawValue = { type: Type.undefined, bytes: Buffer.alloc(0) };

interface Keys {
  readonly rows: readonly RawValue[][];
  readonly isMultikey: boolean;
}

/** An index that only searches are sped up by has no entries until somebody searches; a unique one has them at once. */
export function createIndex(spec: Buffer): Index {
  const key = fieldOf(spec, 'key')?.bytes ?? docOf([]);
  const columns = elementsOf(key).map(columnOf);
  const isId = columns.length === 1 && columns[0]?.path === '_id' && !columns[0].isHashed;
  const order = textOrderOf(plainField(spec, 'collation'));
  const unique = flag(spec, 'unique');
  const sparse = flag(spec, 'sparse');
  const partial = fieldOf(spec, 'partialFilterExpression')?.bytes;
  const belongs = partial === undefined ? () => true : compileFilter(partial, { order });
  let entries: SortedEntries | undefined = unique ? createSortedEntries() : undefined;
  let multikey = false;
  let owner: Indexed | undefined;

  function keysOf(document: Buffer): Keys {
    const found = columns.map(({ path }) => indexedValues(document, path));
    const isMissing = found.every(({ values }) => values === undefined);
    if (!belongs(document) || (sparse && isMissing)) return { rows: [], isMultikey: false };
    refuseHashedArray(columns, found);
    const rows = combinations(found.map(({ values }) => values ?? [nullValue]));
    return { rows, isMultikey: found.some((column) => column.isArray) };
  }

  function entryKeys(idKey: string, document: Buffer | undefined): readonly string[] {
    if (document === undefined) return [];
    if (isId && columns[0]?.direction === 1) return [idKey];
    const { rows, isMultikey } = keysOf(document);
    multikey ||= isMultikey;
    return rows.length === 1 ? rows.map((row) => entryKey(row, columns, order)) : distinct(rows, columns, order);
  }

  function conflict(idKey: string, document: Buffer): Buffer | undefined {
    return entries && conflictAmong(entries, idKey, document);
  }

  function conflictAmong(among: SortedEntries, idKey: string, document: Buffer): Buffer | undefined {
    if (!unique) return undefined;
    for (const row of keysOf(document).rows) {
      const wanted = entryKey(row, columns, order);
      for (const other of among.upwards(wanted, `${wanted}\u0100`)) {
        if (other.idKey === idKey) continue;
        return docOf(columns.map(({ path }, at): RawElement => ({ name: path, value: row[at] ?? nullValue })));
      }
    }
    return undefined;
  }

  function build(collection: Indexed): SortedEntries {
    const all: Entry[] = [];
    for (const idKey of collection.keys()) {
      for (const one of entryKeys(idKey, collection.get(idKey))) all.push({ key: one, idKey });
    }
    return createSortedEntries(all);
  }

  function fill(collection: Indexed): Buffer | undefined {
    owner = collection;
    if (!unique) {
      if (columns.some(({ isHashed }) => isHashed))
        for (const idKey of collection.keys()) indexable(collection.get(idKey));
      return undefined;
    }
    entries = build(collection);
    let last: Entry | undefined;
    for (const entry of entries.upwards('', '\u0100')) {
      if (last?.key === entry.key) return conflict(entry.idKey, collection.get(entry.idKey) ?? docOf([]));
      last = entry;
    }
    return undefined;
  }

  /** Throws where it is not. */
  function indexable(document: Buffer | undefined): void {
    if (document !== undefined) keysOf(document);
  }

  const self: Index = {
    name: String(plainField(spec, 'name')),
    spec,
    pattern: plainOf(asDocument(key)),
    columns,
    unique,
    sparse,
    partial,
    hidden: flag(spec, 'hidden'),
    order,
    isSearchable: elementsOf(key).every(isSearchable),
    isMultikey: () => multikey,
    usage: { ops: 0 },
    conflict,
    conflictAmong,
    keysOf: entryKeys,
    fill,
    replace(idKey, before, after) {
      if (entries === undefined) return columns.some(({ isHashed }) => isHashed) ? indexable(after) : undefined;
      const [old, now] = [entryKeys(idKey, before), entryKeys(idKey, after)];
      for (const one of old) if (!now.includes(one)) entries.remove(one, idKey);
      for (const one of now) if (!old.includes(one)) entries.add(one, idKey);
    },
    entries() {
      entries ??= owner === undefined ? createSortedEntries() : build(owner);
      return entries;
    },
    respecified: (shown) => ({ ...self, spec: shown, hidden: flag(shown, 'hidden') }),
  };
  return self;
}

function columnOf({ name, value }: RawElement): Column {
  const direction = plainOf(value);
  return { path: name, direction: Number(direction) < 0 ? -1 : 1, isHashed: direction === 'hashed' };
}

function isSearchable({ name, value }: RawElement): boolean {
  const direction = plainOf(value);
  return (typeof direction === 'number' || direction === 'hashed') && !name.includes('$**');
}

/** The key of an entry: the columns' keys one behind the other, one flat string, because V8 keeps joined ones as trees. */
function entryKey(row: readonly RawValue[], columns: readonly Column[], order: TextOrder | undefined): string {
  const key = row.map((value, at) => columnKey(keyString(value, order), columns[at]?.direction ?? 1)).join('');
  return Buffer.from(key, 'latin1').toString('latin1');
}

/** For a descending column every code unit is turned around, so that all entries sort upwards. */
export function columnKey(key: string, direction: 1 | -1): string {
  if (direction === 1) return key;
  const bytes = Buffer.from(key, 'latin1');
  for (let at = 0; at < bytes.length; at++) bytes[at] = 0xff - bytes.readUInt8(at);
  return bytes.toString('latin1');
}

function distinct(rows: readonly RawValue[][], columns: readonly Column[], order: TextOrder | undefined): string[] {
  return [...new Set(rows.map((row) => entryKey(row, columns, order)))];
}

interface Found {
  /** `undefined` where the field is missing everywhere. */
  readonly values: RawValue[] | undefined;
  readonly isArray: boolean;
}

/** Each element of an array is indexed by itself; an empty array as undefined, a missing field as null. */
function indexedValues(document: Buffer, path: string): Found {
  const found = resolvePath(asDocument(document), path);
  if (found.every((value) => value === undefined)) return { values: undefined, isArray: found.length > 1 };
  const isArray = found.length > 1 || found[0]?.type === Type.array;
  const values = found.flatMap((value) => {
    if (value?.type !== Type.array) return [value ?? nullValue];
    const items = itemsOf(value);
    return items.length === 0 ? [undefinedValue] : items;
  });
  return { values, isArray };
}

function refuseHashedArray(columns: readonly Column[], found: readonly Found[]): void {
  const at = columns.findIndex(({ isHashed }, index) => isHashed && found[index]?.isArray);
  if (at < 0) return;
  throw new MongodError(
    'Location16766',
    `hashed indexes do not currently support array values. Found array at path: ${columns[at]?.path}`,
  );
}

function combinations(columns: readonly RawValue[][]): RawValue[][] {
  return columns.reduce<RawValue[][]>(
    (rows, column) => rows.flatMap((row) => column.map((value) => [...row, value])),
    [[]],
  );
}

function plainField(spec: Buffer, name: string): unknown {
  const value = fieldOf(spec, name);
  return value && plainOf(value);
}

function flag(spec: Buffer, name: string): boolean {
  const value = plainField(spec, name);
  return value === true || (typeof value === 'number' && value !== 0);
}
