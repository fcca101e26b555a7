import { fieldOf, type RawElement, type RawValue } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';

/** One write, as in `local.oplog.rs`. */
export interface OplogEntry {
  /** Seconds in the upper 32 bits, a counter in the lower. */
  readonly ts: bigint;
  /** insert, update, delete, command, no-op */
  readonly op: Operation;
  readonly ns: string;
  readonly ui?: Buffer;
  readonly o: Buffer;
  readonly o2?: Buffer;
  /** Epoch ms. */
  readonly wall: number;
  /** Further fields, such as those that tie an entry to a session. */
  readonly more?: readonly RawElement[];
}

export type Operation = 'i' | 'u' | 'd' | 'c' | 'n';

/** `op`, `ns` and `ui` as bytes: the same for all documents of a collection, so they are made once. */
const heads = new Map<string, Buffer>();
const maxHeads = 10_000;

/** The entry as the document that clients read, written straight into `target`. Answers its size in bytes. */
export function encodeEntry(entry: OplogEntry, target: Buffer, start: number): number {
  const head = headOf(entry);
  let at = start + 4;
  at += head.copy(target, at);
  at = writeField(target, at, Type.document, 'o', entry.o);
  if (entry.o2 !== undefined) at = writeField(target, at, Type.document, 'o2', entry.o2);
  at = target.writeUInt8(Type.timestamp, at);
  at += target.write('ts\0', at, 'latin1');
  at = target.writeBigUInt64LE(entry.ts, at);
  at += constants.copy(target, at);
  at = target.writeBigInt64LE(BigInt(Math.floor(entry.wall)), at);
  for (const { name, value } of entry.more ?? []) at = writeField(target, at, value.type, name, value.bytes);
  at = target.writeUInt8(0, at);
  target.writeInt32LE(at - start, start);
  return at - start;
}

/** Behind `ts`: the term and the version of the format, both int64, and the name of the wall clock's field. */
const constants = Buffer.concat([
  Buffer.from([Type.long]),
  Buffer.from('t\0'),
  Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]),
  Buffer.from([Type.long]),
  Buffer.from('v\0'),
  Buffer.from([2, 0, 0, 0, 0, 0, 0, 0]),
  Buffer.from([Type.date]),
  Buffer.from('wall\0'),
]);

/** At most; the exact size is known only once it is written. */
export function sizeOfEntry(entry: OplogEntry): number {
  const more = (entry.more ?? []).reduce((sum, { name, value }) => sum + name.length + value.bytes.length + 2, 0);
  return headOf(entry).length + entry.o.length + (entry.o2?.length ?? 0) + constants.length + more + 32;
}

function writeField(target: Buffer, start: number, type: number, name: string, bytes: Buffer): number {
  let at = target.writeUInt8(type, start);
  at += target.write(`${name}\0`, at, 'latin1');
  target.set(bytes, at);
  return at + bytes.length;
}

function headOf({ op, ns, ui }: OplogEntry): Buffer {
  const key = `${op}${ui === undefined ? '' : ui.toString('latin1')}\0${ns}`;
  const known = heads.get(key);
  if (known !== undefined) return known;
  if (heads.size > maxHeads) heads.clear();
  const head = Buffer.concat([text('op', op), text('ns', ns), ...(ui === undefined ? [] : [uuid('ui', ui)])]);
  heads.set(key, head);
  return head;
}

function text(name: string, value: string): Buffer {
  const bytes = Buffer.from(`${value}\0`);
  return Buffer.concat([Buffer.from([Type.string]), Buffer.from(`${name}\0`), int32(bytes.length), bytes]);
}

function uuid(name: string, value: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from([Type.binary]),
    Buffer.from(`${name}\0`),
    int32(value.length),
    Buffer.from([4]),
    value,
  ]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

const operations: readonly Operation[] = ['i', 'u', 'd', 'c', 'n'];

/** Back from the document. */
export function decodeEntry(document: Buffer): OplogEntry {
  const field = (name: string) => fieldOf(document, name);
  const lsid = field('lsid');
  const txnNumber = field('txnNumber');
  const more = [
    ...(lsid === undefined ? [] : [{ name: 'lsid', value: lsid }]),
    ...(txnNumber === undefined ? [] : [{ name: 'txnNumber', value: txnNumber }]),
  ];
  return {
    ...decodeOperation(document),
    ts: field('ts')?.bytes.readBigUInt64LE(0) ?? 0n,
    wall: Number(field('wall')?.bytes.readBigInt64LE(0) ?? 0n),
    ...(more.length === 0 ? {} : { more }),
  };
}

/** What an entry does: alone, or as one of a transaction's. */
export function decodeOperation(document: Buffer): Omit<OplogEntry, 'ts' | 'wall'> {
  const field = (name: string) => fieldOf(document, name);
  const op = operations.find((one) => one === textOf(field('op'))) ?? 'n';
  const ui = field('ui');
  const o2 = field('o2');
  return {
    op,
    ns: textOf(field('ns')),
    ...(ui === undefined ? {} : { ui: ui.bytes.subarray(5) }),
    o: field('o')?.bytes ?? Buffer.alloc(0),
    ...(o2 === undefined ? {} : { o2: o2.bytes }),
  };
}

function textOf(value: RawValue | undefined): string {
  return value === undefined ? '' : value.bytes.toString('utf8', 4, value.bytes.length - 1);
}
