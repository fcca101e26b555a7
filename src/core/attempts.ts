import { z } from 'zod';
import type { AuditEntry, RecordedEntry } from './audit.ts';
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
  /** Runs of `cutover` that ended before it was requested, each with the code of its error. */
  refused: z.array(Deed.extend({ code: z.string() })).readonly(),
  /** Without success; absent of one that lives or was cut over. */
  ended: z.object({ at: z.iso.datetime(), as: z.enum(['FAILED', 'EXPIRED', 'given up']) }).exactOptional(),
});
export type Attempt = z.infer<typeof Attempt>;

const ends: Readonly<Record<string, 'FAILED' | 'EXPIRED'>> = {
  MIGRATION_FAILED: 'FAILED',
  MIGRATION_EXPIRED: 'EXPIRED',
};

/** Of a run whose time was up, which has failed at nothing. */
const isNoFailure = (code: string) => code === 'STILL_IN_PROGRESS';

/** The oldest first. What cannot be read tells nothing. */
export function attemptsIn(recorded: readonly RecordedEntry[]): Attempt[] {
  return recorded.reduce<Attempt[]>((before, { entry }) => {
    if (entry.kind === 'unreadable' || entry.kind === 'unknown') return before;
    return after(before, entry, { at: entry.time, by: entry.user });
  }, []);
}

function after(before: Attempt[], entry: AuditEntry, deed: { readonly at: string; readonly by: string }): Attempt[] {
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
      if (entry.command !== 'cutover' || isNoFailure(entry.code) || last?.cutoverRequestedAt !== undefined)
        return before;
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

/** Those that a person wants to hear of: what has ended without success, and cutovers that were not requested. */
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
