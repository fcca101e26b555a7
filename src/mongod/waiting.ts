/** Node takes no longer one, in ms: some 49 days. */
const longestTimer = 2 ** 32 - 1;

/**
 * Gives the work a signal that is aborted after so many ms, or as soon as one of the signals is.
 *
 * Not `AbortSignal.any`: on Node 20 nothing holds a timeout that only it listens to, so that the timeout may be collected
 * before its time has come, and whoever waits for it waits for ever (nodejs/node#57736).
 */
export async function within<T>(
  ms: number,
  signals: readonly AbortSignal[],
  work: (deadline: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController();
  const end = () => deadline.abort();
  const ends = [...signals, AbortSignal.timeout(Math.min(ms, longestTimer))];
  for (const signal of ends) {
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
  }
  try {
    return await work(deadline.signal);
  } finally {
    for (const signal of ends) signal.removeEventListener('abort', end);
  }
}

/** Fulfilled when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((fulfil) => {
    if (signal.aborted) fulfil();
    else signal.addEventListener('abort', () => fulfil(), { once: true });
  });
}
