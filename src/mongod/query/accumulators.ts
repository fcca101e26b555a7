import { calculate } from '../bson/arithmetic.ts';
import { keyString } from '../bson/key-string.ts';
import { arrayOf, docOf, elementsOf, plainOf, type RawElement, type RawValue, rawOf } from '../bson/raw.ts';
import type { TextOrder } from '../bson/text-order.ts';
import { isNumber, Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';

/** Takes the value of each document of a group; a missing one is `undefined`. */
export interface Accumulator {
  add(value: RawValue | undefined): void;
  result(): RawValue;
}

type Create = (order: TextOrder | undefined) => Accumulator;

export const accumulators: Readonly<Record<string, Create>> = {
  $sum: sum,
  $count: () => counting(),
  $avg: average,
  $min: (order) => extreme((key, best) => key < best, order),
  $max: (order) => extreme((key, best) => key > best, order),
  $first: () => first(),
  $last: () => last(),
  $push: () => pushed(),
  $addToSet: (order) => setOf(order),
  $mergeObjects: () => mergedObjects(),
};

/**
 * What is no number counts as nothing. Whole numbers are summed exactly, and what is no int64 in the end becomes a
 * double (mongodb/mongo, src/mongo/db/pipeline/accumulator_sum.cpp).
 */
function sum(): Accumulator {
  let [whole, isLong] = [0n, false];
  let others: RawValue | undefined;
  return {
    add(value) {
      if (value === undefined || !isNumber(value.type)) return;
      if (value.type === Type.int) whole += BigInt(value.bytes.readInt32LE(0));
      else if (value.type === Type.long) [whole, isLong] = [whole + value.bytes.readBigInt64LE(0), true];
      else others = others === undefined ? value : calculate('$inc', others, value);
    },
    result() {
      const total = wholeSum(whole, isLong);
      return others === undefined ? total : calculate('$inc', others, total);
    },
  };
}

function wholeSum(total: bigint, isLong: boolean): RawValue {
  if (BigInt.asIntN(64, total) !== total) return double(Number(total));
  return isLong || BigInt.asIntN(32, total) !== total ? rawOf(total) : rawOf(Number(total));
}

function counting(): Accumulator {
  let count = 0;
  return {
    add() {
      count += 1;
    },
    result: () => rawOf(count),
  };
}

/** A double, as of all numbers but decimals. */
function average(): Accumulator {
  const total = sum();
  let count = 0;
  return {
    add(value) {
      if (value === undefined || !isNumber(value.type)) return;
      if (value.type === Type.decimal) throw new MongodError('BadValue', 'the sandbox averages no decimals');
      total.add(value);
      count += 1;
    },
    result: () => (count === 0 ? rawOf(null) : double(Number(plainOf(total.result())) / count)),
  };
}

function double(value: number): RawValue {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return { type: Type.double, bytes };
}

/** Null and missing values take no part. */
function extreme(isBetter: (key: string, best: string) => boolean, order: TextOrder | undefined): Accumulator {
  let best: { key: string; value: RawValue } | undefined;
  return {
    add(value) {
      if (value === undefined || value.type === Type.null) return;
      const key = keyString(value, order);
      if (best === undefined || isBetter(key, best.key)) best = { key, value };
    },
    result: () => best?.value ?? rawOf(null),
  };
}

function first(): Accumulator {
  let held: { value: RawValue | undefined } | undefined;
  return {
    add(value) {
      held ??= { value };
    },
    result: () => held?.value ?? rawOf(null),
  };
}

function last(): Accumulator {
  let held: RawValue | undefined;
  return {
    add(value) {
      held = value;
    },
    result: () => held ?? rawOf(null),
  };
}

function pushed(): Accumulator {
  const values: RawValue[] = [];
  return {
    add(value) {
      if (value !== undefined) values.push(value);
    },
    result: () => arrayOf(values),
  };
}

function setOf(order: TextOrder | undefined): Accumulator {
  const values = new Map<string, RawValue>();
  return {
    add(value) {
      if (value !== undefined) values.set(keyString(value, order), value);
    },
    result: () => arrayOf([...values.values()]),
  };
}

function mergedObjects(): Accumulator {
  const fields = new Map<string, RawElement>();
  return {
    add(value) {
      if (value?.type !== Type.document) return;
      for (const field of elementsOf(value.bytes)) fields.set(field.name, field);
    },
    result: () => ({ type: Type.document, bytes: docOf([...fields.values()]) }),
  };
}
