import { PassThrough, Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';

/** Keys as a terminal sends them. */
export const keys = { enter: '\r', down: '\u001B[B', escape: '\u001B', controlC: '\u0003', controlD: '\u0004' };

/** Polls, because what a prompt draws depends on the event loop; fails after ten seconds with what was seen instead. */
export async function until(condition: () => boolean, seen: () => string): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`not seen in time; the screen shows: ${seen()}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A keyboard and a screen: what was drawn since the last look, without escape sequences. */
export function createFakeTerminal() {
  const input = new PassThrough();
  let drawn = '';
  const output = likeStdio(
    new Writable({
      write: (chunk, _encoding, done) => {
        drawn += String(chunk);
        done();
      },
    }),
  );
  const screen = () => stripVTControlCharacters(drawn);
  return {
    input,
    output,
    screen,
    raw: () => drawn,
    shows: (text: string) => until(() => screen().includes(text), screen),
    /** Types once the text is on the screen, and forgets what was there before. */
    typeAt: async (text: string | RegExp, typed: string) => {
      await until(() => (typeof text === 'string' ? screen().includes(text) : text.test(screen())), screen);
      drawn = '';
      input.write(typed);
    },
  };
}

/** Standard output and error are never ended by what is piped into them; Node knows them by this mark. */
export function likeStdio<Output extends NodeJS.WritableStream>(output: Output): Output {
  return Object.assign(output, { _isStdio: true });
}
