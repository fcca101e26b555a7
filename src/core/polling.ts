const firstDelayMs = 1_000;
const longestDelayMs = 15_000;
const growth = 1.3;

/**
 * How long to wait before looking again, in milliseconds: short at first, because many steps take seconds, then longer,
 * because a copy takes days and the rate limit is per project (API notes, section 4).
 * `fixedMs` overrides the curve; the sandbox sets it, where everything is fast.
 */
export function pollDelay(looks: number, fixedMs?: number): number {
  return fixedMs ?? Math.min(longestDelayMs, Math.round(firstDelayMs * growth ** looks));
}
