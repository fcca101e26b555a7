import { type Element, elements } from '../core/bson/elements.ts';
import { BsonType } from '../core/bson/type.ts';
import { decoded } from '../core/bson/value.ts';
import type { Flaw } from '../core/facts/sample.ts';

/** What a document has that the engine, or most drivers, cannot deal with. Nothing of its content leaves this module. */
export function flawsIn(raw: Uint8Array): ReadonlySet<Flaw> {
  const found = new Set<Flaw>();
  try {
    lookInto(raw, found, { isTop: true, isArray: false });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    found.add('malformed');
  }
  return found;
}

const holders: readonly number[] = [BsonType.document, BsonType.array];
const texts: readonly number[] = [BsonType.text, BsonType.code, BsonType.symbol];
/** The fields of a DBRef (manual, "Database References"). */
const ofReferences = new Set(['$ref', '$id', '$db']);

interface Place {
  readonly isTop: boolean;
  /** Its names are its places, and nobody's own. */
  readonly isArray: boolean;
}

function lookInto(raw: Uint8Array, found: Set<Flaw>, place: Place): void {
  const names = new Set<string>();
  for (const element of elements(raw)) {
    if (!place.isArray) lookAtName(element, names, found, place);
    const { type, value } = element;
    if (holders.includes(type)) lookInto(value, found, { isTop: false, isArray: type === BsonType.array });
    else if (type === BsonType.timestamp && value.every((byte) => byte === 0)) found.add('emptyTimestamp');
    else if (texts.includes(type) && !decoded(value.subarray(4)).isUtf8) found.add('invalidText');
  }
}

function lookAtName(element: Element, before: Set<string>, found: Set<Flaw>, { isTop }: Place): void {
  const { name } = element;
  if (before.has(name)) found.add('repeatedName');
  before.add(name);
  if (name.startsWith('$')) found.add(ofReferences.has(name) && !isTop ? 'reference' : 'dollarName');
  if (isTop && name === '$v') found.add('updateVersion');
  // What cannot be decoded is decoded as this character.
  if (name.includes('\uFFFD') && !element.isNameUtf8) found.add('invalidText');
}
