import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { LivemigEvent, ResultEvent } from '../../src/core/events.ts';
import { mustBeDocumented } from './documented.ts';
import { watchSecrets } from './secret-watch.ts';
import { testedProgram } from './tested-program.ts';

export interface Livemig {
  readonly child: ChildProcess;
  /** Every line of standard output, parsed as an event. */
  readonly events: LivemigEvent[];
  /** Fulfilled with the first event that matches; rejected when the process ends without one. */
  until(matches: (event: LivemigEvent) => boolean): Promise<LivemigEvent>;
  readonly ended: Promise<{
    readonly exitCode: number | null;
    readonly signal: string | null;
    readonly stderr: string;
  }>;
}

/** Starts the built program with `--json`, in `directory`, with nothing of this process's environment but the path. */
export function startLivemig(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  directory: string,
): Livemig {
  const watch = watchSecrets(args, env, directory);
  const child = spawn(process.execPath, [testedProgram, ...args, '--json'], {
    cwd: directory,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const events: LivemigEvent[] = [];
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const look of waiting) look();
  };
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    watch.see('standard error', text);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    watch.see('standard output', line);
    watch.look(child.pid);
    events.push(LivemigEvent.parse(JSON.parse(line)));
    wake();
  });
  const ended = new Promise<{ exitCode: number | null; signal: string | null; stderr: string }>((resolve, reject) => {
    child.once('close', (exitCode, signal) => {
      try {
        watch.end();
        resolve({ exitCode, signal, stderr });
      } catch (leak) {
        reject(leak);
      }
      wake();
    });
  });
  return {
    child,
    events,
    ended,
    until: (matches) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const event = events.find(matches);
          if (event === undefined && child.exitCode === null && child.signalCode === null) return;
          waiting.delete(look);
          if (event === undefined) reject(new Error(`livemig ${args.join(' ')} ended before that: ${stderr}`));
          else resolve(event);
        };
        waiting.add(look);
        look();
      }),
  };
}

export interface Ended {
  readonly exitCode: number | null;
  readonly result: ResultEvent;
  readonly events: readonly LivemigEvent[];
  readonly stderr: string;
}

/** Runs the built program to its end. */
export async function livemig(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  directory: string,
): Promise<Ended> {
  const running = startLivemig(args, env, directory);
  const { exitCode, stderr } = await running.ended;
  const result = ResultEvent.parse(running.events.at(-1));
  mustBeDocumented(result);
  return { exitCode, stderr, events: running.events, result };
}
