import { LivemigError } from '../core/errors.ts';
import { durationText } from '../core/plain-units.ts';
import type { RunClock } from '../core/ports.ts';
import type { Observation } from '../core/step.ts';
import { cutoverRecord, cutoverRequest } from '../stages/start/cutover-request.ts';
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
 * gate took its time or the lag has grown meanwhile, is given up before it is requested. The migration goes on. One that
 * was sent already may be under way, with or without an answer, and is given up by nobody.
 */
export function withinTimeout(
  steps: readonly LivemigStep[],
  limitMs: number | undefined,
  { elapsed }: Pick<RunClock, 'elapsed'>,
): readonly LivemigStep[] {
  if (limitMs === undefined) return steps;
  let began: number | undefined;
  const limited = (seen: Observation): Observation => {
    if (seen.state === 'todo') began ??= elapsed();
    else if (seen.state !== 'waiting' || began === undefined) return seen;
    return elapsed() - began > limitMs ? { ...seen, state: 'failed', error: timeIsUp(limitMs) } : seen;
  };
  const limitedStep = (step: LivemigStep): LivemigStep => ({
    ...step,
    observe: async (world, receipt, before) => {
      const seen = await step.observe(world, receipt, before);
      return cutoverRequest(world.journal()) === undefined ? limited(seen) : seen;
    },
  });
  return steps.map((step) => (step.id === cutoverRecord.id ? limitedStep(step) : step));
}

function timeIsUp(limitMs: number): LivemigError {
  return new LivemigError({
    kind: 'pending',
    code: cutoverTimeoutCode,
    message: `The attempt at the cutover took longer than --cutover-timeout allows (${durationText(limitMs)}), and was ended before it was requested. The migration goes on.`,
    fix: 'See what took so long: a hook, a gate, or the lag. Then cut over again.',
  });
}
