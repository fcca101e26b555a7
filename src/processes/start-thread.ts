import { Worker } from 'node:worker_threads';
import { type Channel, createMailbox } from '../core/channel.ts';
import { LivemigError } from '../core/errors.ts';

export interface ThreadOptions {
  /** In memory only: it is no argument, no variable of the environment and in no log. */
  readonly data: unknown;
  /** What it is for, as a message says it: `compares documents`. */
  readonly task: string;
  /**
   * How much of JavaScript's memory it may take, buffers beside it; as much as the process unless it is said. Measured: a
   * limit of 1 GiB makes a thread that reads large buffers collect so often that it takes half as much time again.
   */
  readonly heapMiB?: number;
  /** Ends it at once. */
  readonly signal?: AbortSignal;
}

/**
 * Starts a thread whose first module is `entry`, the address of a file or the text of a CommonJS script, and which has the other end of the channel as its `parentPort`. Once it is
 * gone without having been asked to, `receive` rejects with THREAD_ENDED, which says what is known of why.
 */
export function startThread(
  entry: URL | string,
  { data, task, heapMiB, signal }: ThreadOptions,
): Channel & { terminate(): Promise<void> } {
  signal?.throwIfAborted();
  const limits = heapMiB === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: heapMiB } };
  const worker = new Worker(entry, { eval: typeof entry === 'string', workerData: data, ...limits });
  const arrived = createMailbox<unknown>();
  const terminate = async () => void (await worker.terminate());
  const abort = () => {
    arrived.fail(signal?.reason);
    void terminate();
  };
  signal?.addEventListener('abort', abort, { once: true });
  worker.on('message', (message: unknown) => arrived.put(message));
  worker.on('messageerror', (error) => arrived.fail(error));
  worker.on('error', (error) => arrived.fail(ended(task, saidOf(error), error)));
  worker.on('exit', (code) => {
    signal?.removeEventListener('abort', abort);
    arrived.fail(ended(task, `its exit code is ${code}`));
  });
  return { post: (message) => worker.postMessage(message), receive: () => arrived.take(), terminate };
}

function saidOf(error: Error): string {
  const isFull = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return isFull ? 'it needed more memory than it may have' : `${error.name}: ${error.message}`;
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
