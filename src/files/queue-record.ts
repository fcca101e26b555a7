import { int32At } from '../core/bson/element-end.ts';
import type { QueuedDocument } from '../core/verification/recheck-queue.ts';

/*
 * A record is its length, a time as two uint32 (seconds, increment), three doubles (NaN where nobody has seen it differ), the
 * length of the namespace, the namespace in UTF-8, and the identity, which is a BSON document. All numbers are little-endian.
 */
const head = 4 + 2 * 4 + 3 * 8 + 4;
/** An empty document, which is the identity of one without an `_id`. */
const leastIdentity = 5;

export function recordBytes({ namespace, identity }: QueuedDocument): number {
  return head + Buffer.byteLength(namespace) + identity.length;
}

export function encodeRecord({ namespace, identity, after, differs }: QueuedDocument): Buffer {
  const nameBytes = Buffer.byteLength(namespace);
  const record = Buffer.allocUnsafe(head + nameBytes + identity.length);
  record.writeInt32LE(record.length, 0);
  record.writeUInt32LE(after.seconds, 4);
  record.writeUInt32LE(after.increment, 8);
  record.writeDoubleLE(differs?.since ?? Number.NaN, 12);
  record.writeDoubleLE(differs?.unchangedSince ?? Number.NaN, 20);
  record.writeDoubleLE(differs?.source ?? Number.NaN, 28);
  record.writeInt32LE(nameBytes, 36);
  record.write(namespace, head);
  record.set(identity, head + nameBytes);
  return record;
}

/** What is wrong is in the middle of a file, where no kill can have left it. */
export class BrokenRecord extends Error {
  override readonly name = 'BrokenRecord';
}

/** The record at `at`, whose strings and identity are copies; `undefined` where the bytes end before it does, or are zeros. */
export function decodeRecord(
  bytes: Buffer,
  at: number,
): { readonly document: QueuedDocument; readonly end: number } | undefined {
  if (bytes.length < at + 4) return undefined;
  const length = int32At(bytes, at);
  if (length === 0) return undefined;
  if (length < head + leastIdentity) throw new BrokenRecord(`a record of ${length} bytes`);
  const end = at + length;
  if (bytes.length < end) return undefined;
  const name = at + head;
  const identityAt = name + int32At(bytes, at + 36);
  if (identityAt < name || identityAt > end - leastIdentity || int32At(bytes, identityAt) !== end - identityAt)
    throw new BrokenRecord('a record whose parts do not fit');
  const [since, unchangedSince, source] = [12, 20, 28].map((field) => bytes.readDoubleLE(at + field));
  const document = {
    namespace: bytes.toString('utf8', name, identityAt),
    identity: Buffer.from(bytes.subarray(identityAt, end)),
    after: { seconds: bytes.readUInt32LE(at + 4), increment: bytes.readUInt32LE(at + 8) },
  };
  if (since === undefined || unchangedSince === undefined || source === undefined || Number.isNaN(since))
    return { document, end };
  return { document: { ...document, differs: { since, unchangedSince, source } }, end };
}
