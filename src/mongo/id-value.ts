import { BSON } from 'mongodb';
import { type Element, elements, wrapped } from '../core/bson/elements.ts';
import { BsonType } from '../core/bson/type.ts';

const exact = { promoteValues: false, promoteLongs: false, promoteBuffers: false, bsonRegExp: true } as const;

/**
 * The value in a document that holds only an `_id`; the driver sends it as the same bytes again.
 * A document becomes a Map, because a JavaScript object would move names like `7` to the front, and a server takes
 * documents with fields in another order for different values.
 */
export function idValue(idOnly: Uint8Array): unknown {
  return [...elements(idOnly)].map(exactValue)[0];
}

/** The same for people: Extended JSON. */
export function idText(idOnly: Uint8Array): string {
  return BSON.EJSON.stringify(idValue(idOnly), { relaxed: true });
}

function exactValue({ type, value, whole }: Element): unknown {
  if (type === BsonType.document) return new Map(Array.from(elements(value), (one) => [one.name, exactValue(one)]));
  if (type === BsonType.array) return Array.from(elements(value), exactValue);
  return Object.values(BSON.deserialize(wrapped([whole]), exact))[0];
}
