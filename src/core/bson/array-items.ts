import { int32At } from './element-end.ts';

/*
 * Walking an array of documents in place, as an answer of a server holds them: nothing is made for any of them, and one
 * that is not well-formed ends the walk instead of sending it back or on for ever.
 */

/** Where the value of the item at `item` begins: past its type and its name, which is its number. */
export function itemStart(bytes: Buffer, item: number, stop: number): number {
  let at = item + 1;
  while (at < stop && bytes[at] !== 0) at += 1;
  return at + 1;
}

/** Where the document that begins at `start` ends; a RangeError where it does not before `stop`. */
export function documentEnd(bytes: Buffer, start: number, stop: number): number {
  const length = int32At(bytes, start);
  if (length < 5 || start + length > stop) throw new RangeError(`a document of ${length} bytes is in no batch`);
  return start + length;
}
