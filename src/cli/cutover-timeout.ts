import { LivemigError } from '../core/errors.ts';
import { durationText } from '../core/plain-units.ts';
import type { RunClock } from '../core/ports.ts';
import type { Observation } from '../core/step.ts';
import { cutoverRecord } from '../stages/start/cutover-request.ts';
import type { LivemigStep } from '../stages/world.ts';
import type { Options } from './command-module.ts';
import { durationMs, textOption } from './common-options.ts';

export const cutoverTimeoutCode = 'CUTOVER_TIMEOUT';

/** Milliseconds of `--cutover-timeout`. Throws kind `usage` where it is no duration. */
export function cutoverTimeoutOf(options: Options): number | undefined {
  const text = textOption(options, 'cutoverTimeout');
  return text === undefined ? undefined : durationMs(text, '--cutover-timeout');
}

/**
 * The same steps for one attempt: a cutover that could have been requested, and was not after so long, because a hook or a
 * gate took its time, is given up before it is requested. The migration goes on.
 */
export function withinTimeout(
  steps: readonly LivemigStep[],
  limitMs: number | undefined,
  { elapsed }: Pick<RunClock, 'elapsed'>,
): readonly LivemigStep[] {
  if (limitMs === undefined) return steps;
  let began: number | undefined;
  const limited = (seen: Observation): Observation => {
    if (seen.state !== 'todo') return seen;
    began ??= elapsed();
    return elapsed() - began > limitMs ? { ...seen, state: 'failed', error: timeIsUp(limitMs) } : seen;
  };
  return steps.map((step) =>
    step.id === cutoverRecord.id
      ? { ...step, observe: async (world, receipt, before) => limited(await step.observe(world, receipt, before)) }
      : step,
  );
}

function timeIsUp(limitMs: number): LivemigError {
  return new LivemigError({
    kind: 'pending',
    code: cutoverTimeoutCode,
    message: `The attempt at the cutover took longer than --cutover-timeout allows (${durationText(limitMs)}), and was ended before it was requested. The migration goes on.`,
    fix: 'See what took so long: a hook, or a gate. Then cut over again.',
  });
}
