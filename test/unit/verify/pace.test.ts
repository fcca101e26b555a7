import { describe, expect, it } from 'vitest';
import { pacing } from '../../../src/verify/pace.ts';

/** A clock that only `work` and sleeping move on. */
function driven(loads: readonly { source: number; destination: number }[] = []) {
  let now = 1_000;
  let looks = 0;
  const [slept, told]: [number[], string[]] = [[], []];
  return {
    ...{ slept, told, tell: (why: string) => void told.push(why) },
    work: (ms: number) => {
      now += ms;
    },
    get looks() {
      return looks;
    },
    ports: {
      elapsed: () => now,
      sleep: async (ms: number) => {
        slept.push(ms);
        now += ms;
      },
      load: async () => {
        looks += 1;
        return loads[Math.min(looks, loads.length) - 1] ?? { source: 0, destination: 0 };
      },
    },
  };
}

describe('--nice', () => {
  it.each([
    [0, 600, []],
    [25, 600, [200]],
    [50, 600, [600]],
    [90, 600, [5_400]],
  ])('%i rests so much of the time', async (nice, worked, rests) => {
    const { ports, work, slept, tell } = driven();
    const breathe = pacing({ nice }, ports)();
    await breathe(tell);
    work(worked);
    await breathe(tell);
    await breathe(tell);
    expect(slept).toEqual(rests);
  });

  it('puts rests together that are shorter than a timer is exact, and loses none', async () => {
    const { ports, work, slept, tell } = driven();
    const breathe = pacing({ nice: 50 }, ports)();
    for (let batch = 0; batch < 100; batch += 1) {
      work(7);
      await breathe(tell);
    }
    expect(slept.every((ms) => ms >= 50 && ms <= 56)).toBe(true);
    expect(slept.reduce((total, ms) => total + ms, 0)).toBeGreaterThan(640);
  });

  it('says why nothing moves where somebody would wonder', async () => {
    const { ports, work, told, tell } = driven();
    const breathe = pacing({ nice: 50 }, ports)();
    work(4_000);
    await breathe(tell);
    expect(told).toEqual([]);
    work(120_000);
    await breathe(tell);
    expect(told).toEqual(['holding back for 2 min, --nice 50']);
  });

  it('is kept by each lane by itself', async () => {
    const { ports, work, slept, tell } = driven();
    const begin = pacing({ nice: 50 }, ports);
    const first = begin();
    work(1_000);
    const second = begin();
    work(100);
    await second(tell);
    await first(tell);
    expect(slept).toEqual([100, 1_200]);
  });
});

describe('--max-load', () => {
  const busy = { source: 212, destination: 3 };
  const free = { source: 100, destination: 100 };

  it('looks before anything is read, and goes on where no side is above it', async () => {
    const driving = driven([free]);
    await pacing({ nice: 0, maxLoad: 100 }, driving.ports)()(driving.tell);
    expect([driving.looks, driving.slept, driving.told]).toEqual([1, [], []]);
  });

  it('waits until no side is above it any more, and tells which is', async () => {
    const both = { source: 101, destination: 1_500 };
    const driving = driven([busy, both, free]);
    await pacing({ nice: 0, maxLoad: 100 }, driving.ports)()(driving.tell);
    expect(driving.slept).toEqual([5_000, 5_000]);
    expect(driving.told).toEqual([
      'holding back: 212 operations on the source, --max-load 100',
      'holding back: 101 operations on the source and 1,500 operations on the destination, --max-load 100',
    ]);
  });

  it('looks again only after some seconds, whichever lane asks', async () => {
    const driving = driven([free]);
    const begin = pacing({ nice: 0, maxLoad: 100 }, driving.ports);
    const [first, second] = [begin(), begin()];
    await first(driving.tell);
    driving.work(4_999);
    await second(driving.tell);
    expect(driving.looks).toBe(1);
    driving.work(1);
    await second(driving.tell);
    expect(driving.looks).toBe(2);
  });

  it('holds all lanes back by one look', async () => {
    const driving = driven([busy, free]);
    const begin = pacing({ nice: 0, maxLoad: 100 }, driving.ports);
    await Promise.all([begin()(driving.tell), begin()(driving.tell)]);
    expect([driving.looks, driving.told.length]).toEqual([2, 1]);
  });

  it('is no reading: what was waited costs no rest, and what was read before is not forgotten', async () => {
    const driving = driven([free, busy, free]);
    const breathe = pacing({ nice: 50, maxLoad: 100 }, driving.ports)();
    await breathe(driving.tell);
    driving.work(5_000);
    await breathe(driving.tell);
    expect(driving.slept).toEqual([5_000, 5_000]);
    driving.work(30);
    await breathe(driving.tell);
    driving.work(30);
    await breathe(driving.tell);
    expect(driving.slept).toEqual([5_000, 5_000, 60]);
  });

  it('what keeps the load from being read ends the verification', async () => {
    const { ports, tell } = driven();
    const load = () => Promise.reject(new Error('not allowed'));
    await expect(pacing({ nice: 0, maxLoad: 1 }, { ...ports, load })()(tell)).rejects.toThrow('not allowed');
  });
});
