import { elementEnd } from './element-end.ts';
import { elements } from './elements.ts';

/** What a document is known by: the bytes of a document that holds only its `_id`; an empty one where it has none. */
export type Identity = Uint8Array;

/**
 * The identity of the document that begins at `start`. One that is not well-formed before its `_id` has none: it is then
 * told from others by its bytes alone.
 */
export function identityAt(bytes: Buffer, start: number): Identity {
  const [at, end] = idElement(bytes, start) ?? [start, start];
  const identity = Buffer.allocUnsafe(end - at + emptyLength);
  identity.writeInt32LE(identity.length, 0);
  bytes.copy(identity, 4, at, end);
  identity[identity.length - 1] = 0;
  return identity;
}

/** The identity of a document that is all there is in these bytes; undefined where it has none. */
export function identityIn(document: Uint8Array): Identity | undefined {
  const identity = identityAt(Buffer.from(document.buffer, document.byteOffset, document.byteLength), 0);
  return identity.length > emptyLength ? identity : undefined;
}

const emptyLength = 5;

/** Identities as keys of a Map: equal bytes, equal key. */
export function identityKey(identity: Identity): string {
  return Buffer.from(identity.buffer, identity.byteOffset, identity.byteLength).toString('latin1');
}

function idElement(bytes: Buffer, start: number): readonly [number, number] | undefined {
  try {
    // Nearly always the first one: servers put it there (manual, "Documents").
    if (bytes[start + 5] === 0x5f && bytes[start + 6] === 0x69 && bytes[start + 7] === 0x64 && bytes[start + 8] === 0)
      return [start + 4, elementEnd(bytes, bytes[start + 4] ?? 0, start + 9)];
    for (const { nameBytes, at, end } of elements(bytes, start)) if (nameBytes === '_id') return [at, end];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return undefined;
}
