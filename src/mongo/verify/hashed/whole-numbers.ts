import { elements } from '../../../core/bson/elements.ts';
import { BsonType } from '../../../core/bson/type.ts';

/**
 * The int32 and int64 fields of an answer, by name. Throws for a field that is neither: a sum that became a double is
 * no digest.
 */
export function wholeNumbers(raw: Uint8Array, names: readonly string[]): bigint[] {
  const found = new Map<string, bigint>();
  for (const { name, type, value } of elements(raw)) {
    if (!names.includes(name)) continue;
    if (type === BsonType.int32) found.set(name, BigInt(value.readInt32LE()));
    else if (type === BsonType.int64) found.set(name, value.readBigInt64LE());
    else throw new Error(`the answer's field ${name} should be a whole number and has BSON type ${type}`);
  }
  return names.map((name) => {
    const number = found.get(name);
    if (number === undefined) throw new Error(`the answer has no field ${name}`);
    return number;
  });
}
