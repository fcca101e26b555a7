import { Decimal128 } from 'mongodb';

export type DecimalParts =
  | { readonly value: number; readonly digits: bigint; readonly exponent: number }
  | { readonly value: number; readonly digits?: undefined; readonly exponent: 0 };

/** A Decimal128 as digits times a power of ten, trailing zeros removed, and the nearest double; no digits for NaN and infinities. */
export function decimalParts(bytes: Buffer): DecimalParts {
  const parts = writtenParts(bytes);
  return parts.digits === undefined ? parts : trimmed(parts.value, parts.digits, parts.exponent);
}

/** The same with the trailing zeros, which arithmetic keeps. */
export function writtenParts(bytes: Buffer): DecimalParts {
  const text = new Decimal128(bytes).toString();
  const value = Number(text);
  if (!Number.isFinite(value) && !/\d/.test(text)) return { value, exponent: 0 };
  const [mantissa = '0', power = '0'] = text.split(/e/i);
  const [whole = '0', fraction = ''] = mantissa.split('.');
  return { value, digits: BigInt(`${whole}${fraction}`), exponent: Number(power) - fraction.length };
}

function trimmed(value: number, digits: bigint, exponent: number): DecimalParts {
  if (digits === 0n) return { value: 0, digits, exponent: 0 };
  let [rest, power] = [digits, exponent];
  while (rest % 10n === 0n) [rest, power] = [rest / 10n, power + 1];
  return { value, digits: rest, exponent: power };
}
