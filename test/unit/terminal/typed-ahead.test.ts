import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { forgetTypedAhead } from '../../../src/terminal/typed-ahead.ts';

function keyboard() {
  const modes: boolean[] = [];
  const input = Object.assign(new PassThrough(), { setRawMode: (isRaw: boolean) => modes.push(isRaw) });
  const forget = () =>
    forgetTypedAhead({ input, signal: new AbortController().signal, turn: async () => void (await turn()) });
  return { input, modes, forget };
}

it('forgets what was typed before, and nothing that is typed later', async () => {
  const { input, modes, forget } = keyboard();
  input.write('\r');
  input.write('Billing0');
  await forget();
  expect(modes).toEqual([true, false]);
  input.write('later');
  expect(String(input.read())).toBe('later');
  expect(input.listenerCount('data')).toBe(0);
});

it('leaves by Ctrl-C, also among what it forgets', async () => {
  const { input, modes, forget } = keyboard();
  input.write('\r\u0003\r');
  await expect(forget()).rejects.toMatchObject({ kind: 'interrupted', code: 'PROMPT_INTERRUPTED' });
  expect(modes).toEqual([true, false]);
});
