import { Secret } from '../../src/core/secret.ts';
import type { Threads } from '../../src/verify/threads/threads.ts';
import { verifyThreads } from '../../src/verify-threads.ts';

/** As it is built: Node 20 runs no TypeScript in a thread. */
export const builtWorker = new URL('../../dist/verify-worker.js', import.meta.url);

export interface TestThreads extends Threads {
  /** How many were lent, each time. */
  readonly lent: readonly number[];
}

/** Threads that compare two deployments, however little there is to compare. */
export function threadsOf(
  { source, destination }: { readonly source: string; readonly destination: string },
  {
    signal,
    entry = builtWorker,
    patienceMs = 5_000,
  }: { readonly signal?: AbortSignal; readonly entry?: URL; readonly patienceMs?: number } = {},
): TestThreads {
  const lent: number[] = [];
  const { lend } = verifyThreads(new Secret(source), new Secret(destination), {
    ...{ patienceMs, beforeRetry: async () => {}, entry },
    ...(signal && { signal }),
  });
  return {
    ...{ lent, leastBytes: 0 },
    lend: (count, setting, use) => {
      lent.push(count);
      return lend(count, setting, use);
    },
  };
}
