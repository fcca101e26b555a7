import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { LivemigError } from '../core/errors.ts';

export interface SelfRun {
  /** What livemig was started with, before its arguments: an interpreter and a script, or a program alone. */
  readonly self: readonly [program: string, ...script: string[]];
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  line(text: string): void;
  err(text: string): void;
}

/**
 * Runs livemig in another process and gives its standard output line by line; resolves with its exit code. The signal
 * is handed on as SIGTERM, so that it ends in order. Throws kind `step-failed` where no process can be started.
 */
export async function runSelf({ self: [program, ...script], args, env, signal, line, err }: SelfRun): Promise<number> {
  signal.throwIfAborted();
  const child = spawn(program, [...script, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
  const stop = () => child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  child.stderr.setEncoding('utf8').on('data', err);
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', (error) => reject(notStarted(error)));
    // 128 + 15, as a shell counts a process that a signal ended.
    child.once('close', (code) => resolve(code ?? 143));
  });
  // Told below, where it is awaited.
  ended.catch(() => {});
  try {
    for await (const text of createInterface({ input: child.stdout })) line(text);
    return await ended;
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

function notStarted(cause: Error): LivemigError {
  return new LivemigError({
    kind: 'step-failed',
    code: 'PROCESS_NOT_STARTED',
    message: `livemig could not be started in a process of its own: ${cause.message}.`,
    fix: 'Look at the limits of this machine for processes, memory and open files (ulimit -a), then run the same command again.',
    cause,
  });
}
