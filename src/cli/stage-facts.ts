import { type Journal, progressOf } from '../core/journal.ts';
import { durationText } from '../core/plain-units.ts';
import type { Details, StageId } from '../core/step.ts';
import { createToken } from '../stages/link/create-token.ts';
import { connectOrganization } from '../stages/provision/connect-organization.ts';
import { cutOver } from '../stages/start/cut-over.ts';
import { cutoverRequest, requestText } from '../stages/start/cutover-request.ts';
import { synchronize } from '../stages/start/synchronize.ts';
import { verify } from '../stages/start/verify.ts';

/** A step as it was seen, as far as this needs it. */
export interface FactStep {
  readonly id: string;
  readonly state: 'todo' | 'waiting' | 'done' | 'failed' | 'unknown';
  readonly detail?: string;
  readonly details?: Details;
}

/** How long a migration that is ready for cutover stays so (domain notes 3). */
const readyForMs = 120 * 3_600_000;

/** The most useful thing to say of a stage, in a few words; `undefined` where nothing has been begun. */
export function factOf(stage: StageId, steps: readonly FactStep[], journal: Journal, now: Date): string | undefined {
  const begun = steps.filter(({ id, state }) => id in journal.steps || state === 'done');
  if (begun.length === 0) return undefined;
  const trouble = steps.find(({ state }) => state === 'failed' || state === 'unknown');
  if (trouble?.detail !== undefined) return trouble.detail;
  if (stage === 'link') return tokenFact(journal, now) ?? lastDetail(begun);
  if (stage === 'start') return migrationFact(steps, journal, now) ?? lastDetail(begun);
  return lastDetail(begun);
}

/** A link-token is shown once and used once; until then its age is what matters. */
function tokenFact(journal: Journal, now: Date): string | undefined {
  const made = journal.steps[createToken.id];
  if (made?.state !== 'done' || connectOrganization.id in journal.steps) return undefined;
  const age = now.getTime() - Date.parse(made.doneAt);
  return age < 0 ? 'token made, not used yet' : `token made ${durationText(age)} ago, not used yet`;
}

function migrationFact(steps: readonly FactStep[], journal: Journal, now: Date): string | undefined {
  const find = (id: string) => steps.find((step) => step.id === id);
  const { status, readyForCutover, lagSeconds } = find(cutOver.id)?.details ?? find(synchronize.id)?.details ?? {};
  const wasComplete = progressOf(journal, cutOver.id) === 'done';
  if (status === 'COMPLETE' || (status === undefined && wasComplete))
    return ['complete', find(verify.id)?.detail].filter((part) => part !== undefined).join('; ');
  const request = cutoverRequest(journal);
  if (request !== undefined) return requestText(request);
  const lag = typeof lagSeconds === 'number' ? `lag ${lagSeconds} s` : 'lag not reported';
  // What only waits never stands in the journal, and still is all there is to tell for days.
  if (status !== 'WORKING' || readyForCutover !== true)
    return status === undefined ? undefined : find(synchronize.id)?.detail;
  return ['ready for cutover', lag, timeLeft(journal, now)].filter((part) => part !== undefined).join(', ');
}

/** Atlas does not tell since when it has been ready; it was at the latest when livemig first saw it. */
function timeLeft(journal: Journal, now: Date): string | undefined {
  const seen = journal.steps[synchronize.id];
  if (seen?.state !== 'done') return undefined;
  const left = Date.parse(seen.doneAt) + readyForMs - now.getTime();
  if (left > readyForMs) return "for how long is not known, because this machine's clock was set back";
  return left > 0 ? `possible for at most ${durationText(left)}` : 'the 120 hours are over';
}

function lastDetail(steps: readonly FactStep[]): string | undefined {
  return (steps.find(({ state }) => state === 'waiting') ?? steps.findLast(({ detail }) => detail !== undefined))
    ?.detail;
}
