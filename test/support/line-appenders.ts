import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Processes that append to one audit. */
export interface Appenders {
  /** All at once, so many lines each; fulfilled when all have, or have ended. */
  append(lines: number): Promise<void>;
  /** Sends SIGKILL to one that is at it, and puts another one in its place. */
  killOne(): Promise<void>;
  close(): void;
}

interface Appender {
  readonly one: ChildProcess;
  readonly ready: Promise<unknown>;
}

/** `mutation` breaks them on purpose (`append-lines.js`). */
export function startAppenders(count: number, directory: string, mutation = 'none'): Appenders {
  const start = (): Appender => {
    const one = fork(fileURLToPath(new URL('../../dist/test/append-lines.js', import.meta.url)), [directory, mutation]);
    return { one, ready: once(one, 'message') };
  };
  const all = Array.from({ length: count }, start);
  return {
    append: async (lines) => {
      // Together, however long one of them took to start.
      await Promise.all(all.map(({ ready }) => ready));
      await Promise.all(all.map(({ one }) => appendWith(one, lines)));
    },
    killOne: async () => {
      const [killed] = all.splice(0, 1, start());
      if (killed === undefined) return;
      const { one } = killed;
      const ended = once(one, 'exit');
      one.kill('SIGKILL');
      await ended;
    },
    close: () => {
      for (const { one } of all) one.kill('SIGKILL');
    },
  };
}

function appendWith(one: ChildProcess, lines: number): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      one.off('message', end).off('exit', end);
      resolve();
    };
    one.on('message', end).on('exit', end);
    one.send(lines);
  });
}
