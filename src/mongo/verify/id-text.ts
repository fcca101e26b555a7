import { BSON } from 'mongodb';
import { elements, wrapped } from '../../core/bson/elements.ts';
import type { Identity } from '../../core/bson/identity.ts';
import type { RawValue } from '../../core/bson/raw-value.ts';
import { BsonType } from '../../core/bson/type.ts';
import { beginning, harmless } from '../../core/harmless.ts';

/** Longer ones are cut: an `_id` can have megabytes. */
const longest = 1_000;

/**
 * An `_id` in canonical Extended JSON, whatever it is. What JavaScript has no value for, such as text that is not UTF-8, a
 * far date, a DBPointer or a repeated field, is told by its type and its bytes: `{"$bson":"02…"}`.
 */
export function identityText(identity: Identity): string {
  const [element] = elements(identity);
  if (element === undefined) return '(no _id)';
  return cut(textOf(element.type, element.value));
}

/**
 * A value of a document, likewise.
 *
 * @param other what the other side has: of two long ones that part is told in which they differ
 */
export function valueText(value: RawValue, other?: RawValue): string {
  const text = textOf(value.type, value.bytes);
  return text.length <= longest || other === undefined
    ? cut(text)
    : cut(text, firstDifference(text, textOf(other.type, other.bytes)));
}

/** So much of what both have is told before what differs. */
const before = 100;

/** @param at a place that has to be among what is left */
function cut(text: string, at = 0): string {
  const start = at < longest ? 0 : at - before;
  const rest = text.slice(start);
  const told = harmlessJson(rest.length > longest ? beginning(rest, longest) : rest);
  return `${start > 0 ? '…' : ''}${told}${rest.length > longest ? '…' : ''}`;
}

function firstDifference(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}

/** What is not harmless is escaped, as JSON escapes it: two that look the same are the same. */
function harmlessJson(text: string): string {
  return text.replace(/[^ -~]/gu, (one) => (harmless(one) === one ? one : escaped(one)));
}

function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}

function textOf(type: number, value: Buffer): string {
  if (type === BsonType.document || type === BsonType.array) {
    // Not by an object of JavaScript, which would move names such as 7 to the front and keep one of two that are the same.
    const parts = Array.from(elements(value), (inner) => {
      const text = textOf(inner.type, inner.value);
      return type === BsonType.array ? text : `${JSON.stringify(inner.name)}:${text}`;
    });
    return type === BsonType.array ? `[${parts.join(',')}]` : `{${parts.join(',')}}`;
  }
  return scalarText(type, value) ?? `{"$bson":"${Buffer.from([type]).toString('hex')}${value.toString('hex')}"}`;
}

function scalarText(type: number, value: Buffer): string | undefined {
  const document = wrapped([Buffer.from([type, 0x76, 0]), value]);
  try {
    const decoded = BSON.deserialize(document, { promoteValues: false, promoteLongs: false, bsonRegExp: true });
    if (!Buffer.from(BSON.serialize(decoded)).equals(document)) return undefined;
    return BSON.EJSON.stringify(decoded.v, { relaxed: false });
  } catch {
    // The library cannot decode it.
    return undefined;
  }
}
