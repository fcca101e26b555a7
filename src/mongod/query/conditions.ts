import { keyString, rankOf } from '../bson/key-string.ts';
import { elementsOf, itemsOf, plainOf, type RawValue } from '../bson/raw.ts';
import type { TextOrder } from '../bson/text-order.ts';
import { isNumber, Type, typeNames } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';
import type { Filter } from './match.ts';
import { checkOperand, operatorsOf } from './operand-checks.ts';
import { regexOf, testerOf } from './regex.ts';

/** What was found at the path; `undefined` for a missing field. */
export type Found = readonly (RawValue | undefined)[];
export type Condition = (found: Found) => boolean;

/** Compiles a query on a document; handed in, because `$elemMatch` holds one. */
export type Compile = (query: Buffer) => Filter;

const nan = '\x1e\0\0\0\0\0\0\0\0\x80';

/** The condition that a filter puts on one path: a value, a regular expression, or a document of operators. */
export function compileCondition(value: RawValue, compile: Compile, order?: TextOrder): Condition {
  if (value.type === Type.regex) return regexCondition(value);
  const operators = operatorsOf(value);
  if (operators.length === 0) return equals(value, order);
  for (const { name, value: operand } of operators) checkOperand(name, operand, value.bytes);
  const conditions = operators
    .filter(({ name }) => name !== '$options')
    .map(({ name, value: operand }) => compileOperator(name, operand, value, { compile, order }));
  return (found) => conditions.every((condition) => condition(found));
}

interface Context {
  readonly compile: Compile;
  readonly order: TextOrder | undefined;
}

function compileOperator(name: string, operand: RawValue, all: RawValue, { compile, order }: Context): Condition {
  switch (name) {
    case '$eq':
      return equals(operand, order);
    case '$ne':
      return not(equals(operand, order));
    case '$gt':
      return ordered(operand, order, (key, bound) => key > bound);
    case '$gte':
      return ordered(operand, order, (key, bound) => key >= bound);
    case '$lt':
      return ordered(operand, order, (key, bound) => key < bound);
    case '$lte':
      return ordered(operand, order, (key, bound) => key <= bound);
    case '$in':
      return anyOf(operand, order);
    case '$nin':
      return not(anyOf(operand, order));
    case '$not':
      return not(compileCondition(operand, compile, order));
    case '$exists':
      return exists(plainOf(operand));
    case '$type':
      return hasType(operand);
    case '$size':
      return hasSize(Number(plainOf(operand)));
    case '$all':
      return allOf(operand, { compile, order });
    case '$elemMatch':
      return elementMatch(operand, { compile, order });
    case '$regex':
      return regexCondition(operand, elementsOf(all.bytes).find((element) => element.name === '$options')?.value);
    case '$mod':
      return remainder(plainOf(operand));
    default:
      throw new MongodError('BadValue', `unknown operator: ${name}`);
  }
}

function not(condition: Condition): Condition {
  return (found) => !condition(found);
}

/** Values to compare with: an array stands for itself and for each of its elements. */
function candidates(found: Found): RawValue[] {
  return found.flatMap((value) => {
    if (value === undefined) return [];
    return value.type === Type.array ? [value, ...itemsOf(value)] : [value];
  });
}

function isMissing(found: Found): boolean {
  return found.length === 0 || found.some((value) => value === undefined);
}

function equals(operand: RawValue, order: TextOrder | undefined): Condition {
  const wanted = keyString(operand, order);
  const wantsNull = operand.type === Type.null;
  return (found) =>
    (wantsNull && (isMissing(found) || candidates(found).some((value) => value.type === Type.undefined))) ||
    candidates(found).some((value) => keyString(value, order) === wanted);
}

/** Compares within a type only (type bracketing), except against MinKey and MaxKey; NaN is in no order. */
function ordered(
  operand: RawValue,
  order: TextOrder | undefined,
  compare: (key: string, bound: string) => boolean,
): Condition {
  const bound = keyString(operand, order);
  const rank = rankOf(operand.type);
  const anyType = operand.type === Type.minKey || operand.type === Type.maxKey;
  return (found) => {
    if (operand.type === Type.null && isMissing(found)) return compare(bound, bound);
    return candidates(found).some((value) => {
      if (!anyType && rankOf(value.type) !== rank) return false;
      const key = keyString(value, order);
      return (key === nan) === (bound === nan) || anyType ? compare(key, bound) : false;
    });
  };
}

function anyOf(operand: RawValue, order: TextOrder | undefined): Condition {
  const items = itemsOf(operand);
  const keys = new Set(items.map((item) => keyString(item, order)));
  const takesMissing = items.some((item) => item.type === Type.null);
  const patterns = items.filter((item) => item.type === Type.regex).map((item) => regexCondition(item));
  return (found) =>
    (takesMissing && isMissing(found)) ||
    candidates(found).some((value) => keys.has(keyString(value, order))) ||
    patterns.some((pattern) => pattern(found));
}

function exists(wanted: unknown): Condition {
  return (found) => found.some((value) => value !== undefined) === Boolean(wanted);
}

function hasType(operand: RawValue): Condition {
  const names = operand.type === Type.array ? itemsOf(operand).map(plainOf) : [plainOf(operand)];
  const types = new Set(names.flatMap(typesNamed));
  return (found) => candidates(found).some((value) => types.has(value.type));
}

function typesNamed(name: unknown): readonly number[] {
  if (typeof name === 'number') return [name === -1 ? Type.minKey : name];
  return typeNames[String(name)] ?? [];
}

function hasSize(size: number): Condition {
  return (found) => found.some((value) => value?.type === Type.array && itemsOf(value).length === size);
}

function allOf(operand: RawValue, { compile, order }: Context): Condition {
  const conditions = itemsOf(operand).map((item) => compileCondition(item, compile, order));
  return (found) => conditions.length > 0 && conditions.every((condition) => condition(found));
}

function elementMatch(operand: RawValue, { compile, order }: Context): Condition {
  const first = elementsOf(operand.bytes)[0]?.name ?? '';
  const onValues = first.startsWith('$') && !['$and', '$or', '$nor', '$expr'].includes(first);
  const condition = onValues ? compileCondition(operand, compile, order) : undefined;
  const filter = onValues ? undefined : compile(operand.bytes);
  const test = (item: RawValue) =>
    condition?.([item]) ??
    ((item.type === Type.document || item.type === Type.array) && (filter?.(item.bytes) ?? false));
  return (found) => found.some((value) => value?.type === Type.array && itemsOf(value).some(test));
}

function regexCondition(operand: RawValue, options?: RawValue): Condition {
  const isMatch = testerOf(regexOf(operand, options));
  const same = keyString(operand);
  return (found) =>
    candidates(found).some((value) =>
      value.type === Type.string || value.type === Type.symbol
        ? isMatch(value.bytes.toString('utf8', 4, value.bytes.length - 1))
        : value.type === Type.regex && keyString(value) === same,
    );
}

function remainder(operand: unknown): Condition {
  const [divisor = 1, wanted = 0] = Array.isArray(operand) ? operand.map((one) => Math.trunc(Number(one))) : [];
  return (found) =>
    candidates(found).some((value) => {
      if (!isNumber(value.type)) return false;
      return Math.trunc(Number(plainOf(value))) % divisor === wanted;
    });
}
