import { expect, it } from 'vitest';
import { createLiveBlock } from '../../../src/terminal/live-block.ts';
import { createSpinner } from '../../../src/terminal/spinner.ts';
import { createStyle } from '../../../src/terminal/style.ts';
import { createEmulator } from '../../support/terminal-emulator.ts';

const text = 'Copy and follow until ready for cutover: following, lag 42 s, falling';

/** A spinner in a window, turned by hand. */
function spinnerIn(columns: number) {
  const emulator = createEmulator(columns, 12);
  let width = columns;
  let time = '';
  let drawn: Promise<unknown> = Promise.resolve();
  let turn: (() => void) | undefined;
  const write = (part: string) => {
    drawn = emulator.write(part.replaceAll('\n', '\r\n'));
  };
  const style = createStyle({ colorLevel: 0, alphabet: 'unicode', width: () => width });
  const every = (_ms: number, call: () => void) => {
    turn = call;
    return () => {
      turn = undefined;
    };
  };
  const block = createLiveBlock({ write, columns: () => width });
  const spinner = createSpinner({ block, style, elapsed: () => time, every });
  return {
    spinner,
    write,
    pass: (now: string) => {
      time = now;
      turn?.();
    },
    isTurning: () => turn !== undefined,
    resize: async (newColumns: number) => {
      await drawn;
      emulator.resize(newColumns, 12);
      width = newColumns;
    },
    lines: async () => {
      await drawn;
      return emulator.scrollback();
    },
  };
}

it('turns, and the time goes on between events', async () => {
  const { spinner, pass, lines } = spinnerIn(80);
  spinner.show('Copying', 'days');
  expect(await lines()).toEqual(['⠋ Copying, usually days']);
  pass('(1m 32s)');
  expect(await lines()).toEqual(['⠙ Copying, usually days (1m 32s)']);
});

it('leaves no trace, and does not turn any more', async () => {
  const { spinner, write, isTurning, lines } = spinnerIn(80);
  write('before\n');
  spinner.show(text);
  expect(isTurning()).toBe(true);
  spinner.stop();
  spinner.stop();
  expect([isTurning(), await lines()]).toEqual([false, ['before']]);
});

it.each([
  [60, ['⠋ Compare source and destination: 2,436 of 11,225 documents', '  (21 %); comparing billing.payments (1s)']],
  [
    40,
    ['⠋ Compare source and destination: 2,436', '  of 11,225 documents (21 %); comparing', '  billing.payments (1s)'],
  ],
  [16, ['⠋ Compare source', '  and', '  destination:', '  2,436 of… (1s)']],
])('tells all that it has to tell in a window of %i columns, as far as four lines go', async (columns, expected) => {
  const { spinner, pass, lines } = spinnerIn(columns);
  pass('(1s)');
  spinner.show('Compare source and destination: 2,436 of 11,225 documents (21 %); comparing billing.payments');
  pass('(1s)');
  expect((await lines()).map((line, at) => (at === 0 ? `⠋${line.slice(1)}` : line))).toEqual(expected);
  spinner.stop();
  expect(await lines()).toEqual([]);
});

it.each([
  [80, 60],
  [80, 40],
  [80, 25],
  [60, 30],
  [40, 100],
])('leaves nothing behind where a window of %i columns becomes %i wide', async (columns, narrower) => {
  const { spinner, write, pass, resize, lines } = spinnerIn(columns);
  write('before\n');
  spinner.show(text);
  pass('(1m 32s)');
  await resize(narrower);
  pass('(1m 33s)');
  const [first, ...more] = await lines();
  expect([first, more.map((line) => line.slice(2)).join(' ')]).toEqual(['before', `${text} (1m 33s)`]);
  spinner.stop();
  expect(await lines()).toEqual(['before']);
});
