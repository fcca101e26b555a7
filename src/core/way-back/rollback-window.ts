import { z } from 'zod';
import type { Oplog } from '../facts/health.ts';
import { firstNames } from '../first-names.ts';
import { isFull, windowOf, windowText } from '../oplog-window.ts';
import { durationText, sizeText } from '../plain-units.ts';
import { clusterTimeText, isBefore } from '../verification/cluster-time.ts';
import type { ClusterTime } from '../verification/side.ts';
import { withoutStop } from '../without-stop.ts';

/**
 * Whether the oplog of the destination still holds every change since the cutover, so that an engine could apply them to the
 * source. Times in ISO 8601 and UTC.
 */
export const RollbackWindow = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('open'),
    /** An estimate, as `leftMs` is, which is 0 where it may close at any moment; absent where an oplog is too young to tell. */
    closesAt: z.iso.datetime().exactOptional(),
    leftMs: z.number().exactOptional(),
    because: z.string().describe('what the estimate is made of'),
  }),
  z.object({ state: z.literal('gone'), seenAt: z.iso.datetime(), because: z.string() }),
  /** Of an oplog, or of the cutover. */
  z.object({ state: z.literal('not-known'), because: z.string() }),
  z.object({ state: z.literal('not-looked-at'), because: z.string() }),
]);
export type RollbackWindow = z.infer<typeof RollbackWindow>;

/** From where on changes are wanted. */
export interface Since {
  readonly time: ClusterTime;
  /** Where the cluster time was not read: it is that of the request, by the clock of the machine that sent it. */
  readonly byClock?: string;
}

/** An oplog, and between which times it reaches. */
export interface Reach extends Oplog {
  readonly oldest: ClusterTime;
  readonly newest: ClusterTime;
}

/** Of each replica set of the destination. */
export interface Reaches {
  readonly read: readonly { readonly name: string; readonly value: Reach }[];
  readonly unread: readonly { readonly name: string; readonly reason: string }[];
}

/** The set whose oplog closes first decides; one that has closed decides whatever the others are. */
export function rollbackWindow(since: Since, { read, unread }: Reaches, now: Date): RollbackWindow {
  const { time, byClock } = since;
  const counted = byClock === undefined ? '' : ` Counted from ${clusterTimeText(time)}, ${byClock}.`;
  const gone = read.find(({ value }) => isBefore(time, value.oldest));
  if (gone !== undefined) {
    const { name, value } = gone;
    const because = `the oldest entry in the oplog of ${name} is of ${clusterTimeText(value.oldest)}, and the cutover of ${clusterTimeText(time)}.${counted}`;
    return { state: 'gone', seenAt: now.toISOString(), because };
  }
  if (unread.length > 0 || read.length === 0) {
    const reasons = unread.map(({ name, reason }) => `the oplog of ${name} was not read: ${reason}`);
    return { state: 'not-known', because: firstNames(reasons, ' ') || 'the destination names no replica set' };
  }
  const told = read.flatMap((one) => leftOf(one, time) ?? []).sort((a, b) => a.leftMs - b.leftMs);
  const [first] = told;
  // One of which nobody knows how fast it fills could be the first.
  const untold = read.find((one) => leftOf(one, time) === undefined);
  if (first === undefined || untold !== undefined) {
    return {
      state: 'open',
      because: `the oplog of ${(untold ?? read[0])?.name} is too young to tell when it will have filled.${counted}`,
    };
  }
  const leftMs = Math.max(0, first.leftMs);
  const closesAt = new Date(now.getTime() + leftMs).toISOString();
  return { state: 'open', closesAt, leftMs, because: `${first.why}.${counted}` };
}

/** Of an oplog that is younger, how fast it fills is not to be told. */
const youngMs = 10 * 60_000;

function leftOf({ name, value }: Reaches['read'][number], since: ClusterTime) {
  const held = heldFor(value);
  if (held === undefined) return undefined;
  const passedMs = (value.newest.seconds - since.seconds) * 1000;
  return { leftMs: held.ms - passedMs, why: `the oplog of ${name} ${held.why}` };
}

/** For how long it holds what is written to it. What the copy has written to it counts as well: it is rather longer. */
function heldFor(reach: Reach): { readonly ms: number; readonly why: string } | undefined {
  const { spanMs, bytes, maxBytes } = reach;
  const { ms, basis } = windowOf(reach);
  const used = `(${sizeText(bytes)} of ${sizeText(maxBytes)})`;
  if (ms !== undefined && isFull(reach)) return { ms, why: `is full and holds ${windowText(ms)}` };
  if (ms !== undefined && basis === 'seen') return { ms, why: `${used} keeps at least ${windowText(ms)}` };
  const whole = ms ?? (spanMs < youngMs || bytes === 0 ? undefined : (maxBytes / bytes) * spanMs);
  if (whole === undefined) return undefined;
  return {
    ms: whole,
    why: `${used} will hold about ${windowText(whole)} at the rate of its last ${durationText(spanMs)}`,
  };
}

/** One line for people. */
export function windowWords(window: RollbackWindow): string {
  const because = withoutStop(window.because);
  switch (window.state) {
    case 'gone':
      return `gone: ${because}`;
    case 'not-known':
      return `not known: ${because}`;
    case 'not-looked-at':
      return `not looked at: ${because}`;
    case 'open':
      if (window.leftMs === undefined) return `open; for how long is not known: ${because}`;
      if (window.leftMs === 0) return `open, and may close at any moment: ${because}`;
      return `open for about ${durationText(window.leftMs)}: ${because}`;
  }
}
