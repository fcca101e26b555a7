import { BSON } from 'mongodb';
import { elements } from '../../core/bson/elements.ts';
import type { Identity } from '../../core/bson/identity.ts';
import { BsonType } from '../../core/bson/type.ts';
import { idValue } from '../id-value.ts';

/** Types that no `_id` may have, and that a query takes for something else: array, undefined, regular expression. */
const otherInQueries: readonly number[] = [BsonType.array, BsonType.undefined, BsonType.regex];

/**
 * The `_id` as the driver sends it, if it sends the same bytes: there is none for text that is not UTF-8, a DBPointer, a
 * date that JavaScript has none for, or a field that is there twice. Nor for one that a query would read as an operator.
 */
export function sendableId(identity: Identity): { readonly value: unknown } | undefined {
  try {
    const [element] = elements(identity);
    if (element === undefined || otherInQueries.includes(element.type)) return undefined;
    if (element.type === BsonType.document && [...elements(element.value)].some(({ name }) => name.startsWith('$')))
      return undefined;
    const value = idValue(identity);
    return Buffer.from(BSON.serialize({ _id: value })).equals(identity) ? { value } : undefined;
  } catch {
    // It cannot be decoded, or not be encoded again: whatever the library says, it is not sent.
    return undefined;
  }
}
