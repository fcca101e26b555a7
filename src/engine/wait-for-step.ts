import { isTimeUp } from '../core/deadline.ts';
import { LivemigError } from '../core/errors.ts';
import * as journal from '../core/journal.ts';
import { durationText } from '../core/plain-units.ts';
import { pollDelay } from '../core/polling.ts';
import type { Observation, Step } from '../core/step.ts';
import type { Run } from './run.ts';
import { counselOf, detailOf, detailsOf, report } from './step-news.ts';

/**
 * For so long a request may still be carried out whose sender was cut off, so that it is looked for and not sent again.
 * Counted from the first look of this run: the date in the journal may be another clock's. Only what can be seen is sent
 * again at all.
 */
const onItsWayMs = 20_000;

/**
 * How long a wait goes on without any answer that is of use before the run gives up: long enough for a restart, a
 * failover or a new address of the network, short enough that a job which waits for days does not hang in the dark.
 */
const outageMs = 10 * 60_000;

/** The same where what is waited for goes on alone: a night in which the network is away, a laptop that is asleep. */
const longOutageMs = 24 * 3_600_000;

/** Whether what an earlier run began may still be carried out. `began` is when this run first looked, by `clock.elapsed`. */
export function mayBeOnItsWay<World>(step: Step<World>, run: Run<World>, began: number): boolean {
  const isBegun = journal.progressOf(run.journal.current(), step.id) === 'started' && step.repeatable !== true;
  return isBegun && run.clock.elapsed() - began < onItsWayMs;
}

/**
 * One observation; while waiting, a read that fails for the moment is only a reason to look again, until there has been
 * no answer for ten minutes, or for a day where that is no loss. A service may ask for another pause (`Retry-After`), but for no longer than that.
 */
export async function look<World>(
  step: Step<World>,
  run: Run<World>,
  looks: number,
  before: Observation | undefined,
): Promise<Observation> {
  const began = run.clock.elapsed();
  for (let failures = 1; ; failures += 1) {
    try {
      return await step.observe(run.world, journal.receiptOf(run.journal.current(), step), before);
    } catch (error) {
      const silentMs = run.clock.elapsed() - began;
      const left = (step.meanwhile === undefined ? outageMs : longOutageMs) - silentMs;
      if (!mayPass(error) || !isWaitedFor(step, run, looks) || left <= 0 || run.signal.aborted) throw error;
      report(step, run, { state: 'waiting', detail: outageText(error, step, silentMs) });
      const asked = (error.api?.retryAfterSeconds ?? 0) * 1_000;
      const delay = Math.max(asked, Math.min(pollDelay(looks + failures, run.pollMs), untilItGoesOn(before, run)));
      await pause(Math.min(delay, left), step, run, 'no answer for now');
    }
  }
}

function outageText<World>(error: LivemigError, { meanwhile }: Step<World>, silentMs: number): string {
  const isLong = meanwhile !== undefined && silentMs >= outageMs;
  return `${error.message} ${isLong ? `No answer for ${durationText(silentMs)}; meanwhile ${meanwhile}. ` : ''}Trying again.`;
}

/**
 * Whether there is something to be patient for: a wait that has begun, in this run or in an earlier one. What a run looks
 * at before it has sent anything tells at once that the network is not there, or the address wrong.
 */
function isWaitedFor<World>(step: Step<World>, run: Run<World>, looks: number): boolean {
  const progress = journal.progressOf(run.journal.current(), step.id);
  const isInProgress = progress === 'started' || progress === 'submitted';
  return !run.dryRun && (looks > 0 || isInProgress || step.run === undefined);
}

/** No answer, a server's own trouble, or too many requests; anything else will be the same at the next look. */
function mayPass(error: unknown): error is LivemigError {
  if (!(error instanceof LivemigError) || error.kind !== 'api') return false;
  return error.api?.delivery !== 'refused' || error.api.status === 429;
}

/**
 * Shows what is waited for, and sleeps until the next look. `began` is when the step was first looked at, by
 * `clock.elapsed`. Throws kind `pending` where the patience of the step is at its end, or the time of the run.
 */
export async function wait<World>(step: Step<World>, seen: Observation, run: Run<World>, began: number, looks: number) {
  const detail = mayBeOnItsWay(step, run, began)
    ? 'finding out whether the run that was cut off has done it'
    : detailOf(seen);
  const taken = run.clock.elapsed() - began;
  report(step, run, { state: 'waiting', detail, details: detailsOf(seen), ...counselOf(step, taken) });
  const left = (step.patience?.limitMs ?? Number.POSITIVE_INFINITY) - taken;
  if (left <= 0) throw stillInProgress(step, detailOf(seen));
  const delay = Math.min(pollDelay(looks, run.pollMs), left, untilItGoesOn(seen, run));
  await pause(delay, step, run, detailOf(seen));
}

/** In ms; without end where nothing is known, or where that time has come. */
function untilItGoesOn<World>(seen: Observation | undefined, { clock }: Run<World>): number {
  const at = seen?.state === 'waiting' ? seen.goesOnAt : undefined;
  const ms = at === undefined ? 0 : at.getTime() - clock.now().getTime();
  return ms > 0 ? ms : Number.POSITIVE_INFINITY;
}

async function pause<World>(ms: number, step: Step<World>, run: Run<World>, detail: string | undefined): Promise<void> {
  await run.clock.sleep(ms, run.signal).catch((error: unknown) => {
    throw isTimeUp(run.signal) ? stillInProgress(step, detail) : error;
  });
}

/** The same failure; where the time of the run was up in the middle of a step, it names the step. */
export function toldOfStep<World>(error: unknown, step: Step<World>, run: Run<World>): unknown {
  const isGeneral = error === run.signal.reason || (error instanceof LivemigError && error.api !== undefined);
  if (!isTimeUp(run.signal) || !isGeneral || !(error instanceof LivemigError) || error.kind !== 'pending') return error;
  const progress = journal.progressOf(run.journal.current(), step.id);
  return progress === 'none' && step.run !== undefined ? run.signal.reason : stillInProgress(step, undefined);
}

function stillInProgress<World>({ title, patience }: Step<World>, detail = 'no answer yet'): LivemigError {
  return new LivemigError({
    kind: 'pending',
    code: 'STILL_IN_PROGRESS',
    message: `"${title}" was still in progress when the time was up: ${detail}.`,
    fix: `Run the same command again to keep waiting${patience === undefined ? '' : ` (it usually takes ${patience.usually})`}.`,
  });
}
