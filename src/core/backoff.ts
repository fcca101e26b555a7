/** How a request failed, as far as trying again is concerned. */
export interface RequestFailure {
  /** A write is tried again only where it was certainly not carried out, and may be at another time: 429. */
  readonly write: boolean;
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
 * Milliseconds to wait before a request is tried again, or `undefined` to give up.
 *
 * @param attempt the try that has just failed, counted from 1
 * @param elapsedMs since the first try began
 * @param random 0 inclusive to 1 exclusive; spreads the second half of the delay, so that fifty jobs do not come back at once
 */
export function retryDelay(
  attempt: number,
  failure: RequestFailure,
  elapsedMs: number,
  random: number,
): number | undefined {
  if (!isPassing(failure) || attempt >= tries) return undefined;
  const delay = asked(failure) + spread(backoff(attempt, failure), random);
  return elapsedMs + delay <= longestTotalMs ? delay : undefined;
}

function isPassing({ write, status, dropped }: RequestFailure): boolean {
  if (status === 429) return true;
  return !write && (dropped || (status !== undefined && status >= 500 && status < 600));
}

function asked(failure: RequestFailure): number {
  return 1000 * (failure.retryAfterSeconds ?? 0);
}

function backoff(attempt: number, failure: RequestFailure): number {
  const limitedWithoutFigure = failure.status === 429 && failure.retryAfterSeconds === undefined;
  return (limitedWithoutFigure ? firstDelayWhenLimitedMs : firstDelayMs) * 2 ** (attempt - 1);
}

function spread(delayMs: number, random: number): number {
  return Math.round(delayMs * (0.5 + random / 2));
}

/** Whoever asks for more than a day is mistaken, and would have a sum overflow somewhere. */
const longestAskedSeconds = 86_400;

/**
 * The `Retry-After` header in whole seconds from `now`, never negative, at most a day: it comes as a number or as an HTTP
 * date (RFC 9110, 10.2.3). Anything else is `undefined`: `Date.parse` would read dates into `-5`, `1.5` and `1e3`.
 */
export function parseRetryAfter(header: string | undefined, now: Date): number | undefined {
  const seconds = secondsIn(header?.trim() ?? '', now);
  return Number.isNaN(seconds) ? undefined : Math.min(longestAskedSeconds, Math.max(0, Math.ceil(seconds)));
}

function secondsIn(text: string, now: Date): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  // All three forms of a date begin with the day of the week (RFC 9110, 5.6.7).
  return /^(mon|tue|wed|thu|fri|sat|sun)[a-z]*,? /i.test(text) ? (Date.parse(text) - now.getTime()) / 1000 : Number.NaN;
}
