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
import { Type } from '../bson/type.ts';
import { compileFilter } from '../query/match.ts';
import { resolvePath } from '../query/resolve-path.ts';

/** An index of a collection. Only unique ones keep entries; the others are remembered, and searched by scanning. */
export interface Index {
  readonly name: string;
  /** As `listIndexes` shows it: v, key, name, options. */
  spec: Buffer;
  readonly pattern: unknown;
  readonly unique: boolean;
  /** The values with which another document is indexed already. */
  conflict(idKey: string, document: Buffer): Buffer | undefined;
  replace(idKey: string, before: Buffer | undefined, after: Buffer | undefined): void;
}

const nullValue = rawOf(null);

export function createIndex(spec: Buffer): Index {
  const key = fieldOf(spec, 'key')?.bytes ?? docOf([]);
  const paths = elementsOf(key).map((element) => element.name);
  const isSparse = flag(spec, 'sparse');
  const partial = fieldOf(spec, 'partialFilterExpression');
  const belongs = partial === undefined ? () => true : compileFilter(partial.bytes);
  const entries = new Map<string, string>();

  function valuesOf(document: Buffer): RawValue[][] {
    const columns = paths.map((path) => indexedValues(document, path));
    if (!belongs(document) || (isSparse && columns.every((column) => column === undefined))) return [];
    return combinations(columns.map((column) => column ?? [nullValue]));
  }

  return {
    name: String(plainField(spec, 'name')),
    spec,
    pattern: plainOf(asDocument(key)),
    unique: flag(spec, 'unique'),
    conflict(idKey, document) {
      const clash = valuesOf(document).find((values) => (entries.get(entryKey(values)) ?? idKey) !== idKey);
      return clash && docOf(paths.map((name, at): RawElement => ({ name, value: clash[at] ?? nullValue })));
    },
    replace(idKey, before, after) {
      if (before !== undefined) for (const values of valuesOf(before)) entries.delete(entryKey(values));
      if (after !== undefined) for (const values of valuesOf(after)) entries.set(entryKey(values), idKey);
    },
  };
}

function entryKey(values: readonly RawValue[]): string {
  return values.map(keyString).join('');
}

/** Each element of an array is indexed by itself; `undefined` where the field is missing. */
function indexedValues(document: Buffer, path: string): RawValue[] | undefined {
  const found = resolvePath(asDocument(document), path).filter((value) => value !== undefined);
  if (found.length === 0) return undefined;
  return found.flatMap((value) => {
    const items = value.type === Type.array ? itemsOf(value) : [value];
    return items.length === 0 ? [nullValue] : items;
  });
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
