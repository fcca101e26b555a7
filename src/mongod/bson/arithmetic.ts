import { Decimal128 } from 'mongodb';
import { MongodError } from '../mongod-error.ts';
import { writtenParts } from './decimal-parts.ts';
import { plainOf, type RawValue, rawOf } from './raw.ts';
import { isNumber, Type } from './type.ts';

const intBounds = [-(2n ** 31n), 2n ** 31n - 1n] as const;
const longBounds = [-(2n ** 63n), 2n ** 63n - 1n] as const;

/** `$inc` and `$mul` on the server's number types: the wider type wins, an int32 that overflows becomes an int64. */
export function calculate(operator: '$inc' | '$mul', left: RawValue, right: RawValue): RawValue {
  for (const value of [left, right]) {
    if (!isNumber(value.type)) {
      throw new MongodError('TypeMismatch', `Cannot apply ${operator} to a value of non-numeric type`);
    }
  }
  if (left.type === Type.decimal || right.type === Type.decimal) return decimalResult(operator, left, right);
  if (left.type === Type.double || right.type === Type.double) {
    return double(operator === '$inc' ? numberOf(left) + numberOf(right) : numberOf(left) * numberOf(right));
  }
  const result = operator === '$inc' ? integerOf(left) + integerOf(right) : integerOf(left) * integerOf(right);
  return integerResult(operator, result, left.type === Type.int && right.type === Type.int);
}

function integerResult(operator: string, result: bigint, fitsInt: boolean): RawValue {
  if (fitsInt && result >= intBounds[0] && result <= intBounds[1]) return rawOf(Number(result));
  if (result >= longBounds[0] && result <= longBounds[1]) return rawOf(result);
  throw new MongodError('BadValue', `Failed to apply ${operator}: the result overflows a 64-bit integer`);
}

function decimalResult(operator: '$inc' | '$mul', left: RawValue, right: RawValue): RawValue {
  const [a, b] = [exact(left), exact(right)];
  if (a === undefined || b === undefined) {
    const [x, y] = [numberOf(left), numberOf(right)];
    return rawOf(Decimal128.fromString(String(operator === '$inc' ? x + y : x * y)));
  }
  if (operator === '$mul') return decimal(a.digits * b.digits, a.exponent + b.exponent);
  const exponent = Math.min(a.exponent, b.exponent);
  const scaled = (part: Exact) => part.digits * 10n ** BigInt(part.exponent - exponent);
  return decimal(scaled(a) + scaled(b), exponent);
}

interface Exact {
  readonly digits: bigint;
  readonly exponent: number;
}

function exact(value: RawValue): Exact | undefined {
  if (value.type === Type.int || value.type === Type.long) return { digits: integerOf(value), exponent: 0 };
  const decimalValue = value.type === Type.decimal ? value.bytes : asDecimal(value);
  const { digits, exponent } = writtenParts(decimalValue);
  return digits === undefined ? undefined : { digits, exponent };
}

function asDecimal(value: RawValue): Buffer {
  return rawOf(Decimal128.fromString(String(numberOf(value)))).bytes;
}

function decimal(digits: bigint, exponent: number): RawValue {
  return rawOf(Decimal128.fromStringWithRounding(`${digits}E${exponent}`));
}

function double(value: number): RawValue {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return { type: Type.double, bytes };
}

function integerOf({ type, bytes }: RawValue): bigint {
  return type === Type.int ? BigInt(bytes.readInt32LE(0)) : bytes.readBigInt64LE(0);
}

function numberOf(value: RawValue): number {
  if (value.type === Type.int) return value.bytes.readInt32LE(0);
  if (value.type === Type.double) return value.bytes.readDoubleLE(0);
  if (value.type === Type.long) return Number(value.bytes.readBigInt64LE(0));
  return Number(String(plainOf(value)));
}
