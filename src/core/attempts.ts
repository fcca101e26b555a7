import { z } from 'zod';
import type { RecordedEntry } from './audit.ts';
import type { ErrorCode } from './error-codes.ts';
import { adoptedIn, createAgainDecision, isCreation, isCutover, migrationIdIn } from './past.ts';
import { momentText } from './plain-units.ts';

const Deed = z.object({ at: z.iso.datetime(), by: z.string() });

/** One migration of a directory, as the audit tells of it; ISO 8601, UTC. */
export const Attempt = z.object({
  /** Absent where Atlas' answer was lost. */
  migrationId: z.string().exactOptional(),
  /** When it was asked for, or adopted. */
  at: z.iso.datetime(),
  by: z.string(),
  cutoverRequestedAt: z.iso.datetime().exactOptional(),
  /** Cutovers that were tried, and ended before they were requested, each with the code of its error. */
  refused: z.array(Deed.extend({ code: z.string() })).readonly(),
  /** Without success; absent of one that lives or was cut over. */
  ended: z.object({ at: z.iso.datetime(), as: z.enum(['FAILED', 'EXPIRED', 'given up']) }).exactOptional(),
});
export type Attempt = z.infer<typeof Attempt>;

const ends: Readonly<Record<string, 'FAILED' | 'EXPIRED'>> = {
  MIGRATION_FAILED: 'FAILED',
  MIGRATION_EXPIRED: 'EXPIRED',
};

const attemptTimedOut: ErrorCode = 'CUTOVER_TIMEOUT';

/** Of a run whose time was up, which has failed at nothing. */
const isNoFailure = (code: string) => code === 'STILL_IN_PROGRESS';

type Entry = Exclude<RecordedEntry['entry'], { readonly kind: 'unreadable' | 'unknown' }>;

/** The oldest first. What cannot be read tells nothing. */
export function attemptsIn(recorded: readonly RecordedEntry[]): Attempt[] {
  const entries = recorded.flatMap(({ entry }) =>
    entry.kind === 'unreadable' || entry.kind === 'unknown' ? [] : [entry],
  );
  let [attempts, trying]: [Attempt[], Trying] = [[], undefined];
  for (const entry of entries) {
    attempts = after(attempts, entry, isTry(entry, trying));
    trying = tryingAfter(trying, entry);
  }
  return attempts;
}

/** The process that has begun with a cutover and has not failed since. */
type Trying = Pick<Entry, 'host' | 'pid'> | undefined;

/** A cutover is begun with by the hooks that stop the applications; without them by the request. */
function tryingAfter(trying: Trying, entry: Entry): Trying {
  if (entry.kind === 'failed') return undefined;
  const isHook =
    entry.kind === 'hook-started' && (entry.hook === 'before-cutover' || entry.hook === 'on-writes-stopped');
  const isRequest = entry.kind === 'step' && isCutover(entry.step) && entry.state === 'started';
  return isHook || isRequest ? entry : trying;
}

/** Whether a failure is that of a cutover that was tried: what refuses before anything was done, such as a gate, has tried nothing. */
function isTry(entry: Entry, trying: Trying): boolean {
  if (entry.kind !== 'failed' || isNoFailure(entry.code)) return false;
  return (trying?.host === entry.host && trying.pid === entry.pid) || entry.code === attemptTimedOut;
}

function after(before: Attempt[], entry: Entry, isTried: boolean): Attempt[] {
  const deed = { at: entry.time, by: entry.user };
  const last = before.at(-1);
  const changed = (change: (attempt: Attempt) => Attempt) =>
    last === undefined ? before : [...before.slice(0, -1), change(last)];
  const began = (migrationId?: string): Attempt[] => [
    ...before,
    { ...(migrationId !== undefined && { migrationId }), ...deed, refused: [] },
  ];
  switch (entry.kind) {
    case 'decision': {
      if (entry.decision === createAgainDecision) return changed(endedAs('given up', deed.at));
      const id = adoptedIn(entry.decision);
      return id === undefined || id === last?.migrationId ? before : began(id);
    }
    case 'failed': {
      const end = ends[entry.code];
      if (end !== undefined) return changed(endedAs(end, deed.at));
      if (!isTried || last?.cutoverRequestedAt !== undefined) return before;
      return changed((one) => ({ ...one, refused: [...one.refused, { ...deed, code: entry.code }] }));
    }
    case 'step': {
      if (isCutover(entry.step) && entry.state === 'started')
        return changed((one) => ({ ...one, cutoverRequestedAt: deed.at }));
      if (isCutover(entry.step) && entry.state === 'withdrawn')
        return changed(({ cutoverRequestedAt: _, ...one }) => one);
      if (!isCreation(entry.step)) return before;
      if (entry.state === 'started') return began();
      if (entry.state === 'withdrawn') return before.slice(0, -1);
      const id = migrationIdIn(entry.receipt);
      if (id === undefined) return before;
      return last === undefined ? began(id) : changed((one) => ({ migrationId: id, ...one }));
    }
    default:
      return before;
  }
}

function endedAs(as: NonNullable<Attempt['ended']>['as'], at: string): (attempt: Attempt) => Attempt {
  return (attempt) => ({ ended: { at, as }, ...attempt });
}

/** Those that a person wants to hear of: what has ended without success, and cutovers that were tried and not requested. */
export function failedAmong(attempts: readonly Attempt[]): Attempt[] {
  return attempts.filter(({ ended, refused }) => ended !== undefined || refused.length > 0);
}

/** `migration 6925… of 2026-11-29 14:03:00 UTC by ana: FAILED 2026-11-29 15:00:00 UTC`, and what was tried before. */
export function attemptText({ migrationId, at, by, cutoverRequestedAt, refused, ended }: Attempt): string {
  const parts = [
    ...refused.map((one) => `a cutover was not requested ${momentText(one.at)} (${one.code})`),
    ...(cutoverRequestedAt === undefined ? [] : [`its cutover was requested ${momentText(cutoverRequestedAt)}`]),
    ...(ended === undefined ? [] : [`${ended.as} ${momentText(ended.at)}`]),
  ];
  return `migration ${migrationId ?? 'without an answer'} of ${momentText(at)} by ${by}: ${parts.join('; ')}`;
}
