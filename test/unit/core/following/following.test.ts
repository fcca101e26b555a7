import { describe, expect, it } from 'vitest';
import { clocksOf, stalledForMs } from '../../../../src/core/following/clocks.ts';
import { deadlineOf } from '../../../../src/core/following/deadline.ts';
import { followingOf } from '../../../../src/core/following/following.ts';
import { lagTrend, notConvergingMs } from '../../../../src/core/following/lag-trend.ts';
import { copyTimeLeft, lagTimeLeft } from '../../../../src/core/following/time-left.ts';
import { hours, looks, minutes, moment, sampleAt, seconds } from './series.ts';

const gb = 1e9;
const source = { bytes: 1_000 * gb, documents: 1e9 };
/** A copy of so many bytes a second. */
const copying = (perSecond: (ms: number) => number) => (ms: number) => ({
  source,
  copied: { bytes: perSecond(ms) * (ms / 1_000), documents: Math.floor(ms / 100) },
});
const lagging = (lag: (ms: number) => number) => (ms: number) => ({ lagSeconds: lag(ms) });

describe('the end of a migration', () => {
  const ends = [sampleAt(0), sampleAt(seconds(5)), sampleAt(seconds(10), { status: 'COMPLETE' })];

  it('was when it was first seen, after the look before that', () => {
    const later = [...ends, sampleAt(hours(1), { status: 'COMPLETE' })];
    const [after, by] = [moment(seconds(5)).toISOString(), moment(seconds(10)).toISOString()];
    expect(followingOf(later, moment(hours(2)))?.ended).toEqual({ by, after });
  });

  it('has no look before it where there was none, and is none before it has come', () => {
    const [, , end] = ends;
    expect(followingOf(end === undefined ? [] : [end], moment(hours(1)))?.ended).toEqual({ by: end?.at });
    expect(followingOf(ends.slice(0, 2), moment(hours(1)))).not.toHaveProperty('ended');
  });
});

describe('the direction of the lag', () => {
  it.each([
    ['falls', (ms: number) => 600 - ms / 2_000, 'falling'],
    ['rises', (ms: number) => 10 + ms / 2_000, 'rising'],
    ['stays', () => 45, 'level'],
    ['goes up and down by what a write takes', (ms: number) => (ms % seconds(30) === 0 ? 1 : 3), 'level'],
    ['is large and moves by less than a tenth of itself', (ms: number) => 10_000 + ms / 1_000, 'level'],
  ])('where it %s', (_, lag, direction) => {
    const samples = looks(0, minutes(10), seconds(15), lagging(lag));
    expect(lagTrend(samples, moment(minutes(10)))?.direction).toBe(direction);
  });

  it.each([
    [
      'of two looks',
      looks(
        0,
        seconds(15),
        seconds(15),
        lagging(() => 5),
      ),
    ],
    ['while none is reported', looks(0, minutes(10), seconds(15))],
    [
      'of looks that are long past',
      looks(
        -hours(2),
        -hours(1),
        seconds(15),
        lagging(() => 5),
      ),
    ],
    ['of looks at one and the same moment', [1, 2, 3].map((lag) => sampleAt(0, { lagSeconds: lag }))],
  ])('is not known %s', (_, samples) => {
    expect(lagTrend(samples, moment(minutes(10)))).toBeUndefined();
  });
});

describe('a lag that does not converge', () => {
  it('is one above what a cutover allows that has not fallen for half an hour', () => {
    const at = (ms: number) =>
      looks(
        0,
        ms,
        seconds(15),
        lagging(() => 400),
      );
    expect(notConvergingMs(at(minutes(29)), moment(minutes(29)))).toBeUndefined();
    expect(notConvergingMs(at(minutes(31)), moment(minutes(31)))).toBe(minutes(31));
    expect(notConvergingMs(at(hours(3)), moment(hours(3)))).toBe(hours(1));
  });

  it('is none that is small enough, or falls', () => {
    const small = looks(
      0,
      hours(2),
      seconds(15),
      lagging(() => 30),
    );
    const falling = looks(
      0,
      hours(2),
      seconds(15),
      lagging((ms) => 9_000 - ms / 1_000),
    );
    expect([small, falling].map((samples) => notConvergingMs(samples, moment(hours(2))))).toEqual([
      undefined,
      undefined,
    ]);
  });
});

describe('the time left of a copy', () => {
  it('is a range between the rates of ten minutes, an hour and the whole, and says why', () => {
    const samples = looks(0, hours(2), seconds(30), (ms) => ({
      source,
      copied: { bytes: gb * (ms < hours(1) ? ms / 36_000 : 100 + (ms - hours(1)) / 72_000), documents: ms },
    }));
    // 150 of 1,000 GB; 50 GB in the last hour, 150 in both.
    const left = copyTimeLeft(samples, moment(hours(2)));
    expect(left).toMatchObject({ likelyMs: hours(17), latestMs: hours(17) });
    expect(left).toMatchObject({ earliestMs: expect.closeTo(hours(34 / 3), -3) });
    expect(left).toMatchObject({ because: '792 GiB at 13 MiB/s over the last 1 h' });
  });

  it.each([
    [
      'how much the source holds was not looked at',
      looks(0, hours(1), minutes(1), (ms) => ({ copied: { bytes: ms, documents: 1 } })),
    ],
    ['how much has arrived was not looked at', looks(0, hours(1), minutes(1), () => ({ source }))],
    [
      'less than 1 % is copied',
      looks(
        0,
        hours(1),
        minutes(1),
        copying(() => 1_000),
      ),
    ],
    ['its rate is not known yet', [sampleAt(hours(1), { source, copied: { bytes: 500 * gb, documents: 1 } })]],
    [
      'nothing has arrived lately',
      looks(0, hours(1), minutes(1), (ms) => ({
        source,
        copied: { bytes: Math.min(ms, minutes(40)) * 1e5, documents: 1 },
      })),
    ],
  ])('is not known where %s', (unknown, samples) => {
    expect(copyTimeLeft(samples, moment(hours(1)))).toEqual({ unknown });
  });
});

describe('the time until the lag is small enough', () => {
  it('is a range between what it did in ten minutes and in an hour', () => {
    const samples = looks(
      0,
      hours(1),
      seconds(30),
      lagging((ms) => 630 - ms / 6_000),
    );
    const left = lagTimeLeft(samples, moment(hours(1)));
    expect(left).toMatchObject({ likelyMs: 0, because: 'the lag is 30 s' });
    const before = lagTimeLeft(samples.slice(0, 61), moment(minutes(30)));
    expect(before).toMatchObject({ likelyMs: expect.closeTo(minutes(30), -2) });
    expect(before).toMatchObject({ because: 'a lag of 330 s that fell by 100 s in 10 min' });
  });

  it.each([
    ['the lag is level', () => 400],
    ['the lag is rising', (ms: number) => 400 + ms / 1_000],
  ])('is not known where %s', (unknown, lag) => {
    expect(lagTimeLeft(looks(0, hours(1), seconds(30), lagging(lag)), moment(hours(1)))).toEqual({ unknown });
  });
});

describe('the clocks', () => {
  it('tell when somebody answered, when something changed and when it went on', () => {
    const samples = [
      ...looks(
        0,
        minutes(10),
        minutes(1),
        lagging((ms) => 600 - ms / 2_000),
      ),
      ...looks(
        minutes(11),
        minutes(20),
        minutes(1),
        lagging((ms) => (ms - minutes(10)) / 1_000 + 300),
      ),
      ...looks(
        minutes(21),
        minutes(60),
        minutes(1),
        lagging((ms) => (ms - minutes(10)) / 1_000 + 300),
      ),
    ];
    const at = (ms: number) => moment(ms).toISOString();
    expect(clocksOf(samples)).toEqual({ answer: at(minutes(60)), change: at(minutes(60)), progress: at(minutes(10)) });
    expect(stalledForMs(samples, moment(minutes(60)))).toBe(minutes(50));
  });

  it.each<[string, (ms: number) => number]>([
    ['is level', () => 320],
    ['grows more slowly than the time passes', (ms) => 320 + ms / 2_000],
  ])('call nothing stalled whose lag %s: what is written arrives', (_, lag) => {
    expect(stalledForMs(looks(0, hours(2), minutes(1), lagging(lag)), moment(hours(2)))).toBeUndefined();
  });

  it('call nothing stalled because nobody has looked for long', () => {
    const samples = [
      ...looks(
        0,
        minutes(5),
        minutes(1),
        lagging(() => 320),
      ),
      sampleAt(hours(9), { lagSeconds: 320 }),
    ];
    expect(stalledForMs(samples, moment(hours(9)))).toBeUndefined();
  });

  it.each([
    ['is ready', { ready: true, lagSeconds: 1 }],
    ['copies where nobody can look', {}],
    ['has ended', { status: 'COMPLETE' }],
  ])('call nothing stalled that %s', (_, seen) => {
    expect(
      stalledForMs(
        looks(0, hours(2), minutes(1), () => seen),
        moment(hours(2)),
      ),
    ).toBeUndefined();
  });

  it('call a copy stalled of which nothing arrives any more', () => {
    const samples = looks(0, hours(2), minutes(1), () => ({ source, copied: { bytes: gb, documents: 5 } }));
    expect(stalledForMs(samples, moment(hours(2)))).toBe(hours(2));
  });
});

describe('the deadline', () => {
  const ready = { ready: true, lagSeconds: 2 };
  const samples = [
    ...looks(0, hours(1), minutes(1)),
    ...looks(hours(1) + seconds(20), hours(2), minutes(1), () => ready),
  ];

  it('lies 120 hours after a moment between the last look that was not ready and the first that was', () => {
    expect(deadlineOf(samples, moment(hours(2)))).toEqual({
      earliest: moment(hours(121)).toISOString(),
      latest: moment(hours(121) + seconds(20)).toISOString(),
      isOver: false,
    });
  });

  it('has no earliest where it was ready when it was first seen', () => {
    expect(
      deadlineOf(
        looks(0, 0, 1, () => ready),
        moment(0),
      ),
    ).toEqual({ latest: moment(hours(120)).toISOString(), isOver: false });
  });

  it('is over where it still works after that', () => {
    expect(deadlineOf([...samples, sampleAt(hours(122), ready)], moment(hours(122)))).toMatchObject({ isOver: true });
  });

  it('is none before it was ever ready', () => {
    expect(deadlineOf(looks(0, hours(1), minutes(1)), moment(hours(1)))).toBeUndefined();
  });
});

describe('what the looks tell together', () => {
  it('needs the oplog back to the beginning while it copies, and then as far as the lag', () => {
    const copy = looks(0, hours(9), minutes(5), () => ({ oplogSeconds: 12 * 3_600 }));
    expect(followingOf(copy, moment(hours(5)))?.oplog).toMatchObject({ neededMs: hours(5), isShort: false });
    expect(followingOf(copy, moment(hours(9)))?.oplog).toEqual({
      windowMs: hours(12),
      neededMs: hours(9),
      isShort: true,
    });
    const after = [...copy, sampleAt(hours(9.4), { lagSeconds: 90 })];
    expect(followingOf(after, moment(hours(9.4)))?.oplog).toMatchObject({ neededMs: seconds(90), isShort: false });
    // A look that is told of no lag, as during a cutover, does not make it copy again.
    const unsaid = [...after, sampleAt(hours(9.5), { lagSeconds: null })];
    expect(followingOf(unsaid, moment(hours(9.5)))?.oplog).toMatchObject({ neededMs: seconds(90) + hours(0.1) });
    // What was seen of it an hour ago is not what it is now.
    expect(followingOf(after, moment(hours(10)))?.oplog).toBeUndefined();
  });

  it('says nothing of what was copied once nobody looks at it any more', () => {
    const samples = [
      ...looks(
        0,
        hours(1),
        minutes(1),
        copying(() => gb / 10),
      ),
      sampleAt(hours(2), { lagSeconds: 5 }),
    ];
    expect(followingOf(samples, moment(hours(1)))).toMatchObject({ share: 0.36, source });
    const { share, copied, source: seen } = followingOf(samples, moment(hours(2))) ?? {};
    expect([share, copied, seen]).toEqual([undefined, undefined, undefined]);
  });

  it('takes nothing for known that is of a time to come, as after the clock was set back', () => {
    const samples = looks(
      0,
      hours(3),
      minutes(1),
      copying(() => gb / 10),
    );
    expect(followingOf(samples, moment(hours(1)))?.clocks.answer).toBe(moment(hours(1)).toISOString());
    expect(followingOf(samples, moment(-hours(1)))).toBeUndefined();
  });

  it('tells no deadline after the clock was set back: nobody knows since when it is ready', () => {
    const samples = looks(0, hours(3), minutes(1), () => ({ ready: true, lagSeconds: 0 }));
    expect(followingOf(samples, moment(hours(3)))).toHaveProperty('deadline');
    expect(followingOf(samples, moment(hours(1)))).not.toHaveProperty('deadline');
  });

  it.each([
    [{ status: 'NEW' }, 'scheduled'],
    [{}, 'copying'],
    [{ lagSeconds: 0 }, 'following'],
    [{ lagSeconds: 0, ready: true }, 'ready'],
    [{ status: 'COMPLETE', ready: true }, 'ended'],
    [{ status: 'PAUSED' }, 'unknown'],
    [{ status: null }, 'unknown'],
  ])('is of %o: %s', (seen, phase) => {
    expect(followingOf([sampleAt(0, seen)], moment(0))?.phase).toBe(phase);
  });
});
