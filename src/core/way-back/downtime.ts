import { z } from 'zod';
import type { Fact } from '../check.ts';
import { factOf } from '../results/left-behind.ts';
import { withoutStop } from '../without-stop.ts';
import type { CutoverBefore, LastWrite } from './cutover-before.ts';

/** By what it was seen that the writes had stopped. */
export const StoppedBy = z.enum(['hooks', 'last-write', 'write-block']);
export type StoppedBy = z.infer<typeof StoppedBy>;

const Time = z.iso.datetime();

/**
 * How long nobody could write: from when the writes to the source had stopped to when the destination took them. Only what was
 * seen; times in ISO 8601 and UTC, by this machine's clock, durations in milliseconds.
 */
export const Downtime = z.object({
  ms: z.number().describe('at the most; absent where it was not measured').exactOptional(),
  leastMs: z.number().describe('by the last look at which it was not COMPLETE').exactOptional(),
  notMeasured: z.string().describe('why it was not').exactOptional(),
  stopped: z.object({ at: Time, by: StoppedBy }).exactOptional(),
  requestedAt: Time,
  completeSeenAt: Time,
  phases: z
    .object({
      stoppedToRequested: z.number().exactOptional(),
      /** How long writes were still seen after the request. */
      writesAfterRequest: z.number().exactOptional(),
      requestedToComplete: z.number(),
    })
    .describe('in milliseconds'),
  writable: factOf(z.boolean()).describe('whether the destination took writes when COMPLETE was seen'),
});
export type Downtime = z.infer<typeof Downtime>;

/** What was seen of it; whatever is absent was not. */
export interface SeenDowntime {
  readonly requestedAt: string;
  /** That of the request itself: not of one before it, whose answer was lost. */
  readonly before?: Pick<CutoverBefore, 'lastWrite' | 'hooksStoppedAt'> | undefined;
  /** When the source was first seen to block writes, after the request. */
  readonly blockedAt?: string | undefined;
  /** The last write to user data of the source, as it was seen in the end. */
  readonly lastWrite: Fact<LastWrite>;
  readonly completeSeenAt: string;
  /** The last look before that. */
  readonly notCompleteAt?: string | undefined;
  readonly writable: Fact<boolean>;
}

/** Puts together what was seen. Whoever still wrote after the hooks counts: the later of the two has stopped the writes. */
export function downtimeOf(seen: SeenDowntime): Downtime {
  const { requestedAt, completeSeenAt, notCompleteAt, writable } = seen;
  const told = { requestedAt, completeSeenAt, writable };
  const stopped = stopOf(seen);
  const requestedToComplete = between(requestedAt, completeSeenAt);
  if (stopped === undefined) {
    return { ...told, notMeasured: whyNot(seen), phases: { requestedToComplete } };
  }
  const beforeRequest = between(stopped.at, requestedAt);
  const phases = {
    ...(beforeRequest >= 0 ? { stoppedToRequested: beforeRequest } : { writesAfterRequest: -beforeRequest }),
    requestedToComplete,
  };
  const ms = between(stopped.at, completeSeenAt);
  if (ms < 0 || requestedToComplete < 0) {
    const notMeasured = `the clock was set back: ${stopped.at} and ${requestedAt} cannot both lie before ${completeSeenAt}`;
    return { ...told, notMeasured, phases };
  }
  const least = notCompleteAt === undefined ? undefined : between(stopped.at, notCompleteAt);
  return { ...told, ms, ...(least !== undefined && least >= 0 && { leastMs: least }), stopped, phases };
}

function stopOf(seen: SeenDowntime): NonNullable<Downtime['stopped']> | undefined {
  const { before, blockedAt, lastWrite, completeSeenAt } = seen;
  const first = before?.lastWrite.known === true ? before.lastWrite.value : undefined;
  const last = lastWrite.known ? lastWrite.value : undefined;
  // Of one and the same write the first look tells better when it was. What was written after the end was written by whoever
  // went back, or goes on there.
  const isNews = last !== undefined && last.byServer !== first?.byServer && last.at <= completeSeenAt;
  const written = isNews ? last.at : first?.at;
  const candidates = [
    ...(before?.hooksStoppedAt === undefined ? [] : [{ at: before.hooksStoppedAt, by: 'hooks' as const }]),
    ...(written === undefined ? [] : [{ at: written, by: 'last-write' as const }]),
  ];
  const latest = candidates.toSorted((one, other) => Date.parse(other.at) - Date.parse(one.at))[0];
  return latest ?? (blockedAt === undefined ? undefined : { at: blockedAt, by: 'write-block' });
}

function whyNot({ lastWrite, before }: SeenDowntime): string {
  const reason = lastWrite.known
    ? 'the source was written to after the migration was COMPLETE'
    : before?.lastWrite.known === false
      ? before.lastWrite.reason
      : lastWrite.reason;
  return `when the writes stopped is not known: no hook has stopped them, and the last write was not seen (${withoutStop(reason)})`;
}

function between(from: string, to: string): number {
  return Date.parse(to) - Date.parse(from);
}
