import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const Answer = z.object({ taken: z.boolean(), code: z.string().optional(), message: z.string().optional() });

/** How a try to take the lock has ended, and for which process it was. */
export type Try = z.infer<typeof Answer> & { readonly pid: number };

/** Processes that take one lock at the same time, each for an owner that can be killed. */
export interface Takers {
  /** All at once; a taker whose owner has been killed tries for a new one. */
  takeAll(): Promise<readonly Try[]>;
  /** Sends SIGKILL to the owner with this pid, and waits until it has ended. */
  kill(pid: number): Promise<void>;
  close(): void;
}

/** `mutation` breaks the takers on purpose (`take-lock.js`). */
export function startTakers(count: number, directory: string, mutation = 'none'): Takers {
  const takers = Array.from({ length: count }, () => startTaker(directory, mutation));
  return {
    takeAll: () => Promise.all(takers.map((taker) => taker.take())),
    kill: async (pid) => {
      for (const taker of takers) await taker.killOwner(pid);
    },
    close: () => {
      for (const taker of takers) taker.close();
    },
  };
}

function startTaker(directory: string, mutation: string) {
  const program = fork(fileURLToPath(new URL('../../dist/test/take-lock.js', import.meta.url)), [directory, mutation]);
  let owner = startOwner();
  return {
    take: async (): Promise<Try> => {
      const { pid } = owner;
      if (pid === undefined) throw new Error('no process could be started');
      const answered = once(program, 'message');
      program.send(pid);
      return { pid, ...Answer.parse((await answered)[0]) };
    },
    killOwner: async (pid: number) => {
      if (owner.pid !== pid) return;
      const ended = once(owner, 'exit');
      owner.kill('SIGKILL');
      await ended;
      owner = startOwner();
    },
    close: () => {
      owner.kill('SIGKILL');
      program.kill('SIGKILL');
    },
  };
}

/** Lives until it is killed, or its standard input ends with this process. */
function startOwner(): ChildProcess {
  const stdio = ['pipe', 'ignore', 'ignore'] as const;
  if (process.platform !== 'win32') return spawn('cat', { stdio: [...stdio] });
  return spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: [...stdio] });
}
