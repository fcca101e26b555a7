import { expect, it } from 'vitest';
import type { StepEvent } from '../../../src/core/events.ts';
import { createFollowScreen } from '../../../src/terminal/follow-screen.ts';
import type { KeyListener } from '../../../src/terminal/keyboard.ts';
import { createLiveBlock } from '../../../src/terminal/live-block.ts';
import { createStyle } from '../../../src/terminal/style.ts';
import { createEmulator } from '../../support/terminal-emulator.ts';
import { moment } from '../core/following/series.ts';

const time = moment(0).toISOString();
const waiting: StepEvent = {
  ...{ type: 'step', time, step: 'start.synchronize', title: 'Copy', state: 'waiting', detail: 'copying' },
  details: {
    ...{ status: 'WORKING', readyForCutover: false, lagSeconds: 41 },
    following: { phase: 'following', clocks: { answer: time, change: time, progress: time } },
  },
};

const names = {
  ...{ source: 'rs-billing', destination: 'Billing0', directory: '.livemig' },
  migrationId: () => null,
  next: () => 'the next thing',
  particulars: () => [{ label: 'migration', text: 'an id' }],
  cutoverPlan: () => [{ label: 'request', text: 'Atlas is asked' }],
  whenLeft: () => 'It goes on.',
};

/** A screen in an emulator; `listeners` are those who hear the keys at the moment. */
function screenIn(columns: number, rows: number) {
  const emulator = createEmulator(columns, rows);
  let drawn: Promise<unknown> = Promise.resolve();
  const write = (text: string) => {
    drawn = emulator.write(text.replaceAll('\n', '\r\n'));
  };
  const style = createStyle({ colorLevel: 0, alphabet: 'unicode', width: () => columns });
  const block = createLiveBlock({ write, columns: () => columns });
  const listeners: KeyListener[] = [];
  const left: string[] = [];
  const screen = createFollowScreen({
    ...{ style, block, columns: () => columns, rows: () => rows, now: () => moment(0), every: () => () => {} },
    keyboard: {
      listen: (listener) => {
        listeners.push(listener);
        return () => void listeners.pop();
      },
    },
    leave: (whatGoesOn) => left.push(whatGoesOn),
  });
  screen.name(names);
  const shown = async () => {
    await drawn;
    return emulator.scrollback().join('\n');
  };
  const press = (key: string) => listeners[0]?.key(key);
  return { screen, listeners, left, press, shown };
}

it.each([
  ['?', 'leave. It goes on.'],
  ['d', 'an id'],
  ['p', 'Atlas is asked'],
])('shows a page by %s, and the usual lines by the same key or by Esc', async (key, text) => {
  const { screen, press, shown } = screenIn(100, 30);
  screen.show(waiting);
  expect(await shown()).not.toContain(text);
  for (const back of [key, 'escape']) {
    press(key);
    expect(await shown()).toContain(text);
    expect(await shown()).not.toContain('waiting for');
    press(back);
    expect(await shown()).toContain('waiting for');
    expect(await shown()).not.toContain(text);
  }
});

it('goes from one page to another, and keeps it while it is looked again', async () => {
  const { screen, press, shown } = screenIn(100, 30);
  screen.show(waiting);
  press('d');
  press('p');
  press('x');
  screen.show(waiting);
  expect(await shown()).toContain('Atlas is asked');
  expect(await shown()).not.toContain('an id');
});

it('leaves by q, with what goes on', () => {
  const { screen, press, left } = screenIn(100, 30);
  screen.show(waiting);
  press('q');
  expect(left).toEqual(['It goes on.']);
});

it('leaves the usual lines without keys behind, and hears none any more', async () => {
  const { screen, listeners, press, shown } = screenIn(100, 30);
  screen.show(waiting);
  press('d');
  screen.end();
  expect(listeners).toEqual([]);
  const text = await shown();
  expect(text).toContain('waiting for');
  expect(text).toContain('the next thing');
  expect(text).not.toContain('an id');
  expect(text).not.toContain('leave');
});

it('leaves the terminal to whoever has it while the process is stopped, and is drawn again afterwards', async () => {
  const { screen, listeners, shown } = screenIn(100, 30);
  screen.show(waiting);
  listeners[0]?.suspend();
  expect(await shown()).toBe('');
  listeners[0]?.resume();
  expect(await shown()).toContain('waiting for');
});
