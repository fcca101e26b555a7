import { describe, expect, it } from 'vitest';
import type { Sample } from '../../../../src/core/following/sample.ts';
import { chartOf } from '../../../../src/core/report/chart.ts';
import { followingIn } from '../../../../src/core/report/series.ts';

const begun = Date.parse('2026-01-18T00:00:00.000Z');
const at = (minutes: number) => new Date(begun + minutes * 60_000).toISOString();
const end = at(100_000);
const lag = (minutes: number, lagSeconds: number | null): Sample => ({
  ...{ at: at(minutes), status: 'WORKING', ready: false, lagSeconds },
});
const copied = (minutes: number, bytes: number, of = 200): Sample => ({
  ...lag(minutes, null),
  ...{ source: { bytes: of, documents: 1 }, copied: { bytes, documents: 1 } },
});

describe('the series of the looks', () => {
  it('ends where a look saw no value, or where nobody looked for more than half an hour', () => {
    const { lag: series } = followingIn(
      [lag(0, 9), lag(10, 8), lag(20, null), lag(30, 7), lag(61, 6), lag(91, 5)],
      [],
      end,
    );
    expect(series.parts.map((part) => part.map(({ value }) => value))).toEqual([[9, 8], [7], [6, 5]]);
    expect(series.points).toBe(5);
  });

  it('tells of a copy by its bytes, never more than all of it, and nothing of a source that is empty', () => {
    const { copied: series } = followingIn([copied(0, 0), copied(1, 50), copied(2, 300), copied(3, 0, 0)], [], end);
    expect(series.parts.map((part) => part.map(({ value }) => value))).toEqual([[0, 25, 100]]);
  });

  it.each([-5, Number.NEGATIVE_INFINITY, 1e308, Number.NaN])('has no lag of %s, which cannot be', (value) => {
    const { lag: series } = followingIn([lag(0, 9), lag(1, value), lag(2, 7)], [], end);
    expect(series.parts.map((part) => part.map((point) => point.value))).toEqual([[9], [7]]);
  });

  it.each([
    ['a source of less than nothing', copied(1, 50, -200)],
    ['less than nothing that was copied', copied(1, -50)],
  ])('has no share of %s', (_, sample) => {
    expect(followingIn([sample], [], end).copied.parts).toEqual([]);
  });

  it('is not pressed together by a time that has not come yet, and says so', () => {
    const looks = [lag(0, 9), lag(60, 8), { ...lag(0, 7), at: '9999-12-31T23:59:59.000Z' }];
    const marks = [
      { at: at(61), label: 'ready' },
      { at: '9999-12-31T23:59:59.000Z', label: 'COMPLETE' },
    ];
    expect(followingIn(looks, marks, at(70))).toMatchObject({
      ...{ looks: 3, afterReport: 1, from: at(0), until: at(60), lag: { points: 2 } },
      marks: [{ label: 'ready' }],
    });
  });

  it('loses neither peak nor end where there are thousands of looks, and makes none up', () => {
    const looks = Array.from({ length: 5_000 }, (_, index) => lag(index, index === 3_210 ? 99_999 : index % 7));
    const { lag: series } = followingIn(looks, [], end);
    const [points = []] = series.parts;
    expect(points.length).toBeLessThanOrEqual(400);
    expect(points).toContainEqual({ at: at(3_210), value: 99_999 });
    expect([points[0]?.at, points.at(-1)?.at]).toEqual([at(0), at(4_999)]);
    expect(
      points.every(({ at: when, value }) => looks.some((one) => one.at === when && one.lagSeconds === value)),
    ).toBe(true);
    expect(points.map(({ at: when }) => when)).toEqual(points.map(({ at: when }) => when).toSorted());
  });
});

describe('a chart', () => {
  const drawn = (samples: readonly Sample[], marks: { at: string; label: string }[] = []) => {
    const following = followingIn(samples, marks, end);
    return chartOf('Lag', following.lag, following);
  };

  it('has its points where their times and values are, from 0 up', () => {
    const chart = drawn([lag(0, 100), lag(30, 50), lag(60, 0)]);
    expect(chart?.area).toEqual({ left: 64, right: 704, top: 28, bottom: 196 });
    expect(chart?.lines).toEqual([
      [
        { x: 64, y: 28 },
        { x: 384, y: 112 },
        { x: 704, y: 196 },
      ],
    ]);
    expect(chart?.up.map(({ label }) => label)).toEqual(['0', '20', '40', '60', '80', '100']);
    expect(chart?.axis.up).toBe('seconds');
    expect(chart?.across.map(({ at: x, label }) => [x, label])).toEqual([
      [64, '00:00'],
      [170.7, '00:10'],
      [277.3, '00:20'],
      [384, '00:30'],
      [490.7, '00:40'],
      [597.3, '00:50'],
      [704, '01:00'],
    ]);
    expect(chart?.description).toBe('First 1 min 40 s, at most 1 min 40 s, last 0 s.');
  });

  it.each([
    [90, 'seconds'],
    [600, 'minutes'],
    [86_000, 'hours'],
    [864_000, 'days'],
  ])('tells a lag of at most %d s in %s', (most, unit) => {
    expect(drawn([lag(0, most), lag(1, 0)])?.axis.up).toBe(unit);
  });

  it('says of what nothing was seen', () => {
    expect(drawn([lag(0, 1), lag(1, null), lag(2, 1)])?.description).toMatch(
      /1 gap, in which nothing was seen of it\.$/,
    );
    expect(drawn([lag(0, null)])).toBeUndefined();
    expect(drawn([])).toBeUndefined();
  });

  it('reaches to what is marked, also where nobody looked then', () => {
    const chart = drawn([lag(0, 1), lag(30, 1)], [{ at: at(60), label: 'COMPLETE' }]);
    expect(chart?.marks).toEqual([{ at: 704, label: 'COMPLETE' }]);
    expect(chart?.lines[0]?.at(-1)?.x).toBe(384);
  });

  it('can be drawn of one look, and of a lag that is always 0', () => {
    expect(drawn([lag(0, 0)])?.lines).toEqual([[{ x: 64, y: 196 }]]);
  });
});
