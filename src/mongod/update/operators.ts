import { Timestamp } from 'mongodb';
import { calculate } from '../bson/arithmetic.ts';
import { keyString } from '../bson/key-string.ts';
import { arrayOf, elementsOf, itemsOf, plainOf, type RawValue, rawOf } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';
import type { Flow } from '../query/pipeline-context.ts';
import { pull, pullAll, push, toSet } from './array-operators.ts';
import type { Change } from './change-at.ts';

export interface UpdateContext {
  /** Epoch ms. */
  readonly now: number;
  readonly isInsert: boolean;
  /** The stages of an update that is a pipeline. */
  readonly stages?: Flow | undefined;
}

/** An update operator: the operand and the old value give the new value. */
type Operator = (operand: RawValue, context: UpdateContext) => Change;

export const operators: Readonly<Record<string, Operator>> = {
  $set: (operand) => () => operand,
  $setOnInsert:
    (operand, { isInsert }) =>
    (old) =>
      isInsert ? operand : old,
  $unset: () => () => undefined,
  $inc: (operand) => (old) => (old === undefined ? numeric('$inc', operand) : calculate('$inc', old, operand)),
  $mul: (operand) => (old) => calculate('$mul', old ?? rawOf(0), operand),
  $min: (operand) => (old) => (old === undefined || keyString(operand) < keyString(old) ? operand : old),
  $max: (operand) => (old) => (old === undefined || keyString(operand) > keyString(old) ? operand : old),
  $currentDate:
    (operand, { now }) =>
    () =>
      currentDate(operand, now),
  $push: (operand) => (old) => push(old, operand),
  $addToSet: (operand) => (old) => toSet(old, operand),
  $pull: (operand) => (old) => pull(old, operand),
  $pullAll: (operand) => (old) => pullAll(old, operand),
  $pop: (operand) => (old) => pop(old, Number(plainOf(operand))),
  $bit: (operand) => (old) => bit(old, operand),
};

function numeric(operator: '$inc', operand: RawValue): RawValue {
  return calculate(operator, rawOf(0), operand);
}

function currentDate(operand: RawValue, now: number): RawValue {
  const wanted = plainOf(operand);
  const isTimestamp =
    typeof wanted === 'object' && wanted !== null && '$type' in wanted && wanted.$type === 'timestamp';
  return rawOf(isTimestamp ? new Timestamp({ t: Math.floor(now / 1000), i: 1 }) : new Date(now));
}

function pop(old: RawValue | undefined, end: number): RawValue | undefined {
  if (old === undefined) return undefined;
  if (old.type !== Type.array) throw new MongodError('TypeMismatch', 'Path contains element of non-array type');
  const items = itemsOf(old);
  return arrayOf(end < 0 ? items.slice(1) : items.slice(0, -1));
}

function bit(old: RawValue | undefined, operand: RawValue): RawValue {
  return elementsOf(operand.bytes).reduce((value, { name, value: bits }) => {
    const [a, b] = [Number(plainOf(value)), Number(plainOf(bits))];
    if (name === 'and') return rawOf(a & b);
    if (name === 'or') return rawOf(a | b);
    if (name === 'xor') return rawOf(a ^ b);
    throw new MongodError('BadValue', `The $bit modifier only supports 'and', 'or', and 'xor', not '${name}'`);
  }, old ?? rawOf(0));
}
