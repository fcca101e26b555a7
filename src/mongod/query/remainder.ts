import { plainOf, type RawValue, rawOf } from '../bson/raw.ts';
import { isNumber, Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';

/** `$mod`: the sign of the dividend, and the wider type (mongodb/mongo, src/mongo/db/pipeline/expression.cpp, ExpressionMod). */
export function remainder(left: RawValue | undefined, right: RawValue | undefined): RawValue {
  if (isNothing(left) || isNothing(right)) return rawOf(null);
  if (!isNumber(left.type) || !isNumber(right.type)) {
    throw new MongodError('Location16611', '$mod only supports numeric types');
  }
  if (left.type === Type.decimal || right.type === Type.decimal) {
    throw new MongodError('NotImplemented', 'the sandbox takes no remainder of decimals');
  }
  if (Number(plainOf(right)) === 0) throw new MongodError('Location16610', "can't $mod by zero");
  if (left.type === Type.double || right.type === Type.double) return double(numberOf(left) % numberOf(right));
  const result = wholeOf(left) % wholeOf(right);
  return left.type === Type.int && right.type === Type.int ? rawOf(Number(result)) : rawOf(result);
}

function isNothing(value: RawValue | undefined): value is undefined {
  return value === undefined || value.type === Type.null || value.type === Type.undefined;
}

function wholeOf({ type, bytes }: RawValue): bigint {
  return type === Type.int ? BigInt(bytes.readInt32LE(0)) : bytes.readBigInt64LE(0);
}

function numberOf(value: RawValue): number {
  return value.type === Type.double ? value.bytes.readDoubleLE(0) : Number(wholeOf(value));
}

function double(value: number): RawValue {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return { type: Type.double, bytes };
}
