import { elementsOf, fieldOf, itemsOf, plainOf, type RawElement, type RawValue } from '../bson/raw.ts';
import { isNumber, Type, typeNames } from '../bson/type.ts';
import { type CodeName, MongodError } from '../mongod-error.ts';

type Check = (operand: RawValue, siblings: Buffer) => void;

/** Throws what the server answers to an operand that is none (mongodb/mongo, src/mongo/db/matcher/expression_parser.cpp). */
export function checkOperand(name: string, operand: RawValue, siblings: Buffer): void {
  if (Object.hasOwn(checks, name)) checks[name]?.(operand, siblings);
}

const comparison: Check = (operand) => {
  refuseIf(operand.type === Type.regex, "Can't have RegEx as arg to predicate");
  refuseIf(operand.type === Type.undefined, 'cannot compare to undefined');
};

const checks: Readonly<Record<string, Check>> = {
  $eq: (operand) => refuseIf(operand.type === Type.undefined, 'cannot compare to undefined'),
  $ne: (operand) => refuseIf(operand.type === Type.regex, "Can't have regex as arg to $ne."),
  $gt: comparison,
  $gte: comparison,
  $lt: comparison,
  $lte: comparison,
  $in: (operand) => checkList('$in', operand),
  $nin: (operand) => checkList('$nin', operand),
  $not: checkNot,
  $type: checkType,
  $size: checkSize,
  $all: checkAll,
  $elemMatch: (operand) => refuseIf(operand.type !== Type.document, '$elemMatch needs an Object'),
  $regex: checkRegex,
  $options: (operand, siblings) => {
    refuseIf(fieldOf(siblings, '$regex') === undefined, '$options needs a $regex');
    refuseIf(operand.type !== Type.string, '$options has to be a string');
  },
  $mod: checkMod,
};

function refuseIf(isWrong: boolean, message: string, code: CodeName = 'BadValue'): void {
  if (isWrong) throw new MongodError(code, message);
}

/** The fields of a document whose first one is an operator, none of any other value; a DBRef has no operators. */
export function operatorsOf(value: RawValue): RawElement[] {
  if (value.type !== Type.document) return [];
  const fields = elementsOf(value.bytes);
  const first = fields[0]?.name ?? '';
  return first.startsWith('$') && !['$ref', '$id', '$db'].includes(first) ? fields : [];
}

function isOperators(value: RawValue): boolean {
  return operatorsOf(value).length > 0;
}

function checkList(name: string, operand: RawValue): void {
  refuseIf(operand.type !== Type.array, `${name} needs an array`);
  for (const item of itemsOf(operand)) {
    refuseIf(isOperators(item), `cannot nest $ under ${name}`);
    refuseIf(item.type === Type.undefined, `${name} cannot hold undefined`);
  }
}

function checkNot(operand: RawValue): void {
  if (operand.type === Type.regex) return;
  refuseIf(operand.type !== Type.document, '$not needs a regex or a document');
  const [first] = elementsOf(operand.bytes);
  refuseIf(first === undefined, '$not cannot be empty');
  refuseIf(!isOperators(operand), `unknown operator: ${first?.name}`);
}

function checkType(operand: RawValue): void {
  const items = operand.type === Type.array ? itemsOf(operand) : [operand];
  refuseIf(items.length === 0, '$type must match at least one type', 'FailedToParse');
  for (const item of items) {
    const value = plainOf(item);
    if (isNumber(item.type)) {
      const isKnown = value === -1 || Object.values(Type).some((type) => type === value && type !== Type.minKey);
      refuseIf(!isKnown, `Invalid numerical type code: ${String(value)}`);
    } else {
      refuseIf(item.type !== Type.string, 'type must be represented as a number or a string', 'TypeMismatch');
      refuseIf(!Object.hasOwn(typeNames, String(value)), `Unknown type name alias: ${String(value)}`);
    }
  }
}

function checkSize(operand: RawValue): void {
  refuseIf(!isNumber(operand.type), '$size needs a number');
  const size = Number(plainOf(operand));
  refuseIf(!Number.isInteger(size), '$size must be a whole number');
  refuseIf(size < 0, '$size may not be negative');
}

function checkAll(operand: RawValue): void {
  refuseIf(operand.type !== Type.array, '$all needs an array');
  const items = itemsOf(operand);
  const isElement = (item: RawValue) => isOperators(item) && elementsOf(item.bytes)[0]?.name === '$elemMatch';
  const elements = items.filter(isElement);
  refuseIf(elements.length > 0 && elements.length < items.length, '$all/$elemMatch has to be consistent');
  refuseIf(elements.length === 0 && items.some(isOperators), 'no $ expressions in $all');
}

function checkRegex(operand: RawValue, siblings: Buffer): void {
  refuseIf(operand.type !== Type.string && operand.type !== Type.regex, '$regex has to be a string');
  const hasOwnFlags = operand.type === Type.regex && operand.bytes.at(-2) !== 0;
  const options = fieldOf(siblings, '$options');
  if (options === undefined || !hasOwnFlags) return;
  throw new MongodError('Location51075', 'options set in both $regex and $options');
}

function checkMod(operand: RawValue): void {
  refuseIf(operand.type !== Type.array, 'malformed mod, needs to be an array');
  const items = itemsOf(operand);
  refuseIf(items.length < 2, 'malformed mod, not enough elements');
  refuseIf(items.length > 2, 'malformed mod, too many elements');
  const [divisor, remainder] = items;
  refuseIf(divisor === undefined || !isNumber(divisor.type), 'malformed mod, divisor not a number');
  refuseIf(remainder === undefined || !isNumber(remainder.type), 'malformed mod, remainder not a number');
  for (const one of items) {
    const value = Number(plainOf(one));
    refuseIf(!(Math.abs(value) < 2 ** 63), `malformed mod, a value cannot be taken as a whole number: ${value}`);
  }
  // expression_leaf.cpp, ModMatchExpression
  refuseIf(divisor !== undefined && Math.trunc(Number(plainOf(divisor))) === 0, 'divisor cannot be 0');
}
