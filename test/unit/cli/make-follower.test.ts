import { expect, it } from 'vitest';
import { keptNowhere, makeFollower } from '../../../src/cli/make-follower.ts';
import type { Oplog } from '../../../src/core/facts/health.ts';
import type { FactValues } from '../../../src/core/facts.ts';
import { Secret } from '../../../src/core/secret.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { fakeWorld } from '../../support/fake-world.ts';

const hour = 3_600_000;
const full = (hours: number): Oplog => ({
  ...{ spanMs: hours * hour, bytes: 10, maxBytes: 10, minHours: null, written: null },
});

async function seen(oplogs: FactValues['sourceOplogs']) {
  const { world } = await fakeWorld({
    inspector: {
      contents: () => Promise.reject(new Error('no route')),
      survey: async (_, id) => {
        const facts: Partial<FactValues> = { sourceOplogs: oplogs };
        const fact = facts[id];
        if (fact === undefined) throw new Error('no route');
        return fact;
      },
    },
  });
  const samples = keptNowhere({ load: async () => [], add: async () => {} });
  const follower = makeFollower({ clock: fakeClock() }, samples, world, { sourceUri: new Secret('mongodb://a') });
  return follower.see({ status: 'WORKING', ready: false, lagSeconds: 3 });
}

it('tells how far back the oplog of each shard reaches, the shortest first', async () => {
  const read = [
    { name: 'a', value: full(38) },
    { name: 'b', value: full(31) },
  ];
  expect(await seen({ read, unread: [] })).toMatchObject({
    oplog: { windowMs: 31 * hour },
    oplogs: [
      { set: 'b', windowMs: 31 * hour },
      { set: 'a', windowMs: 38 * hour },
    ],
  });
});

it('tells of none where one of them could not be read, which may be the shortest', async () => {
  const following = await seen({ read: [{ name: 'a', value: full(38) }], unread: [{ name: 'b', reason: 'no route' }] });
  expect(following).not.toHaveProperty('oplog');
  expect(following).not.toHaveProperty('oplogs');
});
