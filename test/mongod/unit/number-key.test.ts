import fc from 'fast-check';
import { Decimal128, Double, Long } from 'mongodb';
import { expect, it } from 'vitest';
import { keyString } from '../../../src/mongod/bson/key-string.ts';
import { rawOf } from '../../../src/mongod/bson/raw.ts';

interface Sample {
  readonly stored: Double | Long | Decimal128;
  /** The exact value times 2^1074 times 10^400, which is whole for every double and for each decimal below. */
  readonly scaled: bigint;
}

const scale = 2n ** 1074n * 10n ** 400n;

function scaledDouble(value: number): bigint {
  let [rest, shift] = [value, 1074n];
  while (!Number.isInteger(rest)) [rest, shift] = [rest * 2, shift - 1n];
  return BigInt(rest) * 2n ** shift * 10n ** 400n;
}

const double = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .map((value): Sample => ({ stored: new Double(value), scaled: scaledDouble(value) }));

const long = fc
  .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
  .map((value): Sample => ({ stored: Long.fromBigInt(value), scaled: value * scale }));

const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 34n) + 1n, max: 10n ** 34n - 1n }), fc.integer({ min: -40, max: 40 }))
  .map(([digits, exponent]): Sample => {
    const power = 10n ** BigInt(Math.abs(exponent));
    const scaled = exponent < 0 ? (digits * scale) / power : digits * power * scale;
    return { stored: Decimal128.fromString(`${digits}E${exponent}`), scaled };
  });

/** Numbers that lie close together, where a key that rounds would be wrong. */
const neighbours = fc
  .tuple(fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 3n }), fc.bigInt({ min: 0n, max: 2n }))
  .map(([base, step]): Sample => {
    const value = base - (base % 1024n) + step;
    return { stored: Long.fromBigInt(value), scaled: value * scale };
  });

const number = fc.oneof(double, long, decimal, neighbours);

it('numbers of all types are ordered, and equal, by their exact value', () => {
  fc.assert(
    fc.property(number, number, (a, b) => {
      const [left, right] = [keyString(rawOf(a.stored)), keyString(rawOf(b.stored))];
      expect(Math.sign(Number(left > right) - Number(left < right))).toBe(
        Number(a.scaled > b.scaled) - Number(a.scaled < b.scaled),
      );
    }),
    { numRuns: 500 },
  );
});

it('a number has one key in whichever type it is stored', () => {
  fc.assert(
    fc.property(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), (value) => {
      const keys = [new Double(value), Long.fromNumber(value), Decimal128.fromString(`${value}.00`), value];
      expect(new Set(keys.map((stored) => keyString(rawOf(stored)))).size).toBe(1);
    }),
  );
});
