import { expect, it } from 'vitest';
import type { Sample } from '../../../src/core/following/sample.ts';
import { createFollower } from '../../../src/follow/follower.ts';

const minute = 60_000;
const copying = { status: 'WORKING', ready: false, lagSeconds: null };
const amount = { bytes: 10, documents: 1 };

/** A world in which time passes when it is told to. */
function world(looks: Parameters<typeof createFollower>[1], kept: Sample[] = []) {
  let ms = 0;
  const clock = { now: () => new Date(Date.UTC(2026, 10, 26) + ms), elapsed: () => ms };
  const samples = { load: async () => [...kept], add: async (sample: Sample) => void kept.push(sample) };
  const pass = (more: number) => {
    ms += more;
  };
  return { follower: createFollower(samples, looks, clock), kept, pass };
}

/** Counts how often it was asked. */
function counted<Seen>(answer: () => Promise<Seen>) {
  const look = {
    asked: 0,
    ask: () => {
      look.asked += 1;
      return answer();
    },
  };
  return look;
}

it('keeps what each look has seen, of the deployments as well', async () => {
  const { follower, kept } = world({ source: async () => amount, copied: async () => ({ ...amount, bytes: 5 }) });
  const following = await follower.see(copying);
  expect(kept).toEqual([
    { at: '2026-11-26T00:00:00.000Z', ...copying, source: amount, copied: { ...amount, bytes: 5 } },
  ]);
  expect(following).toMatchObject({ phase: 'copying', share: 0.5 });
});

it('looks at what arrives each time, and at the source every five minutes', async () => {
  const [source, copied, oplog] = [counted(async () => amount), counted(async () => amount), counted(async () => 60)];
  const { follower, pass } = world({ source: source.ask, copied: copied.ask, oplogSeconds: oplog.ask });
  for (let looks = 0; looks <= 40; looks += 1) {
    await follower.see(copying);
    pass(15_000);
  }
  expect([copied.asked, source.asked, oplog.asked]).toEqual([41, 3, 3]);
});

it('looks at nothing before the migration works, nor at what arrives once a lag is told', async () => {
  const [source, copied] = [counted(async () => amount), counted(async () => amount)];
  const { follower, pass } = world({ source: source.ask, copied: copied.ask });
  await follower.see({ ...copying, status: 'NEW' });
  expect([source.asked, copied.asked]).toEqual([0, 0]);
  pass(minute);
  await follower.see({ ...copying, lagSeconds: 3 });
  expect([source.asked, copied.asked]).toEqual([1, 0]);
});

it('looks at nothing once it is ready, and nobody waits for a source that does not answer', async () => {
  const source = counted(async () => amount);
  const { follower } = world({ source: source.ask, copied: source.ask, oplogSeconds: async () => 60 });
  expect(await follower.see({ ...copying, ready: true, lagSeconds: 1 })).not.toHaveProperty('oplog');
  expect(source.asked).toBe(0);
});

it('goes on where a deployment does not answer, and does not ask it again at once', async () => {
  const source = counted(() => Promise.reject(new Error('no route')));
  const { follower, kept, pass } = world({ source: source.ask });
  await follower.see(copying);
  pass(minute);
  await follower.see(copying);
  expect([source.asked, kept.map((sample) => sample.source)]).toEqual([1, [undefined, undefined]]);
  pass(4 * minute);
  await follower.see(copying);
  expect(source.asked).toBe(2);
});

it('does not ask a source at which another run has just looked, unless the clock was set back since', async () => {
  const source = counted(async () => amount);
  const seen = { at: '2026-11-25T23:58:00.000Z', ...copying, source: amount };
  await world({ source: source.ask }, [seen]).follower.see(copying);
  expect(source.asked).toBe(0);
  await world({ source: source.ask }, [{ ...seen, at: '2026-11-26T05:00:00.000Z' }]).follower.see(copying);
  expect(source.asked).toBe(1);
});

it('takes two looks at once that see the same for one', async () => {
  const { follower, kept, pass } = world({});
  await follower.see({ ...copying, lagSeconds: 3 });
  pass(20);
  await follower.see({ ...copying, lagSeconds: 3 });
  expect(kept).toHaveLength(1);
  await follower.see({ ...copying, lagSeconds: 2 });
  pass(minute);
  await follower.see({ ...copying, lagSeconds: 2 });
  expect(kept).toHaveLength(3);
});
