import type { Random } from '../model/random.ts';
import { firstDay, hour, numbered } from './seed-documents.ts';
import type { Stamp } from './stamped-documents.ts';

/** What comes before the text of a BSON string, and before the content of a binary value, in bytes. */
const beforeText = 4;
const beforeBinary = 5;

export const stampCustomer: Stamp = (bytes, n, offsetOf, random) => {
  writeRandom(bytes, offsetOf('_id'), 12, random);
  bytes.writeInt32LE(n, offsetOf('number'));
  writeNumber(bytes, offsetOf('email') + beforeText + 'customer'.length, n);
  writeNumber(bytes, offsetOf('name') + beforeText + 'Customer '.length, n);
};

export const stampInvoice: Stamp = (bytes, n, offsetOf, random) => {
  writeRandom(bytes, offsetOf('_id'), 12, random);
  bytes.writeInt32LE(1_000_000 + n, offsetOf('number'));
  bytes.writeInt32LE(random.below(n + 1), offsetOf('customer'));
  writeDate(bytes, offsetOf('issued'), firstDay + n * hour);
};

export const stampPayment: Stamp = (bytes, n, offsetOf, random) => {
  writeRandom(bytes, offsetOf('_id') + beforeBinary, 16, random);
  bytes.writeInt32LE(1_000_000 + n, offsetOf('invoice'));
  writeDate(bytes, offsetOf('at'), firstDay + n * hour);
};

export const stampEvent: Stamp = (bytes, n, offsetOf) => {
  bytes.writeInt32LE(n, offsetOf('_id'));
  writeDate(bytes, offsetOf('at'), firstDay + n * 1000);
};

export const stampSession: Stamp = (bytes, n, offsetOf, random) => {
  writeNumber(bytes, offsetOf('_id') + beforeText + 'session-'.length, n);
  writeRandom(bytes, offsetOf('token') + beforeBinary, 16, random);
};

function writeNumber(bytes: Buffer, offset: number, n: number): void {
  bytes.write(numbered(n), offset, 'latin1');
}

function writeRandom(bytes: Buffer, offset: number, count: number, random: Random): void {
  for (let at = 0; at < count; at += 1) bytes[offset + at] = random.below(256);
}

function writeDate(bytes: Buffer, offset: number, ms: number): void {
  bytes.writeUInt32LE(ms % 2 ** 32, offset);
  bytes.writeUInt32LE(Math.floor(ms / 2 ** 32), offset + 4);
}
