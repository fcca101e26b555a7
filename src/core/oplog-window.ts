import type { Oplog } from './facts/health.ts';
import type { FactValues } from './facts.ts';
import { durationText } from './plain-units.ts';

/** How long what is written to the source can still be read there: whoever is further behind starts over. */
export interface OplogWindow {
  /** The replica set, or the shard. */
  readonly set: string;
  /** `undefined` where it has not been full yet, and too little was written to tell. */
  readonly ms: number | undefined;
  /** `seen`: from its oldest entry to its newest, or as long as it is set to. `expected`: by its size and what is written. */
  readonly basis: 'seen' | 'expected';
}

const hour = 3_600_000;
const day = 24 * hour;

/** Of each set that was read. */
export function windowsOf({ read }: FactValues['sourceOplogs']): OplogWindow[] {
  return read.map(({ name: set, value }) => ({ set, ...windowOf(value) }));
}

/** The one that decides: what is not known is in none. */
export function smallestWindow(windows: readonly OplogWindow[]): (OplogWindow & { readonly ms: number }) | undefined {
  const told = windows.flatMap(({ set, ms, basis }) => (ms === undefined ? [] : { set, ms, basis }));
  return told.sort((a, b) => a.ms - b.ms)[0];
}

/**
 * A full oplog tells by itself. Of one that is not full, a day is taken for a measure of the days to come, and what was
 * written while it was looked at otherwise.
 */
export function windowOf(oplog: Oplog): Omit<OplogWindow, 'set'> {
  const { spanMs, bytes, maxBytes, minHours } = oplog;
  const least = (minHours ?? 0) * hour;
  if (isFull(oplog)) return { ms: Math.max(spanMs, least), basis: 'seen' };
  const now = bytesPerMs(oplog);
  const rate = spanMs >= day ? bytes / spanMs : now;
  if (rate !== undefined && rate > 0) return { ms: Math.max(spanMs, least, maxBytes / rate), basis: 'expected' };
  return least > 0 ? { ms: Math.max(spanMs, least), basis: 'seen' } : { ms: undefined, basis: 'expected' };
}

/** The server removes in large pieces, so that a full one need not reach its size. */
export function isFull({ bytes, maxBytes }: Oplog): boolean {
  return bytes >= maxBytes * 0.9;
}

/** What was written while it was looked at; `undefined` where the server did not tell. */
export function bytesPerMs({ written }: Oplog): number | undefined {
  return written === null ? undefined : written.bytes / written.ms;
}

/** In hours where they are what people plan with: `31 h`, `3 h 20 min`, `12 d`. */
export function windowText(ms: number): string {
  return ms >= 10 * hour && ms < 10 * day ? `${Math.floor(ms / hour)} h` : durationText(ms);
}
