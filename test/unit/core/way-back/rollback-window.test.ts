import { describe, expect, it } from 'vitest';
import {
  type Reach,
  type Reaches,
  RollbackWindow,
  rollbackWindow,
  windowWords,
} from '../../../../src/core/way-back/rollback-window.ts';

const now = new Date('2026-01-18T14:30:00.000Z');
const at = (hours: number, increment = 1) => ({ seconds: now.getTime() / 1000 + hours * 3600, increment });
const gib = 1024 ** 3;
const hour = 3_600_000;

/** Two hours after the cutover; full, and reaching back 36 hours. */
const full: Reach = {
  ...{ spanMs: 36 * hour, bytes: 10 * gib, maxBytes: 10 * gib, minHours: 0, written: null },
  ...{ oldest: at(-36), newest: at(0) },
};
const young: Reach = { ...full, spanMs: 60_000, bytes: gib, oldest: at(-1 / 60) };
const cutover = { time: at(-2) };

const of = (...oplogs: readonly Reach[]): Reaches => ({
  read: oplogs.map((value, index) => ({ name: `rs${index}`, value })),
  unread: [],
});
const windowOf = (reaches: Reaches, since: Parameters<typeof rollbackWindow>[0] = cutover) => {
  const window = rollbackWindow(since, reaches, now);
  expect(RollbackWindow.parse(window)).toEqual(window);
  return window;
};

describe('the rollback window', () => {
  it('of a full oplog closes when it has held the cutover for as long as it holds anything', () => {
    expect(windowOf(of(full))).toEqual({
      ...{ state: 'open', leftMs: 34 * hour, closesAt: '2026-01-20T00:30:00.000Z' },
      because: 'the oplog of rs0 is full and holds 36 h.',
    });
  });

  it.each<[string, Partial<Reach>, number, string]>([
    ['keeps what it has to keep', { bytes: gib, minHours: 48, spanMs: 3 * hour }, 46 * hour, 'keeps at least 48 h'],
    [
      'fills as it did for a day',
      { bytes: gib, spanMs: 24 * hour },
      238 * hour,
      'will hold about 10 d at the rate of its last 1 d',
    ],
    [
      'fills as it did for hours',
      { bytes: gib, spanMs: 3 * hour },
      28 * hour,
      '(1 GiB of 10 GiB) will hold about 30 h',
    ],
  ])('of one that is not full and %s', (_, more, leftMs, because) => {
    expect(windowOf(of({ ...full, ...more }))).toMatchObject({
      ...{ state: 'open', leftMs },
      because: expect.stringContaining(because),
    });
  });

  it('of one that is too young is open, and nobody knows for how long', () => {
    const window = windowOf(of({ ...young, oldest: at(-3) }));
    expect(window).toEqual({
      state: 'open',
      because: 'the oplog of rs0 is too young to tell when it will have filled.',
    });
    expect(windowWords(window)).toMatch(/^open; for how long is not known: the oplog of rs0/);
  });

  it('of several is that of the one that closes first', () => {
    const shorter: Reach = { ...full, spanMs: 10 * hour, oldest: at(-10) };
    expect(windowOf(of(full, shorter))).toMatchObject({ leftMs: 8 * hour, because: expect.stringContaining('rs1') });
    expect(windowOf(of(full, { ...young, oldest: at(-3) }))).toEqual({
      state: 'open',
      because: expect.stringContaining('rs1 is too young'),
    });
  });

  it('may close at any moment where the oplog is older than it should be', () => {
    const window = windowOf(of({ ...full, spanMs: hour }));
    expect(window).toMatchObject({ state: 'open', leftMs: 0, closesAt: now.toISOString() });
    expect(windowWords(window)).toMatch(/^open, and may close at any moment/);
  });

  it.each<[string, Reach, RollbackWindow['state']]>([
    ['the oldest entry is the one at the cutover', { ...full, oldest: at(-2) }, 'open'],
    ['the oldest entry is the one after it', { ...full, oldest: at(-2, 2) }, 'gone'],
    ['the oldest entry is of an hour later', { ...full, oldest: at(-1) }, 'gone'],
  ])('is open as long as nothing after the cutover is missing: %s', (_, oplog, state) => {
    expect(windowOf(of(oplog)).state).toBe(state);
  });

  it('is gone where one of several is, and says by what that was seen', () => {
    const window = windowOf(of(full, { ...full, oldest: at(-1) }));
    expect(window).toMatchObject({ state: 'gone', seenAt: now.toISOString() });
    expect(windowWords(window)).toBe(
      'gone: the oldest entry in the oplog of rs1 is of 2026-01-18T13:30:00Z, 1, and the cutover of 2026-01-18T12:30:00Z, 1',
    );
  });

  it('is not known where a set cannot be read, unless another is gone', () => {
    const unread = [{ name: 'shard b', reason: 'not authorized' }];
    const window = windowOf({ ...of(full), unread });
    expect(window).toEqual({ state: 'not-known', because: 'the oplog of shard b was not read: not authorized' });
    expect(windowOf({ ...of({ ...full, oldest: at(-1) }), unread }).state).toBe('gone');
    expect(windowOf(of())).toMatchObject({ state: 'not-known' });
  });

  it('says so where it is counted by a clock and not by cluster time', () => {
    const since = { time: at(-2, 0), byClock: 'when it was requested' };
    expect(windowOf(of(full), since).because).toContain('Counted from 2026-01-18T12:30:00Z, 0, when it was requested.');
  });
});

describe('the words of it', () => {
  it.each<[RollbackWindow, string]>([
    [
      { state: 'open', leftMs: 34 * hour, closesAt: now.toISOString(), because: 'why.' },
      'open for about 1 d 10 h: why',
    ],
    [{ state: 'not-looked-at', because: 'X is not set' }, 'not looked at: X is not set'],
    [{ state: 'not-known', because: 'why.' }, 'not known: why'],
  ])('%j', (window, words) => {
    expect(windowWords(window)).toBe(words);
  });
});
