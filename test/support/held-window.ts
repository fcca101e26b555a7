import { close, constants, openSync, write } from 'node:fs';
import { promisify } from 'node:util';
import type { IPty } from '@lydell/node-pty';

/** What no program writes, and no terminal shows. */
const lastWord = '\u001B]7305;all is read\u0007';

export const withoutLastWord = (text: string): string => text.replace(lastWord, '');

/**
 * Keeps a window open until all that was written in it has been read. Otherwise its last lines are lost on a busy
 * machine: when the last program has left a terminal, libuv reports the end after one short read, and the kernel may
 * still hold what was written last (uv__stream_io: POLLHUP and a partial read).
 */
export function holdWindow(pty: IPty) {
  // Windows has no such end.
  if (process.platform === 'win32') return { letGo: async () => undefined, hangUp: () => pty.kill() };
  const window = openSync(nameOf(pty), constants.O_RDWR | constants.O_NOCTTY);
  // Else the library tells of the process's end once the window is closed, and closes it itself after 200 ms.
  if (!Reflect.set(pty, '_emittedClose', true)) throw new Error('this terminal cannot be held');
  let isHungUp = false;
  return {
    /** Once the process has ended; fulfilled when all is read, and what else ran in the window has left it. */
    letGo: async (): Promise<void> => {
      if (!isHungUp) await Promise.all([untilLastWord(pty), promisify(write)(window, lastWord)]);
      const closed = isHungUp ? undefined : untilClosed(pty);
      await promisify(close)(window);
      await closed;
    },
    /** As when somebody closes the window. */
    hangUp: (): void => {
      isHungUp = true;
      destroy(pty);
    },
  };
}

function untilLastWord(pty: IPty): Promise<void> {
  let heard = '';
  return new Promise((resolve) => {
    const listening = pty.onData((text) => {
      heard += text;
      if (!heard.includes(lastWord)) return;
      listening.dispose();
      resolve();
    });
  });
}

/** A program that outlives its shell is hung up on, and ends in order. */
function untilClosed(pty: IPty): Promise<void> {
  if (!('on' in pty) || typeof pty.on !== 'function') throw new Error('this terminal tells of nothing');
  const { on } = pty;
  Reflect.set(pty, '_emittedClose', false);
  return new Promise((resolve) => on.call(pty, 'close', resolve));
}

/** As `on` above, left out by the library's types. */
function nameOf(pty: IPty): string {
  if (!('ptsName' in pty) || typeof pty.ptsName !== 'string') throw new Error('this terminal has no name');
  return pty.ptsName;
}

function destroy(pty: IPty): void {
  if (!('destroy' in pty) || typeof pty.destroy !== 'function') throw new Error('this terminal cannot be closed');
  pty.destroy();
}
