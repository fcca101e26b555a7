import type { RunClock } from '../core/ports.ts';

/** A look that nobody waits for, because it takes seconds: what was seen last is told while it is new. */
export interface Glimpse<Seen> {
  /** Begins one where it is time for the next. */
  look(): void;
  seen(): (Seen & { readonly at: string }) | undefined;
}

/**
 * What cannot be seen is not told, and looked at again when it is time.
 *
 * @param intervalMs how often it is asked for what was seen: of rare looks the one before is the newest there is
 */
export function createGlimpse<Seen extends object>(
  ask: () => Promise<Seen | undefined>,
  everyMs: number,
  { now, elapsed }: Pick<RunClock, 'now' | 'elapsed'>,
  intervalMs = 0,
): Glimpse<Seen> {
  let tried: number | undefined;
  let isLooking = false;
  let last: { readonly seen: Seen & { readonly at: string }; readonly since: number } | undefined;
  const look = async () => {
    const seen = await ask().catch(() => undefined);
    last = seen && { seen: { ...seen, at: now().toISOString() }, since: elapsed() };
    isLooking = false;
  };
  return {
    look: () => {
      if (isLooking || (tried !== undefined && elapsed() - tried < everyMs)) return;
      [tried, isLooking] = [elapsed(), true];
      void look();
    },
    // The next one may take as long again.
    seen: () =>
      last !== undefined && elapsed() - last.since <= 2 * Math.max(everyMs, intervalMs) ? last.seen : undefined,
  };
}
