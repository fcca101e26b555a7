import { LivemigError } from '../core/errors.ts';
import { shown } from '../core/harmless.ts';

/**
 * Builds a path from a template, each value encoded as one segment.
 *
 * Throws kind `usage` for a value that would address something else: an empty one would turn one cluster into the list
 * of all, URL parsers resolve `.` and `..`, and half a letter
 * has no code.
 */
export function path(literals: TemplateStringsArray, ...values: readonly string[]): string {
  return String.raw({ raw: literals }, ...values.map(segment));
}

function segment(value: string): string {
  if (value === '' || value === '.' || value === '..' || /\p{Surrogate}/u.test(value)) {
    throw new LivemigError({
      kind: 'usage',
      code: 'NAME_NOT_USABLE',
      message: `${shown(value)} cannot be the name or the id of anything in an API.`,
      fix: 'Give the name or the id as the web console shows it.',
    });
  }
  return encodeURIComponent(value);
}
