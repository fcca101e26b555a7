import { describe, expect, it } from 'vitest';
import { clocksOf } from '../../../../src/core/following/clocks.ts';
import { followingOf } from '../../../../src/core/following/following.ts';
import { thinned } from '../../../../src/core/following/thinned.ts';
import { hours, looks, minutes, moment, sampleAt, seconds } from './series.ts';

describe('what is kept of looks', () => {
  const week = looks(0, hours(7 * 24), seconds(15));
  const now = moment(hours(7 * 24));

  it('is all of the last hour, one a minute of the last day, one in ten minutes of a week', () => {
    const kept = thinned(week, now);
    const inHours = (from: number, to: number) =>
      kept.filter(({ at }) => {
        const age = (now.getTime() - Date.parse(at)) / hours(1);
        return age > from && age <= to;
      }).length;
    expect(inHours(-1, 1)).toBe(241);
    expect(inHours(1, 24)).toBeGreaterThanOrEqual(23 * 60 - 1);
    expect(inHours(1, 24)).toBeLessThanOrEqual(23 * 60 + 2);
    expect(inHours(24, 168)).toBeGreaterThanOrEqual(144 * 6 - 1);
    expect(inHours(24, 168)).toBeLessThanOrEqual(144 * 6 + 12);
  });

  it('is the same when it is done again', () => {
    const kept = thinned(week, now);
    expect(thinned(kept, now)).toEqual(kept);
  });

  it('is in all less than a megabyte, also where everything changes at each look', () => {
    const wild = looks(0, hours(7 * 24), seconds(15), (ms) => ({ ready: (ms / seconds(15)) % 2 === 0, lagSeconds: 1 }));
    expect(JSON.stringify(thinned(wild, now)).length).toBeLessThan(1_000_000);
  });

  it('has both sides of each change of status and readiness, and the first and the last look', () => {
    const samples = [
      ...looks(0, hours(30), seconds(15)),
      ...looks(hours(30) + seconds(7), hours(100), seconds(15), () => ({ ready: true, lagSeconds: 2 })),
    ];
    const kept = thinned(samples, moment(hours(100)));
    expect(kept).toContainEqual(sampleAt(hours(30)));
    expect(kept).toContainEqual(sampleAt(hours(30) + seconds(7), { ready: true, lagSeconds: 2 }));
    expect([kept[0], kept.at(-1)]).toEqual([samples[0], samples.at(-1)]);
  });

  it('leads to the same deadline, trend and time left as all of it', () => {
    const samples = looks(0, hours(50), seconds(15), (ms) =>
      ms < hours(40)
        ? { source: { bytes: 1e12, documents: 1e9 }, copied: { bytes: (ms / hours(50)) * 1e12, documents: ms } }
        : { lagSeconds: 40 + (hours(50) - ms) / minutes(1) },
    );
    const at = moment(hours(50));
    const [whole, kept] = [followingOf(samples, at), followingOf(thinned(samples, at), at)];
    expect(kept).toEqual(whole);
  });
});

it('a stall keeps its name, which is when it went on last', () => {
  const samples = looks(0, hours(30), seconds(50), (ms) => ({
    copied: { bytes: 1, documents: Math.min(ms, hours(1)) },
  }));
  const now = moment(hours(30));
  expect(clocksOf(thinned(samples, now))?.progress).toBe(clocksOf(samples)?.progress);
});
