import { expect, it } from 'vitest';
import { outboxOf } from '../../../src/core/following/outbox.ts';
import type { Recipient } from '../../../src/core/following/recipient.ts';
import { openTeller } from '../../../src/tell/open-teller.ts';
import { createDisk, happening, settled, standingClock } from './teller-scene.ts';

const ids = ['1', '2', '3'];
const keys = ['a', 'b'];

/** A world with a disk and two webhooks, in which one run after the other may die. */
function createWorld() {
  const disk = createDisk();
  const got: string[] = [];
  const handed = new Set<string>();
  /** One run, which is dead from its n-th moment on: before or after each effect outside of it. */
  const live = async (diesAt: number) => {
    let moments = 0;
    const moment = async () => {
      moments += 1;
      if (moments >= diesAt) await new Promise<never>(() => {});
    };
    const effect = async <Result>(act: () => Promise<Result>) => {
      await moment();
      const result = await act();
      await moment();
      return result;
    };
    const recipients = keys.map(
      (key): Recipient => ({
        ...{ key, name: key },
        tell: ({ id }) =>
          effect(async () => {
            got.push(`${key} ${id}`);
            return { isTold: true as const };
          }),
      }),
    );
    const store = {
      load: disk.load,
      append: (line: Parameters<typeof disk.append>[0]) => effect(() => disk.append(line)),
    };
    const run = async () => {
      const teller = await openTeller({ store, recipients, clock: standingClock(), warn: () => {} });
      // Whoever hands it over does so again until it was taken, and perhaps once more.
      for (const id of ids) {
        await teller.happened(happening(id));
        handed.add(id);
      }
      await teller.end(10_000);
    };
    const ended = run().then(() => 'ended' as const);
    return { ended: await Promise.race([ended, quiet(() => moments >= diesAt)]), moments: () => moments };
  };
  return { live, got, handed, disk };
}

/** Resolves once it holds, and everything that was on its way without an effect has come to its end. */
async function quiet(holds: () => boolean): Promise<'dead'> {
  while (!holds()) await settled();
  await settled();
  return 'dead';
}

it('loses nothing and makes up nothing, whenever a run dies, and repeats only what it could not know of', async () => {
  const undisturbed = createWorld();
  const whole = await undisturbed.live(Number.POSITIVE_INFINITY);
  const all = keys.flatMap((key) => ids.map((id) => `${key} ${id}`)).toSorted();
  expect([whole.ended, undisturbed.got.toSorted()]).toEqual(['ended', all]);
  const most = whole.moments();
  // Three are put down, six times somebody is told and that is put down; each has a moment before and one after.
  expect(most).toBe(2 * (3 + 6 + 6));
  for (let diesAt = 1; diesAt <= most; diesAt += 1) {
    const world = createWorld();
    const first = await world.live(diesAt);
    expect(first.ended).toBe('dead');
    for (const id of world.handed)
      expect(world.disk.lines).toContainEqual(expect.objectContaining({ happening: happening(id) }));
    const before = [...world.got];
    expect((await world.live(Number.POSITIVE_INFINITY)).ended).toBe('ended');
    expect([...new Set(world.got)].toSorted()).toEqual(all);
    // One for each recipient may have been on its way.
    expect(world.got.length - all.length).toBeLessThanOrEqual(Math.min(keys.length, before.length));
    expect(outboxOf(world.disk.lines).owed).toEqual([]);
  }
});
