import { expect, it } from 'vitest';
import type { Sample } from '../../../src/core/following/sample.ts';
import { createFollower } from '../../../src/follow/follower.ts';

const minute = 60_000;
const copying = { status: 'WORKING', ready: false, lagSeconds: null };
const amount = { bytes: 10, documents: 1 };

/** A world in which time passes when it is told to. */
function world(looks: Parameters<typeof createFollower>[1], kept: Sample[] = [], intervalMs?: number) {
  let ms = 0;
  const clock = { now: () => new Date(Date.UTC(2026, 10, 26) + ms), elapsed: () => ms };
  const samples = { load: async () => [...kept], add: async (sample: Sample) => void kept.push(sample) };
  const pass = (more: number) => {
    ms += more;
  };
  return { follower: createFollower(samples, looks, clock, intervalMs), kept, pass };
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

/** Until what nobody waits for has ended. */
const turn = () => new Promise<void>((resolve) => void setImmediate(resolve));

/** When the first look is. */
const at = '2026-11-26T00:00:00.000Z';

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

const ready = { ...copying, ready: true, lagSeconds: 1 };

it('looks at nothing but the oplogs once it is ready, and nobody waits for a source that does not answer', async () => {
  const source = counted(async () => amount);
  const oplog = counted(() => new Promise<never>(() => {}));
  const { follower } = world({ source: source.ask, copied: source.ask, oplogs: oplog.ask });
  expect(await follower.see(ready)).not.toHaveProperty('oplog');
  expect([source.asked, oplog.asked]).toEqual([0, 1]);
});

it('looks at the oplogs every five minutes once it is ready, and keeps when it has seen them', async () => {
  let shortestSeconds = 7_200;
  const oplog = counted(async () => ({ shortestSeconds, sets: [{ set: 'rs0', windowMs: shortestSeconds * 1_000 }] }));
  const { follower, kept, pass } = world({ oplogs: oplog.ask });
  const see = async () => {
    const seen = await follower.see(ready);
    await turn();
    pass(15_000);
    return seen;
  };
  await see();
  const first = { windowMs: 7_200_000, neededMs: 1_000, isShort: false };
  expect(await see()).toMatchObject({ oplog: first, oplogs: [{ set: 'rs0' }], readAt: { oplogSeconds: at } });
  // It gets short while somebody waits with the cutover.
  shortestSeconds = 600;
  for (let looks = 2; looks < 20; looks += 1) expect(await see()).toMatchObject({ oplog: first });
  expect(oplog.asked).toBe(1);
  await see();
  expect(await see()).toMatchObject({
    oplog: { windowMs: 600_000, neededMs: 1_000, isShort: true },
    readAt: { oplogSeconds: '2026-11-26T00:05:00.000Z' },
  });
  expect(kept.flatMap((sample) => (sample.oplogSeconds === undefined ? [] : [sample.oplogSeenAt]))).toEqual([
    at,
    '2026-11-26T00:05:00.000Z',
  ]);
});

it('looks at no oplog of a migration that is ready where another run has just done so', async () => {
  const oplog = counted(oplogs);
  const seen = { at: '2026-11-25T23:59:00.000Z', ...ready, oplogSeconds: 60, oplogSeenAt: '2026-11-25T23:58:00.000Z' };
  const { follower, pass } = world({ oplogs: oplog.ask }, [seen]);
  expect(await follower.see(ready)).toMatchObject({ oplog: { windowMs: 60_000 } });
  expect(oplog.asked).toBe(0);
  pass(3 * minute);
  await follower.see(ready);
  expect(oplog.asked).toBe(1);
});

it('tells of oplogs that were seen at the look before where looks are rare', async () => {
  const { follower, pass } = world({ oplogs }, [], 20 * minute);
  await follower.see(ready);
  await turn();
  pass(20 * minute);
  expect(await follower.see(ready)).toMatchObject({ oplog: { windowMs: 60_000 }, readAt: { oplogSeconds: at } });
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

it('tells of no parts of an oplog that another run has seen since', async () => {
  const kept: Sample[] = [];
  const other = world(
    { oplogs: async () => ({ shortestSeconds: 600, sets: [{ set: 'rs0', windowMs: 600_000 }] }) },
    kept,
  );
  const one = world({ oplogs }, kept);
  await other.follower.see(copying);
  one.pass(5 * minute);
  expect(await one.follower.see(copying)).toMatchObject({ oplogs: [{ set: 'rs0', windowMs: 60_000 }] });
  other.pass(5 * minute + 1_000);
  await other.follower.see(copying);
  one.pass(15_000);
  const seen = await one.follower.see(copying);
  expect(seen).toMatchObject({ oplog: { windowMs: 600_000 } });
  expect(seen).not.toHaveProperty('oplogs');
});
