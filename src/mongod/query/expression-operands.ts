import { elementsOf, itemsOf, type RawElement, type RawValue } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';

/** How many operands an operator takes: so many, or from and to (mongodb/mongo, src/mongo/db/pipeline/expression.h). */
const arities: Readonly<Record<string, number | readonly [number, number]>> = {
  ...all(
    1,
    `$abs $acos $acosh $asin $asinh $atan $atanh $cos $cosh $sin $sinh $tan $tanh $degreesToRadians $radiansToDegrees
    $ceil $floor $exp $ln $log10 $sqrt $size $isArray $isNumber $reverseArray $objectToArray $arrayToObject $strLenBytes
    $strLenCP $toLower $toUpper $toBool $toDate $toDecimal $toDouble $toInt $toLong $toObjectId $toString
    $allElementsTrue $anyElementTrue $binarySize`,
  ),
  ...all(2, '$subtract $divide $mod $pow $log $atan2 $arrayElemAt $in $split $strcasecmp $setDifference $setIsSubset'),
  ...all(3, '$substr $substrBytes $substrCP'),
  ...all([1, 2], '$round $trunc'),
  ...all([2, 3], '$slice $range'),
  ...all([2, 4], '$indexOfArray $indexOfBytes $indexOfCP'),
};

function all<Arity>(arity: Arity, names: string): Record<string, Arity> {
  return Object.fromEntries(names.split(/\s+/).map((name) => [name, arity]));
}

interface Named {
  /** Each with the code of its absence. */
  readonly required: ReadonlyMap<string, number>;
  readonly optional: readonly string[];
  readonly unknown: number;
}

const regex: Named = {
  required: new Map([
    ['input', 31022],
    ['regex', 31023],
  ]),
  optional: ['options'],
  unknown: 31024,
};
const trim: Named = { required: new Map([['input', 50695]]), optional: ['chars'], unknown: 50694 };

/** Operators that name their operands (mongodb/mongo, src/mongo/db/pipeline/expression.cpp). */
const named: Readonly<Record<string, Named>> = {
  $cond: {
    required: new Map([
      ['if', 17080],
      ['then', 17081],
      ['else', 17082],
    ]),
    optional: [],
    unknown: 17083,
  },
  $switch: { required: new Map([['branches', 40068]]), optional: ['default'], unknown: 40067 },
  $let: {
    required: new Map([
      ['vars', 16876],
      ['in', 16877],
    ]),
    optional: [],
    unknown: 16875,
  },
  $map: {
    required: new Map([
      ['input', 16880],
      ['in', 16882],
    ]),
    optional: ['as'],
    unknown: 16879,
  },
  $filter: {
    required: new Map([
      ['input', 28648],
      ['cond', 28650],
    ]),
    optional: ['as', 'limit'],
    unknown: 28647,
  },
  $reduce: {
    required: new Map([
      ['input', 40077],
      ['initialValue', 40078],
      ['in', 40079],
    ]),
    optional: [],
    unknown: 40076,
  },
  $zip: { required: new Map([['inputs', 34465]]), optional: ['defaults', 'useLongestLength'], unknown: 34464 },
  $dateToString: { required: new Map([['date', 18628]]), optional: ['format', 'timezone', 'onNull'], unknown: 18534 },
  $dateFromString: {
    required: new Map([['dateString', 40542]]),
    optional: ['format', 'timezone', 'onError', 'onNull'],
    unknown: 40541,
  },
  $convert: {
    required: new Map([
      ['input', 9],
      ['to', 9],
    ]),
    optional: ['onError', 'onNull', 'format'],
    unknown: 9,
  },
  // Undocumented (src/mongo/db/pipeline/expression.cpp, ExpressionInternalKeyStringValue), and so are its codes.
  $_internalKeyStringValue: { required: new Map([['input', 9]]), optional: ['collation'], unknown: 9 },
  $regexMatch: regex,
  $regexFind: regex,
  $regexFindAll: regex,
  $trim: trim,
  $ltrim: trim,
  $rtrim: trim,
};

/** Throws for operands of another number or of other names than the operator has, or one inside of its operands. */
export function checkOperands(operator: RawElement): void {
  if (operator.name === '$literal') return;
  checkOwn(operator);
  checkInside(operator.value);
}

function checkInside(value: RawValue): void {
  if (value.type !== Type.document && value.type !== Type.array) return;
  const fields = elementsOf(value.bytes);
  const [first] = fields;
  if (value.type === Type.document && first?.name.startsWith('$')) checkOperands(first);
  else for (const field of fields) checkInside(field.value);
}

function checkOwn({ name, value }: RawElement): void {
  const count = value.type === Type.array ? itemsOf(value).length : 1;
  const arity = Object.hasOwn(arities, name) ? arities[name] : undefined;
  const [least, most] = typeof arity === 'number' ? [arity, arity] : (arity ?? [0, Number.POSITIVE_INFINITY]);
  if (count < least || count > most) throw wrongNumber(name, count);
  checkNames({ name, value });
  // The only one of them that has a short form.
  if (name === '$cond' && value.type !== Type.document && count !== 3) throw wrongNumber(name, count);
}

function wrongNumber(name: string, count: number): MongodError {
  return new MongodError(
    'Location16020',
    `Expression ${name} takes another number of arguments. ${count} were passed in.`,
  );
}

/** Throws for other names than the operator has; of one that names no operands nothing. */
export function checkNames({ name, value }: RawElement): void {
  const fields = Object.hasOwn(named, name) ? named[name] : undefined;
  if (fields === undefined || value.type !== Type.document) return;
  const { required, optional, unknown } = fields;
  const given = elementsOf(value.bytes).map((field) => field.name);
  const other = given.find((one) => !required.has(one) && !optional.includes(one));
  if (other !== undefined) throw refused(unknown, `Unrecognized argument to ${name}: ${other}`);
  const [missing, code] = [...required].find(([one]) => !given.includes(one)) ?? [];
  if (missing !== undefined && code !== undefined) throw refused(code, `Missing '${missing}' parameter to ${name}`);
}

function refused(code: number, message: string): MongodError {
  return new MongodError(code === 9 ? 'FailedToParse' : `Location${code}`, message);
}
