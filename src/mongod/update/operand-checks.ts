import { elementsOf, fieldOf, itemsOf, plainOf, type RawValue } from '../bson/raw.ts';
import { isNumber, Type } from '../bson/type.ts';
import { type CodeName, MongodError } from '../mongod-error.ts';
import { pulledBy } from './array-operators.ts';

type Check = (operand: RawValue, path: string) => void;

/** Throws what the server answers to an operand that is none (mongodb/mongo, src/mongo/db/update/OPERATOR_node.cpp). */
export function checkOperand(operator: string, operand: RawValue, path: string): void {
  if (Object.hasOwn(checks, operator)) checks[operator]?.(operand, path);
}

const arithmetic: Check = ({ type }, path) =>
  refuseIf(!isNumber(type), `Cannot increment or multiply with non-numeric argument: ${path}`, 'TypeMismatch');

const checks: Readonly<Record<string, Check>> = {
  $inc: arithmetic,
  $mul: arithmetic,
  $currentDate: checkDate,
  $push: checkPush,
  $addToSet: checkAddToSet,
  $pull: (operand) => void pulledBy(operand),
  $pullAll: ({ type }) => refuseIf(type !== Type.array, '$pullAll requires an array argument'),
  $pop: checkPop,
  $bit: checkBit,
  $rename: checkRename,
};

function refuseIf(isWrong: boolean, message: string, code: CodeName = 'BadValue'): void {
  if (isWrong) throw new MongodError(code, message);
}

function checkDate(operand: RawValue): void {
  if (operand.type === Type.bool) return;
  refuseIf(operand.type !== Type.document, '$currentDate needs a boolean or a $type');
  const kind = fieldOf(operand.bytes, '$type');
  const isAlone = elementsOf(operand.bytes).every(({ name }) => name === '$type');
  const name = kind === undefined ? '' : String(plainOf(kind));
  refuseIf(!isAlone || (name !== 'date' && name !== 'timestamp'), "The '$type' must be 'date' or 'timestamp'");
}

const clauses = new Set(['$each', '$slice', '$sort', '$position']);

function eachOf(operand: RawValue): RawValue | undefined {
  return operand.type === Type.document ? fieldOf(operand.bytes, '$each') : undefined;
}

function checkPush(operand: RawValue): void {
  const each = eachOf(operand);
  if (each === undefined) return;
  for (const { name, value } of elementsOf(operand.bytes)) {
    refuseIf(!clauses.has(name), `Unrecognized clause in $push: ${name}`);
    if (name === '$slice' || name === '$position') {
      const isWhole = isNumber(value.type) && Number.isInteger(Number(plainOf(value)));
      refuseIf(!isWhole, `The value for ${name} must be an integer value`);
    }
    if (name === '$sort') checkSort(value);
  }
  refuseIf(each.type !== Type.array, 'The argument to $each in $push must be an array');
}

function checkSort(sort: RawValue): void {
  const directions = sort.type === Type.document ? elementsOf(sort.bytes).map(({ value }) => value) : [sort];
  refuseIf(directions.length === 0, 'The $sort pattern is empty');
  const names = sort.type === Type.document ? elementsOf(sort.bytes).map(({ name }) => name) : [];
  refuseIf(
    names.some((name) => name.split('.').includes('')),
    'The $sort field is a dotted field but has an empty part',
  );
  const isDirection = (value: RawValue) => isNumber(value.type) && Math.abs(Number(plainOf(value))) === 1;
  refuseIf(!directions.every(isDirection), 'The $sort element value must be either 1 or -1');
}

function checkAddToSet(operand: RawValue): void {
  const each = eachOf(operand);
  if (each === undefined) return;
  refuseIf(each.type !== Type.array, 'The argument to $each in $addToSet must be an array', 'TypeMismatch');
  refuseIf(elementsOf(operand.bytes).length > 1, 'Found unexpected fields after $each in $addToSet');
}

function checkPop(operand: RawValue): void {
  const end = isNumber(operand.type) ? Number(plainOf(operand)) : Number.NaN;
  refuseIf(Math.abs(end) !== 1, `$pop expects 1 or -1, found: ${String(plainOf(operand))}`, 'FailedToParse');
}

function checkBit(operand: RawValue): void {
  refuseIf(operand.type !== Type.document || operand.bytes.length === 5, 'The $bit modifier needs and, or or xor');
  for (const { name, value } of elementsOf(operand.bytes)) {
    refuseIf(
      !['and', 'or', 'xor'].includes(name),
      `The $bit modifier only supports 'and', 'or', and 'xor', not '${name}'`,
    );
    refuseIf(
      value.type !== Type.int && value.type !== Type.long,
      'The $bit modifier field must be an Integer(32/64 bit)',
    );
  }
}

function checkRename(operand: RawValue, path: string): void {
  refuseIf(operand.type !== Type.string, "The 'to' field for $rename must be a string");
  const target = String(plainOf(operand));
  refuseIf(target === path, `The source and target field for $rename must differ: ${path}`);
  const isPositional = [path, target].some((one) => one.split('.').some((part) => part.startsWith('$')));
  refuseIf(isPositional, `The source and target field for $rename must not be positional: ${path}`);
}

/** The elements of the arrays that a `$[name]` stands for are named by one filter each, and no filter is left over. */
export function checkArrayFilters(filters: readonly RawValue[], update: RawValue, paths: readonly string[]): void {
  if (filters.length === 0) return;
  const refused = (message: string) => new MongodError('FailedToParse', message);
  if (update.type === Type.array) throw refused('arrayFilters may not be specified for pipeline-style updates');
  const names = filters.map(nameOfFilter);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) throw refused(`Found multiple array filters with the same top-level field name ${twice}`);
  const unused = names.find((name) => !paths.some((path) => path.split('.').includes(`$[${name}]`)));
  if (unused !== undefined) {
    throw refused(`The array filter for identifier '${unused}' was not used in the update`);
  }
}

/** mongodb/mongo, src/mongo/db/matcher/expression_with_placeholder.cpp */
function nameOfFilter(filter: RawValue): string {
  const refused = (message: string, code: CodeName = 'FailedToParse') => new MongodError(code, message);
  if (filter.type !== Type.document) throw refused('An element of arrayFilters is no object', 'TypeMismatch');
  const [name, other] = new Set(rootsOf(filter));
  if (name === undefined || name === '') {
    throw refused('Cannot use an expression without a top-level field name in arrayFilters');
  }
  if (other !== undefined) {
    throw refused(`Expected a single top-level field name, found '${name}' and '${other}'`);
  }
  if (/^[a-z][a-zA-Z0-9]*$/.test(name)) return name;
  throw refused(
    `The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${name}'`,
    'BadValue',
  );
}

/** The first names of all paths in a filter. */
export function rootsOf(filter: RawValue): string[] {
  return elementsOf(filter.bytes).flatMap(({ name, value }) => {
    if (!name.startsWith('$')) return [name.split('.')[0] ?? ''];
    return value.type === Type.array
      ? itemsOf(value)
          .filter(({ type }) => type === Type.document)
          .flatMap(rootsOf)
      : [];
  });
}

/** Every element of an array of filters. */
export function filtersIn(arrayFilters: RawValue | undefined): RawValue[] {
  return arrayFilters === undefined ? [] : itemsOf(arrayFilters);
}
