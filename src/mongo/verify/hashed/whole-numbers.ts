import { elements } from '../../../core/raw-document.ts';

/**
 * The int32 and int64 fields of an answer, by name. Throws for a field that is neither: a sum that became a double is
 * no digest.
 */
export function wholeNumbers(raw: Uint8Array, names: readonly string[]): bigint[] {
  const found = new Map<string, bigint>();
  for (const { name, type, value } of elements(raw)) {
    if (!names.includes(name)) continue;
    const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
    if (type === 16) found.set(name, BigInt(view.getInt32(0, true)));
    else if (type === 18) found.set(name, view.getBigInt64(0, true));
    else throw new Error(`the answer's field ${name} should be a whole number and has BSON type ${type}`);
  }
  return names.map((name) => {
    const number = found.get(name);
    if (number === undefined) throw new Error(`the answer has no field ${name}`);
    return number;
  });
}
