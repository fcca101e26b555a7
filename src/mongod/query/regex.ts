import { createContext, Script } from 'node:vm';
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

/** How long, in ms, one value may keep the server: a pattern may need longer than the universe for a text of 40 letters. */
const longestMs = 200;
/** Below that any pattern is done with a text before a clock could be set. */
const shortText = 20;
/** From there also a pattern with one repetition, which is tried from each letter on, can take seconds. */
const longText = 10_000;

/**
 * Whether a text matches. Throws OperationFailed where that takes too long, as MongoDB refuses by the limits of PCRE: everybody
 * else waits for it. To run it under a clock takes 60 us instead of 0.1, so that is done only where a pattern can go back
 * over what it has matched, in a text that is long enough.
 */
export function testerOf(regex: RegExp): (text: string) => boolean {
  const choices = regex.source.match(/[*+{|]/g)?.length ?? 0;
  return (text) => {
    const isQuick = text.length < shortText || choices === 0 || (choices === 1 && text.length < longText);
    return isQuick ? regex.test(text) : testBounded(regex, text);
  };
}

const context = createContext({ pattern: /(?:)/, text: '' });
const test = new Script('pattern.test(text)');

function testBounded(pattern: RegExp, text: string): boolean {
  Object.assign(context, { pattern, text });
  try {
    return test.runInContext(context, { timeout: longestMs }) === true;
  } catch (error) {
    // It is an Error of the other context, which is none of this one.
    if (Reflect.get(Object(error), 'code') !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new MongodError(
      'OperationFailed',
      `The regular expression takes too long: it was ended after ${longestMs} ms for one value`,
    );
  }
}
