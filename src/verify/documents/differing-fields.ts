import { arrayType, documentType, type Field, fields } from '../../core/bson/fields.ts';
import type { RawValue } from '../../core/bson/raw-value.ts';

/** A field that is not the same on both sides; a side that has none is left out. */
export interface DifferingField {
  /** Names with dots between the levels, and arrays by index; one that is there more than once has its number behind it: `a (2)`. */
  readonly path: string;
  readonly source?: RawValue;
  readonly destination?: RawValue;
}

/** How two documents differ: in these fields, or in nothing but the order of fields. */
export type DocumentDifference =
  | { readonly kind: 'document'; readonly fields: readonly DifferingField[] }
  | { readonly kind: 'field-order' };

/** Enough to see what is wrong; a document may have a million fields. */
const mostFields = 20;
const unreadable: DifferingField = { path: '(not well-formed BSON)' };

/**
 * Where two documents differ whose bytes differ. Only the order of fields, at any level, is `field-order`; the order of an
 * array is its value.
 */
export function differenceBetween(source: Buffer, destination: Buffer): DocumentDifference {
  const found: DifferingField[] = [];
  try {
    compareFields(source, destination, { prefix: '', found, isArray: false });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    found.push(unreadable);
  }
  if (found.length === 0) return { kind: 'field-order' };
  return {
    kind: 'document',
    fields: found.length > mostFields ? [...found.slice(0, mostFields), { path: '…' }] : found,
  };
}

interface Place {
  readonly prefix: string;
  readonly found: DifferingField[];
  readonly isArray: boolean;
}

function compareFields(source: Buffer, destination: Buffer, { prefix, found, isArray }: Place): void {
  const [here, there] = isArray ? [byPlace(source), byPlace(destination)] : [byName(source), byName(destination)];
  for (const key of new Set([...here.keys(), ...there.keys()])) {
    if (found.length > mostFields) return;
    const [one, other] = [here.get(key), there.get(key)];
    const path = prefix + readable(key);
    if (one === undefined || other === undefined || one.type !== other.type || one.name !== other.name)
      found.push(differing(path, one && rawValue(source, one), other && rawValue(destination, other)));
    else compareValues(source, one, destination, other, { prefix: `${path}.`, found, isArray: one.type === arrayType });
  }
}

function compareValues(source: Buffer, one: Field, destination: Buffer, other: Field, place: Place): void {
  const [here, there] = [source.subarray(one.start, one.end), destination.subarray(other.start, other.end)];
  if (here.equals(there)) return;
  if (one.type === documentType || one.type === arrayType) compareFields(here, there, place);
  else
    place.found.push(
      differing(place.prefix.slice(0, -1), { type: one.type, bytes: here }, { type: other.type, bytes: there }),
    );
}

function rawValue(document: Buffer, { type, start, end }: Field): RawValue {
  return { type, bytes: document.subarray(start, end) };
}

function differing(path: string, source: RawValue | undefined, destination: RawValue | undefined): DifferingField {
  return { path, ...(source && { source }), ...(destination && { destination }) };
}

/** By name and by how often it came before: a repeated field is compared with the one of the same number. */
function byName(document: Buffer): Map<string, Field> {
  const found = new Map<string, Field>();
  const times = new Map<string, number>();
  for (const field of fields(document)) {
    const time = (times.get(field.name) ?? 0) + 1;
    times.set(field.name, time);
    // No name has a zero byte in it.
    found.set(time === 1 ? field.name : `${field.name}\0${time}`, field);
  }
  return found;
}

function byPlace(array: Buffer): Map<string, Field> {
  return new Map([...fields(array)].map((field, index) => [String(index), field]));
}

function readable(key: string): string {
  const [name = '', time] = key.split('\0');
  const text = name === '' ? '""' : Buffer.from(name, 'latin1').toString();
  return time === undefined ? text : `${text} (${time})`;
}
