import { LivemigError } from '../core/errors.ts';
import * as journal from '../core/journal.ts';
import { pollDelay } from '../core/polling.ts';
import type { Observation, Step } from '../core/step.ts';
import type { Run } from './run-steps.ts';
import { counselOf, detailOf, detailsOf, type StepNews, stepEvent } from './step-news.ts';

/**
 * For so long after it was sent a request may still be carried out whose sender was cut off, so that it is looked for
 * and not sent again. Only what can be seen is sent again at all; a request that timed out is older than that.
 */
const onItsWayMs = 20_000;

/** Reads that fail in a row while waiting before the run gives up; at 15 s each, about five minutes. */
const failedLooksAllowed = 20;

/** A request that was begun a moment ago by a run that was cut off may still be carried out. */
export function mayBeOnItsWay<World>(step: Step<World>, run: Run<World>): boolean {
  const record = run.journal.current().steps[step.id];
  if (record?.state !== 'started' || step.repeatable) return false;
  const age = run.clock.now().getTime() - Date.parse(record.startedAt);
  return age >= 0 && age < onItsWayMs;
}

/** One observation; while waiting, a read that fails for the moment is only a reason to look again. */
export async function look<World>(step: Step<World>, run: Run<World>, looks: number): Promise<Observation> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await step.observe(run.world, journal.receiptOf(run.journal.current(), step));
    } catch (error) {
      if (!mayPass(error) || looks === 0 || failures > failedLooksAllowed || run.dryRun) throw error;
      report(step, run, { state: 'waiting', detail: `${error.message} Looking again.` });
      const asked = (error.api?.retryAfterSeconds ?? 0) * 1_000;
      await run.clock.sleep(Math.max(asked, pollDelay(looks + failures, run.pollMs)), run.signal);
    }
  }
}

/** No answer, a server's own trouble, or too many requests; anything else will be the same at the next look. */
function mayPass(error: unknown): error is LivemigError {
  if (!(error instanceof LivemigError) || error.kind !== 'api') return false;
  return error.api?.delivery !== 'refused' || error.api.status === 429;
}

/** Shows what is waited for, and sleeps until the next look; throws kind `pending` where the time is up. */
export async function wait<World>(step: Step<World>, seen: Observation, run: Run<World>, began: Date, looks: number) {
  const detail = mayBeOnItsWay(step, run) ? 'looking whether the run that was cut off has done it' : detailOf(seen);
  const now = run.clock.now();
  report(step, run, { state: 'waiting', detail, details: detailsOf(seen), ...counselOf(step, began, now) });
  const limit = step.patience === undefined ? undefined : began.getTime() + step.patience.limitMs;
  const up = Math.min(run.deadline?.getTime() ?? Number.POSITIVE_INFINITY, limit ?? Number.POSITIVE_INFINITY);
  if (now.getTime() >= up) throw stillInProgress(step, seen);
  const delay = Math.min(pollDelay(looks, run.pollMs), up - now.getTime());
  await run.clock.sleep(delay, run.signal);
}

function stillInProgress<World>(step: Step<World>, seen: Observation): LivemigError {
  return new LivemigError({
    kind: 'pending',
    code: 'STILL_IN_PROGRESS',
    message: `"${step.title}" was still in progress when the time was up: ${detailOf(seen) ?? 'no answer yet'}.`,
    fix: `Run the same command again to go on waiting${step.patience === undefined ? '' : ` (it usually takes ${step.patience.usually})`}.`,
  });
}

export function report<World>(step: Step<World>, run: Run<World>, what: StepNews): void {
  run.reporter.report(stepEvent(step, run.clock.now(), what));
}
