import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { createBoundedOutput } from '../core/bounded-output.ts';
import type { ExecutableEnd, ExecutableRun } from '../core/executable.ts';
import type { RunClock } from '../core/ports.ts';

export interface ExecutableOptions {
  readonly clock: Pick<RunClock, 'alarm'>;
  /** Sends a signal to a process, or to the group of it where the id is negative; fails where there is none. */
  kill(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void;
}

/** What is told to end and does not, is ended. */
const graceMs = 5000;
/** Whoever the program has left behind may hold its output open for ever; what it said itself is there by then. */
const drainMs = 1000;

/**
 * Runs a program, without a shell and without arguments, in a group of processes of its own: at its time limit, or at the
 * end of the run, that is ended with everybody in it. Never rejects: how it went is the result.
 */
export function runExecutable(run: ExecutableRun, { clock, kill }: ExecutableOptions): Promise<ExecutableEnd> {
  const { file, env, input, timeoutMs, signal } = run;
  if (signal?.aborted === true) return Promise.resolve({ how: 'not-started', why: 'the run was stopped', output: '' });
  const output = createBoundedOutput();
  const child = spawn(file, [], { env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', output.add);
  // It need not read what it is given.
  child.stdin.on('error', () => {}).end(input);
  return new Promise((resolve) => {
    let ended: 'timed-out' | 'stopped' | undefined;
    let isOver = false;
    const send = (name: 'SIGTERM' | 'SIGKILL') => {
      if (!isOver && child.pid !== undefined) ignoringAbsence(() => kill(-(child.pid ?? 0), name));
    };
    const end = (why: 'timed-out' | 'stopped') => {
      ended ??= why;
      send('SIGTERM');
      clock.alarm(graceMs, () => send('SIGKILL'));
    };
    const stop = () => end('stopped');
    const over = (how: Omit<ExecutableEnd, 'output'>) => {
      isOver = true;
      signal?.removeEventListener('abort', stop);
      letGo(child);
      resolve({ ...how, output: output.text() });
    };
    signal?.addEventListener('abort', stop, { once: true });
    clock.alarm(timeoutMs, () => end('timed-out'));
    child.once('error', ({ message }) => over({ how: 'not-started', why: message }));
    child.once('exit', (code, name) => {
      const how = ended ?? (code === null ? ('killed' as const) : ('exited' as const));
      const went = { how, ...(code === null ? {} : { code }), ...(name === null ? {} : { why: name }) };
      child.once('close', () => over(went));
      clock.alarm(drainMs, () => over(went));
    });
  });
}

function letGo({ stdout, stderr }: ChildProcessByStdio<Writable, Readable, Readable>): void {
  stdout.destroy();
  stderr.destroy();
}

function ignoringAbsence(act: () => void): void {
  try {
    act();
  } catch {
    // Everybody in it has ended by now.
  }
}
