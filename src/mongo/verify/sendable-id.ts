import { BSON } from 'mongodb';
import type { Identity } from '../../core/bson/identity.ts';
import { elements } from '../../core/raw-document.ts';
import { idValue } from '../id-value.ts';

/** Types that no `_id` may have, and that a query takes for something else: array, undefined, regular expression. */
const otherInQueries: readonly number[] = [0x04, 0x06, 0x0b];

/**
 * The `_id` as the driver sends it, if it sends the same bytes: there is none for text that is not UTF-8, a DBPointer, a
 * date that JavaScript has none for, or a field that is there twice. Nor for one that a query would read as an operator.
 */
export function sendableId(identity: Identity): { readonly value: unknown } | undefined {
  try {
    const [element] = elements(identity);
    if (element === undefined || otherInQueries.includes(element.type)) return undefined;
    if (element.type === BSON.BSONType.object && [...elements(element.value)].some(({ name }) => name.startsWith('$')))
      return undefined;
    const value = idValue(identity);
    return Buffer.from(BSON.serialize({ _id: value })).equals(identity) ? { value } : undefined;
  } catch {
    // It cannot be decoded, or not be encoded again: whatever the library says, it is not sent.
    return undefined;
  }
}
