import { arrayType, documentType, type Field, fields } from '../../core/bson/fields.ts';

/** How two documents differ: in these fields, or in nothing but the order of fields. */
export type DocumentDifference =
  | { readonly kind: 'document'; readonly paths: readonly string[] }
  | { readonly kind: 'field-order' };

/** Enough to see what is wrong; a document may have a million fields. */
const mostPaths = 20;
const unreadable = '(not well-formed BSON)';

/**
 * Where two documents differ whose bytes differ: the names of fields with dots between the levels and arrays by index,
 * never a value. A field that is there more than once has its number behind it: `a (2)`. Only the order of fields, at
 * any level, is `field-order`; the order of an array is its value.
 */
export function differenceBetween(source: Buffer, destination: Buffer): DocumentDifference {
  const paths: string[] = [];
  try {
    compareFields(source, destination, { prefix: '', paths, isArray: false });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    paths.push(unreadable);
  }
  if (paths.length === 0) return { kind: 'field-order' };
  return { kind: 'document', paths: paths.length > mostPaths ? [...paths.slice(0, mostPaths), '…'] : paths };
}

interface Place {
  readonly prefix: string;
  readonly paths: string[];
  readonly isArray: boolean;
}

function compareFields(source: Buffer, destination: Buffer, { prefix, paths, isArray }: Place): void {
  const [here, there] = isArray ? [byPlace(source), byPlace(destination)] : [byName(source), byName(destination)];
  for (const key of new Set([...here.keys(), ...there.keys()])) {
    if (paths.length > mostPaths) return;
    const [one, other] = [here.get(key), there.get(key)];
    const path = prefix + readable(key);
    if (one === undefined || other === undefined || one.type !== other.type || one.name !== other.name)
      paths.push(path);
    else compareValues(source, one, destination, other, { prefix: `${path}.`, paths, isArray: one.type === arrayType });
  }
}

function compareValues(source: Buffer, one: Field, destination: Buffer, other: Field, place: Place): void {
  const [here, there] = [source.subarray(one.start, one.end), destination.subarray(other.start, other.end)];
  if (here.equals(there)) return;
  if (one.type === documentType || one.type === arrayType) compareFields(here, there, place);
  else place.paths.push(place.prefix.slice(0, -1));
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
