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

const oplogs = async () => ({ shortestSeconds: 60, sets: [{ set: 'rs0', windowMs: 60_000 }] });

it('looks at what arrives each time, and at the source every five minutes', async () => {
  const [source, copied, oplog] = [counted(async () => amount), counted(async () => amount), counted(oplogs)];
  const { follower, pass } = world({ source: source.ask, copied: copied.ask, oplogs: oplog.ask });
  for (let looks = 0; looks <= 40; looks += 1) {
    await follower.see(copying);
    pass(15_000);
  }
  expect([copied.asked, source.asked, oplog.asked]).toEqual([41, 3, 3]);
});

it('looks at nothing before the migration works, and once a minute at what is built once a lag is told', async () => {
  const [source, copied] = [counted(async () => amount), counted(async () => amount)];
  const { follower, pass } = world({ source: source.ask, copied: copied.ask });
  await follower.see({ ...copying, status: 'NEW' });
  expect([source.asked, copied.asked]).toEqual([0, 0]);
  pass(minute);
  for (let looks = 0; looks < 8; looks += 1) {
    await follower.see({ ...copying, lagSeconds: 3 });
    pass(15_000);
  }
  expect([source.asked, copied.asked]).toEqual([1, 2]);
});

it('looks at nothing once it is ready, and nobody waits for a source that does not answer', async () => {
  const source = counted(async () => amount);
  const { follower } = world({ source: source.ask, copied: source.ask, oplogs });
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

/** Until what nobody waits for has ended. */
const turn = () => new Promise<void>((resolve) => void setImmediate(resolve));

it('tells what was seen of writes and of the engine without waiting for it, and keeps none of it', async () => {
  let end = () => {};
  const watched = new Promise<void>((resolve) => {
    end = resolve;
  });
  const [writes, engine] = [
    counted(async () => {
      await watched;
      return { perSecond: 310, top: { namespace: 'billing.payments', share: 0.84 } };
    }),
    counted(async () => ({ phase: 'collection copy' })),
  ];
  const { follower, kept, pass } = world({ writes: writes.ask, engine: engine.ask, oplogs });
  expect(await follower.see(copying)).not.toHaveProperty('writes');
  end();
  await turn();
  const at = '2026-11-26T00:00:00.000Z';
  expect(await follower.see({ ...copying, ready: true, lagSeconds: 1 })).toMatchObject({
    writes: { at, perSecond: 310 },
    engine: { at, records: { phase: 'collection copy' } },
    oplogs: [{ set: 'rs0', windowMs: 60_000 }],
  });
  expect(JSON.stringify(kept)).not.toMatch(/310|collection copy/);
  expect([writes.asked, engine.asked]).toEqual([1, 1]);
  pass(minute);
  await follower.see(copying);
  await turn();
  expect([writes.asked, engine.asked]).toEqual([2, 2]);
});

it('says that the records of the engine are not readable where they are not, and nothing where nobody looked', async () => {
  for (const answer of [async () => undefined, () => Promise.reject(new Error('not authorized'))]) {
    const { follower } = world({ engine: answer });
    await follower.see(copying);
    await turn();
    expect(await follower.see(copying)).toMatchObject({ engine: { records: null } });
  }
  const { follower } = world({});
  expect(await follower.see(copying)).not.toHaveProperty('engine');
});

it('tells nothing of writes any more that were seen long ago', async () => {
  let isReachable = true;
  const { follower, pass } = world({
    writes: () => (isReachable ? Promise.resolve({ perSecond: 5 }) : new Promise(() => {})),
  });
  await follower.see(copying);
  await turn();
  isReachable = false;
  pass(minute);
  expect(await follower.see(copying)).toHaveProperty('writes');
  pass(minute + 1);
  expect(await follower.see(copying)).not.toHaveProperty('writes');
});
