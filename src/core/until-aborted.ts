/**
 * What the work comes to, or the signal's reason as soon as it is aborted: for work that cannot be told to end, such as
 * a read of a pipe. It is then left to itself, and what it still comes to is dropped.
 */
export function untilAborted<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
