import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createKeyboard, type TerminalSignal } from '../../../src/terminal/keyboard.ts';

/** A terminal, and what becomes of it. */
function terminal({ inForeground = true } = {}) {
  const modes: boolean[] = [];
  const raised: TerminalSignal[] = [];
  const heard: string[] = [];
  const stops: { suspend: () => void; resume: () => void }[] = [];
  const calls = new Set<() => void>();
  const input = Object.assign(new PassThrough(), { setRawMode: (isRaw: boolean) => modes.push(isRaw) });
  const foreground = { is: inForeground };
  const keyboard = createKeyboard({
    input,
    jobs: {
      raise: (signal) => raised.push(signal),
      isInForeground: async () => foreground.is,
      onStop: (suspend, resume) => {
        stops.push({ suspend, resume });
        return () => void stops.pop();
      },
    },
    every: (_, call) => {
      calls.add(call);
      return () => void calls.delete(call);
    },
  });
  const listen = () =>
    keyboard.listen({
      key: (name) => heard.push(name),
      suspend: () => heard.push('suspend'),
      resume: () => heard.push('resume'),
    });
  const type = async (keys: string) => {
    input.write(keys);
    await turn();
    await turn();
  };
  return { input, modes, raised, heard, stops, foreground, listen, type, calls };
}

it('hands on keys, without those that are sent as a sequence', async () => {
  const { listen, type, heard, modes } = terminal();
  listen();
  await turn();
  expect(modes).toEqual([true]);
  for (const keys of ['?', 'dp', '\u001B[A', '\u001BOP', '\u001B[1;5D', '\u001Bx', '\u001B']) await type(keys);
  expect(heard).toEqual(['?', 'd', 'p', 'escape']);
});

it('still stops by what stops a program, also among other keys', async () => {
  const { listen, type, raised, heard } = terminal();
  listen();
  await turn();
  await type('d\u0003\u001C\u001A');
  expect([raised, heard]).toEqual([['SIGINT', 'SIGQUIT', 'SIGTSTP'], ['d']]);
});

it('leaves standard input whole to whoever reads it next', async () => {
  const { input, listen, type, heard, modes, stops, calls } = terminal();
  const end = listen();
  await turn();
  await type('d');
  end();
  expect(modes).toEqual([true, false]);
  await type('Billing0');
  expect(String(input.read())).toBe('Billing0');
  expect([heard, input.listenerCount('data'), stops.length, calls.size]).toEqual([['d'], 0, 0, 0]);
});

it('takes nothing where it ends before it knows whether it may', async () => {
  const { listen, modes } = terminal();
  listen()();
  await turn();
  expect(modes).toEqual([]);
});

it('touches no terminal from the background, and takes the keys once it is in front', async () => {
  const { listen, type, heard, modes, foreground, calls } = terminal({ inForeground: false });
  const end = listen();
  await turn();
  expect(modes).toEqual([]);
  foreground.is = true;
  for (const call of calls) call();
  await turn();
  await type('d');
  expect([modes, heard]).toEqual([[true], ['d']]);
  end();
});

it('leaves raw mode while the process is stopped, and takes it again once it goes on in front', async () => {
  const { listen, modes, heard, stops, foreground } = terminal();
  listen();
  await turn();
  stops[0]?.suspend();
  expect([modes, heard]).toEqual([[true, false], ['suspend']]);
  stops[0]?.resume();
  await turn();
  expect([modes, heard]).toEqual([
    [true, false, true],
    ['suspend', 'resume'],
  ]);
  // Stopped by a signal that nobody can hear, and gone on with in the background.
  foreground.is = false;
  stops[0]?.resume();
  await turn();
  expect(modes).toEqual([true, false, true, false]);
});
