import { once } from 'node:events';
import { LivemigError } from '../../src/core/errors.ts';
import type { CommandRun, PortsOptions } from './test-ports.ts';

/** Above every pid that Linux gives (man 5 proc, pid_max), so that it belongs to none but a run that a test calls killed. */
const firstPid = 5_000_000;

export interface KillableRun {
  /** It ends as any command does, unless it is killed. */
  readonly ended: Promise<CommandRun>;
  /** Fulfilled once it was killed: it does nothing any more. */
  readonly killed: Promise<void>;
}

/** By what a run stops in the middle of what it does, as who is killed does. */
export interface Death {
  /** Never fulfilled; rejects when the test is over, so that what is open is closed. */
  die(): Promise<never>;
}

/** Runs in this process, each as one of its own to the others, which can be killed in the middle of what it does. */
export function killableRuns() {
  const [dead, started, over] = [new Set<number>(), new Set<Promise<unknown>>(), new AbortController()];
  const isAlive = (pid: number) => pid >= firstPid && !dead.has(pid);
  let next = firstPid;
  return {
    start(run: (options: Pick<PortsOptions, 'process' | 'signal'>, death: Death) => Promise<CommandRun>): KillableRun {
      next += 1;
      const pid = next;
      const death = new AbortController();
      const killed = once(death.signal, 'abort').then(() => undefined);
      const die = () => {
        dead.add(pid);
        death.abort();
        return new Promise<never>((_, reject) => {
          const end = () => reject(over.signal.reason);
          // It may die in what it does because the test is over.
          if (over.signal.aborted) end();
          else over.signal.addEventListener('abort', end);
        });
      };
      const ended = run({ process: { pid, isAlive }, signal: over.signal }, { die });
      started.add(ended.catch(() => undefined));
      return { ended, killed };
    },
    /** Once the test is over. */
    async end(): Promise<void> {
      over.abort(
        new LivemigError({ kind: 'interrupted', code: 'INTERRUPTED', message: 'The test is over.', fix: '-' }),
      );
      await Promise.all(started);
    },
  };
}
