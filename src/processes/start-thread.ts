import { Worker } from 'node:worker_threads';
import { type Channel, createMailbox } from '../core/channel.ts';
import { LivemigError } from '../core/errors.ts';

export interface ThreadOptions {
  /** In memory only: it is no argument, no variable of the environment and in no log. */
  readonly data: unknown;
  /** What it is for, as a message says it: `compares documents`. */
  readonly task: string;
  /** How much of JavaScript's memory it may take; buffers are beside it. */
  readonly heapMiB: number;
  /** Ends it at once. */
  readonly signal?: AbortSignal;
}

/**
 * Starts a thread whose first module is `entry`, and which has the other end of the channel as its `parentPort`. Once it is
 * gone without having been asked to, `receive` rejects with THREAD_ENDED, which says what is known of why.
 */
export function startThread(
  entry: URL,
  { data, task, heapMiB, signal }: ThreadOptions,
): Channel & { terminate(): Promise<void> } {
  signal?.throwIfAborted();
  const worker = new Worker(entry, { workerData: data, resourceLimits: { maxOldGenerationSizeMb: heapMiB } });
  const arrived = createMailbox<unknown>();
  const terminate = async () => void (await worker.terminate());
  const abort = () => {
    arrived.fail(signal?.reason);
    void terminate();
  };
  signal?.addEventListener('abort', abort, { once: true });
  worker.on('message', (message: unknown) => arrived.put(message));
  worker.on('messageerror', (error) => arrived.fail(error));
  worker.on('error', (error) => arrived.fail(ended(task, saidOf(error, heapMiB), error)));
  worker.on('exit', (code) => {
    signal?.removeEventListener('abort', abort);
    arrived.fail(ended(task, `its exit code is ${code}`));
  });
  return { post: (message) => worker.postMessage(message), receive: () => arrived.take(), terminate };
}

function saidOf(error: Error, heapMiB: number): string {
  const isFull = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return isFull ? `it needed more than ${heapMiB} MiB of memory` : `${error.name}: ${error.message}`;
}

function ended(task: string, why: string, cause?: Error): LivemigError {
  return new LivemigError({
    kind: 'step-failed',
    code: 'THREAD_ENDED',
    message: `A thread that ${task} ended by itself: ${why}.`,
    fix: 'Go on with one worker, which takes no threads; what was done before is kept.',
    cause,
  });
}
