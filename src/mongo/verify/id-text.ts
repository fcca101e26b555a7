import { BSON } from 'mongodb';
import { elements, wrapped } from '../../core/bson/elements.ts';
import type { Identity } from '../../core/bson/identity.ts';
import type { RawValue } from '../../core/bson/raw-value.ts';
import { BsonType } from '../../core/bson/type.ts';
import { harmless } from '../../core/harmless.ts';

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

/** A value of a document, likewise. */
export function valueText({ type, bytes }: RawValue): string {
  return cut(textOf(type, bytes));
}

function cut(text: string): string {
  return text.length > longest ? `${harmless(text.slice(0, longest))}…` : harmless(text);
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
  return (
    scalarText(type, value) ??
    `{"$bson":"${Buffer.from([type]).toString('hex')}${value.subarray(0, longest).toString('hex')}"}`
  );
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
