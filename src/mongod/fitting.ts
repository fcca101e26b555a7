import type { z } from 'zod';
import { plainOf, rawOf } from './bson/raw.ts';
import { typeNames } from './bson/type.ts';
import { type CodeName, MongodError } from './mongod-error.ts';

/**
 * The value as the schema has it. What does not fit is refused with the codes and in the words of the server's own
 * parsers (mongodb/mongo, src/mongo/idl/idl_parser.cpp), or in the words that the schema itself has for it: Zod's own
 * never reach a client. `where` is how the server calls the value: the command's name, `$merge`.
 */
export function fitting<Schema extends z.ZodType>(schema: Schema, value: unknown, where: string): z.infer<Schema> {
  // Without options first: with them Zod takes five times as long, and nearly everything fits.
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = schema.safeParse(value, wordless).error?.issues ?? [];
  throw issue === undefined ? new MongodError('TypeMismatch', `'${where}' does not fit`) : refusal(issue, value, where);
}

/** Only a schema that has words of its own gives an issue a message then. */
const wordless = { error: () => '' };

type Issue = z.core.$ZodIssue;

function refusal(issue: Issue, value: unknown, where: string): MongodError {
  const field = `BSON field '${[where, ...issue.path].join('.')}'`;
  const found = issue.path.reduce<unknown>(inside, value);
  const refused = (code: CodeName, message: string) => new MongodError(code, `${field} ${message}`);
  if (issue.message !== '') return new MongodError('NotImplemented', `${field}: ${issue.message}`);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const name = [where, ...issue.path, issue.keys[0]].join('.');
      return new MongodError('Location40415', `BSON field '${name}' is an unknown field.`);
    }
    case 'too_small':
      return refused('Location51024', `value must be >= ${issue.minimum}, actual value ${shown(found)}`);
    case 'too_big':
      return refused('Location51024', `value must be <= ${issue.maximum}, actual value ${shown(found)}`);
    case 'invalid_value':
      if (found === undefined) return refused('Location40414', 'is missing but a required field');
      return new MongodError(
        'BadValue',
        `Enumeration value ${shown(found)} for field '${[where, ...issue.path].join('.')}' is not a valid value.`,
      );
    case 'invalid_union': {
      const nearest = issue.errors.map(([first]) => first).find((one) => one !== undefined && !isOtherType(one, found));
      if (nearest === undefined) return mistyped(refused, found);
      return refusal({ ...nearest, path: [...issue.path, ...nearest.path] }, value, where);
    }
    case 'invalid_type':
      return mistyped(refused, found, issue.expected);
    default:
      return mistyped(refused, found);
  }
}

/** Of several schemas the one that was meant is that whose type the value has. */
function isOtherType(issue: Issue, found: unknown): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code === 'invalid_value') return !issue.values.some((value) => typeof value === typeof found);
  return issue.code === 'invalid_type' || issue.code === 'invalid_union';
}

function mistyped(
  refused: (code: CodeName, message: string) => MongodError,
  found: unknown,
  expected?: string,
): MongodError {
  if (found === undefined) return refused('Location40414', 'is missing but a required field');
  const wanted = expected === undefined ? '' : `, expected type '${bsonNames[expected] ?? expected}'`;
  return refused('TypeMismatch', `is the wrong type '${typeNameOf(found)}'${wanted}`);
}

const bsonNames: Readonly<Record<string, string>> = { boolean: 'bool', number: 'long', int: 'long', record: 'object' };

function inside(value: unknown, key: PropertyKey): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([name]) => name === String(key))?.[1];
}

function typeNameOf(value: unknown): string {
  const { type } = rawOf(value);
  return (
    Object.entries(typeNames).find(([, types]) => types.length === 1 && types[0] === type)?.[0] ??
    typeof plainOf(rawOf(value))
  );
}

function shown(value: unknown): string {
  return `'${Array.isArray(value) ? `${value.length} elements` : String(value)}'`;
}
