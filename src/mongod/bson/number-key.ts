import { decimalParts } from './decimal-parts.ts';
import { Type } from './type.ts';

const scratch = Buffer.alloc(8);

/**
 * Doubles in an order-keeping form, followed by what a double cannot say: an int64 beyond 2^53 or a decimal is the
 * nearest double, then the sign of the rest and the rest as a double, until nothing is left.
 */
export function numberKey(type: number, bytes: Buffer): string {
  if (type === Type.int) return `${doubleKey(bytes.readInt32LE(0))}\x80`;
  if (type === Type.double) return `${doubleKey(bytes.readDoubleLE(0))}\x80`;
  if (type === Type.long) return longKey(bytes.readBigInt64LE(0));
  return decimalKey(bytes);
}

function longKey(value: bigint): string {
  const nearest = Number(value);
  return doubleKey(nearest) + restKey({ numerator: value - BigInt(nearest), denominator: 1n });
}

function decimalKey(bytes: Buffer): string {
  const { value, digits, exponent } = decimalParts(bytes);
  // Beyond the doubles' range order inside the same nearest double is given up, distinctness is not.
  if (digits === undefined) return `${doubleKey(value)}\x80`;
  const isPlain = Number.isFinite(value) && Math.abs(exponent) < 400 && (value !== 0 || digits === 0n);
  if (!isPlain) return `${doubleKey(value)}\x80${digits}E${exponent}\0`;
  const scale = 10n ** BigInt(Math.abs(exponent));
  const exact =
    exponent < 0 ? { numerator: digits, denominator: scale } : { numerator: digits * scale, denominator: 1n };
  return doubleKey(value) + restKey(minus(exact, value));
}

interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

function restKey(rest: Fraction, depth = 0): string {
  if (rest.numerator === 0n || depth === 3) return '\x80';
  const nearest = toNumber(rest);
  return (rest.numerator < 0n ? '\x40' : '\xc0') + doubleKey(nearest) + restKey(minus(rest, nearest), depth + 1);
}

function minus({ numerator, denominator }: Fraction, value: number): Fraction {
  // A double is an integer times a power of two, at smallest 2^-1074.
  let [scaled, shift] = [value, 0n];
  while (!Number.isInteger(scaled)) [scaled, shift] = [scaled * 2, shift + 1n];
  const power = 1n << shift;
  return { numerator: numerator * power - BigInt(scaled) * denominator, denominator: denominator * power };
}

/** Close enough to the nearest double: the remaining rest goes into the next round. */
function toNumber({ numerator, denominator }: Fraction): number {
  const magnitude = numerator < 0n ? -numerator : numerator;
  const shift = Math.max(0, denominator.toString(2).length - magnitude.toString(2).length + 64);
  const quotient = Number((magnitude << BigInt(shift)) / denominator) * 2 ** -shift;
  return numerator < 0n ? -quotient : quotient;
}

/** NaN is the smallest number and -0 equals 0. */
function doubleKey(value: number): string {
  if (Number.isNaN(value)) return '\0\0\0\0\0\0\0\0';
  scratch.writeDoubleBE(value === 0 ? 0 : value);
  const isNegative = scratch.readUInt8(0) >= 0x80;
  for (let at = 0; at < 8; at++) scratch[at] = scratch.readUInt8(at) ^ (isNegative ? 0xff : at === 0 ? 0x80 : 0);
  return scratch.toString('latin1');
}
