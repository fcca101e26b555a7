import { expect, it } from 'vitest';
import { known, unknownBecause } from '../../../src/core/check.ts';
import type { SeenGate } from '../../../src/core/gates/seen-gate.ts';
import { createGatesWatch } from '../../../src/follow/gates-watch.ts';

const gate = (message: string): SeenGate => ({
  gate: 'writes',
  state: 'refuses',
  title: 'nothing is written',
  message,
});

/** A watch, and the answers of its looks, which are given when a test says so. */
function scene(intervalMs?: number) {
  let ms = 0;
  const asked: ((message: string | undefined) => void)[] = [];
  const clock = { now: () => new Date(ms), elapsed: () => ms };
  const watch = createGatesWatch(clock, intervalMs);
  const look = () =>
    new Promise<SeenGate[]>((resolve, reject) =>
      asked.push((message) => (message === undefined ? reject(new Error('no answer')) : resolve([gate(message)]))),
    );
  return {
    asked,
    see: () => watch.see(look),
    pass: (by: number) => {
      ms += by;
    },
    /** Lets the newest look end. */
    end: async (message?: string) => {
      asked.at(-1)?.(message);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

it('is begun at once and once in a minute, waits for nothing, and tells when it was', async () => {
  const { asked, see, pass, end } = scene();
  expect([see(), see(), asked.length]).toEqual([undefined, undefined, 1]);
  pass(2_000);
  await end('12 writes');
  expect(see()).toEqual({ at: '1970-01-01T00:00:02.000Z', gates: [gate('12 writes')] });
  expect(asked).toHaveLength(1);
  pass(60_000);
  expect(see()?.gates).toEqual([gate('12 writes')]);
  expect(asked).toHaveLength(2);
});

it('tells nothing where the last look failed, or was long ago', async () => {
  const { see, pass, end } = scene();
  see();
  await end('12 writes');
  pass(60_000);
  see();
  await end();
  expect(see()).toBeUndefined();
  pass(60_000);
  see();
  await end('none');
  pass(120_001);
  expect(see()).toBeUndefined();
});

it('tells how they stood at the look before where looks are rare', async () => {
  const { asked, see, pass, end } = scene(10 * 60_000);
  see();
  await end('12 writes');
  pass(10 * 60_000);
  expect(see()).toEqual({ at: '1970-01-01T00:00:00.000Z', gates: [gate('12 writes')] });
  expect(asked).toHaveLength(2);
  pass(10 * 60_000 + 1);
  expect(see()).toBeUndefined();
});

it('asks for the users of the destination at every fifth of its looks, and says of when they are otherwise', async () => {
  let ms = 0;
  let asked = 0;
  const watch = createGatesWatch({ now: () => new Date(ms), elapsed: () => ms });
  const seen: (string | undefined)[] = [];
  for (let looks = 0; looks < 11; looks += 1) {
    watch.see(async (usersOf) => {
      const { seenAt } = await usersOf(async () => {
        asked += 1;
        return { known: true, value: 2 };
      });
      seen.push(seenAt);
      return [];
    });
    await new Promise((resolve) => setImmediate(resolve));
    ms += 60_000;
  }
  expect(asked).toBe(3);
  const five = (at: string) => [undefined, at, at, at, at];
  expect(seen).toEqual([...five('1970-01-01T00:00:00.000Z'), ...five('1970-01-01T00:05:00.000Z'), undefined]);
});

it('asks for the users again at the next look where they could not be read', async () => {
  const watch = createGatesWatch({ now: () => new Date(0), elapsed: () => ms });
  const answers = [unknownBecause<number>('Atlas answered 503'), known(2)];
  const seen: unknown[] = [];
  let ms = 0;
  for (let looks = 0; looks < 3; looks += 1) {
    watch.see(async (usersOf) => {
      seen.push(await usersOf(async () => answers.shift() ?? known(3)));
      return [];
    });
    await new Promise((resolve) => setImmediate(resolve));
    ms += 60_000;
  }
  const kept = { users: known(2), seenAt: '1970-01-01T00:00:00.000Z' };
  expect(seen).toEqual([{ users: unknownBecause('Atlas answered 503') }, { users: known(2) }, kept]);
});
