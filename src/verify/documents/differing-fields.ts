import { type Element, elements } from '../../core/bson/elements.ts';
import type { RawValue } from '../../core/bson/raw-value.ts';
import { BsonType } from '../../core/bson/type.ts';

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
    const isOther = one === undefined || other === undefined || one.type !== other.type;
    // The items of an array have names too, which are their places, or ought to be.
    if (isOther || (isArray && one.nameBytes !== other.nameBytes))
      found.push(differing(path, one && rawValue(one), other && rawValue(other)));
    else compareValues(one, other, { prefix: `${path}.`, found, isArray: one.type === BsonType.array });
  }
}

function compareValues(one: Element, other: Element, place: Place): void {
  const [here, there] = [one.value, other.value];
  if (here.equals(there)) return;
  if (one.type === BsonType.document || one.type === BsonType.array) compareFields(here, there, place);
  else
    place.found.push(
      differing(place.prefix.slice(0, -1), { type: one.type, bytes: here }, { type: other.type, bytes: there }),
    );
}

function rawValue({ type, value }: Element): RawValue {
  return { type, bytes: value };
}

function differing(path: string, source: RawValue | undefined, destination: RawValue | undefined): DifferingField {
  return { path, ...(source && { source }), ...(destination && { destination }) };
}

/** By name and by how often it came before: a repeated field is compared with the one of the same number. */
function byName(document: Buffer): Map<string, Element> {
  const found = new Map<string, Element>();
  const times = new Map<string, number>();
  for (const field of elements(document)) {
    const { nameBytes } = field;
    const time = (times.get(nameBytes) ?? 0) + 1;
    times.set(nameBytes, time);
    // No name has a zero byte in it.
    found.set(time === 1 ? nameBytes : `${nameBytes}\0${time}`, field);
  }
  return found;
}

function byPlace(array: Buffer): Map<string, Element> {
  return new Map([...elements(array)].map((item, index) => [String(index), item]));
}

function readable(key: string): string {
  const [name = '', time] = key.split('\0');
  const text = name === '' ? '""' : Buffer.from(name, 'latin1').toString();
  return time === undefined ? text : `${text} (${time})`;
}
