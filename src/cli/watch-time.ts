import { LivemigError } from '../core/errors.ts';
import { shown } from '../core/harmless.ts';
import type { Options } from './command-module.ts';
import { durationMs, textOption } from './common-options.ts';

const longestMs = 3_600_000;

/** Milliseconds of `--watch-writes`. Throws kind `usage` where it is no duration, or more than an hour. */
export function watchMsOf(options: Options): number | undefined {
  const text = textOption(options, 'watchWrites');
  if (text === undefined) return undefined;
  const ms = durationMs(text, '--watch-writes');
  if (ms <= longestMs) return ms;
  throw new LivemigError({
    kind: 'usage',
    code: 'DURATION',
    message: `--watch-writes is ${shown(text)}, which is more than an hour.`,
    fix: 'Give at most 1h, such as 60s; choose a time in which the jobs run that you want to see.',
  });
}
