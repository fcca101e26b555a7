import { LivemigError } from './errors.ts';
import type { RunClock } from './ports.ts';

/**
 * One signal for all that can end a run: aborted as `stop` is, with its reason, or with a LivemigError of kind `pending`
 * once the time is up, whichever comes first. `timeoutMs` is `--timeout`; without it there is no end but `stop`.
 */
export function signalOfRun(stop: AbortSignal, timeoutMs: number | undefined, clock: RunClock): AbortSignal {
  if (timeoutMs === undefined) return stop;
  const either = new AbortController();
  const onStop = () => either.abort(stop.reason);
  if (stop.aborted) onStop();
  stop.addEventListener('abort', onStop, { once: true });
  clock.alarm(timeoutMs, () => either.abort(timeIsUp()));
  return either.signal;
}

/** Whether a run was ended because its time was up, and not by a person or the system. */
export function isTimeUp({ reason }: AbortSignal): boolean {
  return reason instanceof LivemigError && reason.kind === 'pending' && !reason.left;
}

/** Why a run ends that a person has left while what it follows goes on. */
export function leftRunning(whatGoesOn: string): LivemigError {
  return new LivemigError({
    kind: 'pending',
    code: 'LEFT_RUNNING',
    message: `You left. ${whatGoesOn}`,
    fix: 'Run the same command again to follow it on.',
    left: true,
  });
}

function timeIsUp(): LivemigError {
  return new LivemigError({
    kind: 'pending',
    code: 'STILL_IN_PROGRESS',
    message: 'The time given with --timeout was up before the command had finished.',
    fix: 'Run the same command again: it continues where it stopped.',
  });
}
