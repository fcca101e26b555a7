import type { Secret } from './core/secret.ts';
import { startThread } from './processes/start-thread.ts';
import { threadLender } from './verify/threads/lend-threads.ts';
import { type Threads, worthThreads } from './verify/threads/threads.ts';
import type { WorkerData } from './verify/threads/worker-data.ts';

export interface VerifyThreadsOptions {
  readonly patienceMs: number;
  readonly mostTries?: number;
  readonly signal?: AbortSignal;
  readonly beforeRetry: (attempt: number) => Promise<void>;
  /** The first module of a thread, or its text as a script; where it is not beside this one. */
  readonly entry?: URL | string;
}

/** The one place that knows where the first module of a thread is: as it is built. */
const built = new URL('./verify-worker.js', import.meta.url);

/** Threads that compare the parts of two deployments; a part of the composition root. */
export function verifyThreads(
  source: Secret,
  destination: Secret,
  { patienceMs, mostTries, signal, beforeRetry, entry = built }: VerifyThreadsOptions,
): Threads {
  const start: Parameters<typeof threadLender>[0] = (setting) => {
    const data: WorkerData = {
      ...setting,
      source: source.reveal(),
      destination: destination.reveal(),
      patienceMs,
      ...(mostTries !== undefined && { mostTries }),
    };
    return startThread(entry, { data, task: 'compares documents', ...(signal && { signal }) });
  };
  return { lend: threadLender(start, beforeRetry), leastBytes: worthThreads };
}
