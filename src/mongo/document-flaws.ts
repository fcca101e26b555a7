import type { Flaw } from '../core/facts/sample.ts';
import { type Element, elements } from '../core/raw-document.ts';

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

/** Types of BSON (bsonspec.org). */
const [text, document, array, code, symbol, timestamp] = [2, 3, 4, 13, 14, 17];
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
    names.add(element.name);
    const { type, value } = element;
    if (type === document || type === array) lookInto(value, found, { isTop: false, isArray: type === array });
    else if (type === timestamp && value.every((byte) => byte === 0)) found.add('emptyTimestamp');
    else if ((type === text || type === code || type === symbol) && !isUtf8(value.subarray(4)))
      found.add('invalidText');
  }
}

function lookAtName({ name, whole }: Element, before: ReadonlySet<string>, found: Set<Flaw>, { isTop }: Place): void {
  if (before.has(name)) found.add('repeatedName');
  if (name.startsWith('$')) found.add(ofReferences.has(name) && !isTop ? 'reference' : 'dollarName');
  if (isTop && name === '$v') found.add('updateVersion');
  // What cannot be decoded is decoded as this character, which may as well be meant.
  if (name.includes('\uFFFD') && !isUtf8(whole.subarray(1, whole.indexOf(0, 1)))) found.add('invalidText');
}

const strict = new TextDecoder('utf-8', { fatal: true });

function isUtf8(bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes);
    return true;
  } catch {
    return false;
  }
}
