/** How a read failed, as far as trying again is concerned. */
export interface ReadFailure {
  /** Of the answer; absent where none came. */
  readonly status?: number | undefined;
  /** The connection broke or stayed silent before the answer was complete. */
  readonly dropped: boolean;
  readonly retryAfterSeconds?: number | undefined;
}

const tries = 4;
const longestTotalMs = 120_000;
const firstDelayMs = 500;
/** Atlas advises 10, 20, 40 seconds where it limits without saying for how long (Atlas API notes, section 4). */
const firstDelayWhenLimitedMs = 10_000;

/**
 * Milliseconds to wait before a read is tried again, or `undefined` to give up.
 *
 * @param attempt the try that has just failed, counted from 1
 * @param elapsedMs since the first try began
 * @param random 0 inclusive to 1 exclusive; spreads the second half of the delay, so that fifty jobs do not come back at once
 */
export function retryDelay(
  attempt: number,
  failure: ReadFailure,
  elapsedMs: number,
  random: number,
): number | undefined {
  if (!isPassing(failure) || attempt >= tries) return undefined;
  const delay = asked(failure) + spread(backoff(attempt, failure), random);
  return elapsedMs + delay > longestTotalMs ? undefined : delay;
}

function isPassing({ status, dropped }: ReadFailure): boolean {
  return dropped || status === 429 || (status !== undefined && status >= 500);
}

function asked(failure: ReadFailure): number {
  return 1000 * (failure.retryAfterSeconds ?? 0);
}

function backoff(attempt: number, failure: ReadFailure): number {
  const limitedWithoutFigure = failure.status === 429 && failure.retryAfterSeconds === undefined;
  return (limitedWithoutFigure ? firstDelayWhenLimitedMs : firstDelayMs) * 2 ** (attempt - 1);
}

function spread(delayMs: number, random: number): number {
  return Math.round(delayMs * (0.5 + random / 2));
}

/**
 * The `Retry-After` header in seconds from `now`, never negative: it comes as a number or as an HTTP date (RFC 9110,
 * 10.2.3). Anything else is `undefined`.
 */
export function parseRetryAfter(header: string | undefined, now: Date): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text);
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now.getTime()) / 1000));
}
