import { expect, it } from 'vitest';
import { createLiveBlock } from '../../../src/terminal/live-block.ts';
import { createEmulator } from '../../support/terminal-emulator.ts';

/** A window, and what was drawn in it so far. */
function windowOf(columns: number, rows: number) {
  const emulator = createEmulator(columns, rows);
  let width = columns;
  let drawn: Promise<unknown> = Promise.resolve();
  const write = (text: string) => {
    // As a terminal does it.
    drawn = emulator.write(text.replaceAll('\n', '\r\n'));
  };
  const block = createLiveBlock({ write, columns: () => width });
  return {
    block,
    write,
    resize: async (newColumns: number) => {
      await drawn;
      emulator.resize(newColumns, rows);
      width = newColumns;
    },
    screen: async () => {
      await drawn;
      return emulator.scrollback();
    },
    isCursorHidden: async () => {
      await drawn;
      return emulator.isCursorHidden();
    },
  };
}

it('is drawn over again in place, also where it becomes shorter', async () => {
  const { block, write, screen } = windowOf(20, 10);
  write('before\n');
  block.draw(['one', 'two', 'three']);
  block.draw(['four']);
  expect(await screen()).toEqual(['before', 'four']);
});

it('lets something be written above it', async () => {
  const { block, write, screen } = windowOf(20, 10);
  block.draw(['one', 'two']);
  block.above(() => write('a note\n'));
  block.draw(['three', 'two']);
  expect(await screen()).toEqual(['a note', 'three', 'two']);
});

it.each([60, 12, 7, 5])('leaves nothing behind where the window becomes %i columns wide', async (columns) => {
  const { block, write, resize, screen } = windowOf(20, 24);
  write('before\n');
  block.draw(['twenty columns wide!', 'two', 'twelve wide.']);
  await resize(columns);
  block.draw(['new']);
  expect(await screen()).toEqual(
    ['before', 'new'].flatMap((text) =>
      columns < text.length ? [text.slice(0, columns), text.slice(columns)] : [text],
    ),
  );
});

it('stays where it is when it is left, with the cursor shown below', async () => {
  const { block, write, screen, isCursorHidden } = windowOf(20, 10);
  block.draw(['one', 'two']);
  expect(await isCursorHidden()).toBe(true);
  block.keep();
  write('after\n');
  expect(await screen()).toEqual(['one', 'two', 'after']);
  expect(await isCursorHidden()).toBe(false);
  block.draw(['three']);
  expect(await screen()).toEqual(['one', 'two', 'after', 'three']);
});
