import { elementsOf, plainOf, type RawElement } from '../bson/raw.ts';

export interface UpdateDescription {
  readonly updated: readonly RawElement[];
  readonly removed: readonly string[];
  readonly truncated: readonly { readonly field: string; readonly newSize: number }[];
}

/** The oplog's description of an update, with the paths that a change event shows. */
export function describe(diff: Buffer, parent = ''): UpdateDescription {
  const fields = elementsOf(diff);
  const isArray = parent !== '' && fields[0]?.name === 'a';
  const parts = fields.flatMap((field) => (isArray ? arrayPart(field, parent) : documentPart(field, parent)));
  return {
    updated: parts.flatMap(({ updated }) => updated),
    removed: parts.flatMap(({ removed }) => removed),
    truncated: parts.flatMap(({ truncated }) => truncated),
  };
}

const nothing: UpdateDescription = { updated: [], removed: [], truncated: [] };

function documentPart({ name, value }: RawElement, parent: string): UpdateDescription[] {
  const prefix = parent === '' ? '' : `${parent}.`;
  const inner = name.length > 1 ? [] : elementsOf(value.bytes);
  if (name === 'u' || name === 'i') {
    return [{ ...nothing, updated: inner.map((field) => ({ name: prefix + field.name, value: field.value })) }];
  }
  if (name === 'd') return [{ ...nothing, removed: inner.map((field) => prefix + field.name) }];
  return name.startsWith('s') ? [describe(value.bytes, prefix + name.slice(1))] : [];
}

function arrayPart({ name, value }: RawElement, parent: string): UpdateDescription[] {
  if (name === 'l') return [{ ...nothing, truncated: [{ field: parent, newSize: Number(plainOf(value)) }] }];
  const path = `${parent}.${name.slice(1)}`;
  if (name.startsWith('u')) return [{ ...nothing, updated: [{ name: path, value }] }];
  return name.startsWith('s') ? [describe(value.bytes, path)] : [];
}
