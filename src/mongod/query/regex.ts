import { plainOf, type RawValue } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';

/** What the server knows of flags; `u` is always on there. */
const known = new Set('imsxu');
/** What JavaScript knows of them. */
const ours = 'ims';

/**
 * A regular expression of a filter: `/a/i`, or `$regex` with `$options`. Throws Location51091 for one that is none, and
 * Location51108 for a flag that nobody knows (mongodb/mongo, src/mongo/util/pcre_util.cpp and expression_leaf.cpp).
 */
export function regexOf(operand: RawValue, options?: RawValue): RegExp {
  const given = operand.type === Type.regex ? partsOf(operand) : { pattern: String(plainOf(operand)), flags: '' };
  const flags = options === undefined ? given.flags : String(plainOf(options));
  const unknown = [...flags].find((flag) => !known.has(flag));
  if (unknown !== undefined) throw new MongodError('Location51108', `invalid flag in regex options: ${unknown}`);
  if (flags.includes('x')) {
    throw new MongodError('NotImplemented', 'the sandbox does not match regular expressions with the flag x');
  }
  try {
    return new RegExp(given.pattern, [...new Set(flags)].filter((flag) => ours.includes(flag)).join(''));
  } catch (error) {
    const why = error instanceof Error ? error.message : '';
    throw new MongodError('Location51091', `Regular expression is invalid: ${why}`);
  }
}

function partsOf({ bytes }: RawValue) {
  const [pattern = '', flags = ''] = bytes.toString('utf8').split('\0');
  return { pattern, flags };
}
