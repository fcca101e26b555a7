import { expect, it } from 'vitest';
import { followingOf } from '../../../../src/core/following/following.ts';
import { happenedIn } from '../../../../src/core/following/happened.ts';
import type { Sample } from '../../../../src/core/following/sample.ts';
import type { MigrationDetails } from '../../../../src/core/results/migration-details.ts';
import type { RollbackWindow } from '../../../../src/core/way-back/rollback-window.ts';
import { hours, looks, minutes, moment, sampleAt } from './series.ts';

const spoken = { migrationId: 'a1', destination: 'Billing0' };

/** What the last of these looks tells, some time later. */
function happened(samples: readonly Sample[], at: number, more: Partial<MigrationDetails> = {}) {
  const last = samples.at(-1);
  if (last === undefined) throw new Error('there is no look');
  const following = followingOf(samples, moment(at));
  const { status, ready: readyForCutover, lagSeconds } = last;
  return happenedIn(
    { status, readyForCutover, lagSeconds, ...(following && { following }), ...more },
    spoken,
    moment(at),
  );
}
const ids = (...told: Parameters<typeof happened>) => happened(...told).map(({ id }) => id);

const ready = { ready: true, lagSeconds: 2 };
const readyAfterAnHour = [...looks(0, hours(1), minutes(5)), sampleAt(hours(1) + 1, ready)];

it('nothing has happened while it simply goes on', () => {
  expect(happened(looks(0, hours(5), minutes(5)), hours(5))).toEqual([]);
  expect(
    happened(
      looks(0, minutes(20), minutes(1), () => ({ lagSeconds: 5 })),
      minutes(20),
    ),
  ).toEqual([]);
});

it.each(['FAILED', 'EXPIRED', 'COMPLETE'])(
  '%s tells of the request as well, of which nobody may have been told',
  (status) => {
    const details = {
      status,
      readyForCutover: false,
      lagSeconds: null,
      cutoverRequestedAt: '2026-01-18T12:00:00.000Z',
    };
    const told = happenedIn(details, spoken, moment(0)).map(({ name }) => name);
    expect(told).toEqual(['cutover-requested', status.toLowerCase()]);
  },
);

it.each(['FAILED', 'EXPIRED', 'COMPLETE'])('%s is told, once and for all', (status) => {
  const samples = [...readyAfterAnHour, sampleAt(hours(2), { status })];
  expect(ids(samples, hours(2))).toEqual([`a1/${status.toLowerCase()}`]);
  expect(ids(samples, hours(200))).toEqual(ids(samples, hours(2)));
});

it.each([
  [1, ['a1/ready']],
  [71, ['a1/ready']],
  [73.1, ['a1/ready', 'a1/deadline/48h']],
  [97.1, ['a1/ready', 'a1/deadline/24h']],
  [115.1, ['a1/ready', 'a1/deadline/6h']],
  [120.1, ['a1/ready', 'a1/deadline/1h']],
  [130, ['a1/ready', 'a1/deadline/1h']],
])('%s hours after it was first looked at, ready since the first: %o', (at, expected) => {
  expect(ids([...readyAfterAnHour, sampleAt(hours(at), ready)], hours(at))).toEqual(expected);
});

it('nobody is warned of a deadline once the cutover was requested, which is told', () => {
  const cutoverRequestedAt = moment(hours(119)).toISOString();
  const samples = [...readyAfterAnHour, sampleAt(hours(119.5), ready)];
  expect(ids(samples, hours(119.5), { cutoverRequestedAt })).toEqual([
    `a1/cutover-requested/${cutoverRequestedAt}`,
    'a1/ready',
  ]);
});

it('a stall is one for as long as it lasts, and the next is another', () => {
  const stalls = (...told: Parameters<typeof happened>) => ids(...told).filter((id) => id.includes('/stalled/'));
  const first = looks(0, hours(1), minutes(1), (ms) => ({ lagSeconds: 20 + ms / 1_000 }));
  const stall = `a1/stalled/${moment(0).toISOString()}`;
  expect([minutes(30), minutes(45), hours(1)].map((at) => stalls(first, at))).toEqual([[stall], [stall], [stall]]);
  const copy = looks(0, hours(3), minutes(1), (ms) => ({
    copied: { bytes: 1, documents: ms < hours(1) ? 1 : ms < hours(2) ? 2 : 3 },
  }));
  expect(ids(copy, hours(3))).toEqual([`a1/stalled/${moment(hours(2)).toISOString()}`]);
});

it('a lag that does not converge is told with its value, once a day', () => {
  const rising = looks(0, hours(1), minutes(1), (ms) => ({ lagSeconds: 60 + ms / 10_000 }));
  const told = happened(rising, hours(1)).find(({ name }) => name === 'lag-diverging');
  expect(told?.message).toBe(
    'The migration to Billing0: lag 420 s, not falling for 1 h: it will not converge at this write rate.',
  );
  expect(told?.id).toBe('a1/lag-diverging/2026-11-26');
});

it('a short oplog is told once a day', () => {
  const samples = looks(0, hours(9), minutes(5), () => ({ oplogSeconds: 10 * 3_600 }));
  const [told, ...more] = happened(samples, hours(9));
  expect([told?.id, more]).toEqual(['a1/oplog-short/2026-11-26', []]);
  expect(told?.message).toContain('reaches back 10 h, and 9 h are needed');
});

const because = 'its oplog is full';
const openFor = (leftMs: number) =>
  ({ state: 'open', leftMs, closesAt: moment(leftMs).toISOString(), because }) as const;
it.each<[string, RollbackWindow | undefined, string[]]>([
  ['nobody looked at it', undefined, []],
  ['it was not seen', { state: 'not-looked-at', because }, []],
  ['it is not known', { state: 'not-known', because }, []],
  ['nobody knows for how long it is open', { state: 'open', because }, []],
  ['it is open for long', openFor(hours(24) + 1), []],
  ['it is open for a day', openFor(hours(24)), ['a1/rollback-window/24h']],
  ['it is open for hours', openFor(hours(6)), ['a1/rollback-window/6h']],
  ['it may close at any moment', openFor(0), ['a1/rollback-window/1h']],
  ['it is gone', { state: 'gone', seenAt: moment(0).toISOString(), because }, ['a1/rollback-window/gone']],
])('of the way back somebody is told while there is time, and once it is gone: %s', (_, rollbackWindow, expected) => {
  const details = {
    status: 'COMPLETE',
    readyForCutover: false,
    lagSeconds: null,
    ...(rollbackWindow && { rollbackWindow }),
  };
  const told = happenedIn(details, spoken, moment(0));
  expect(told.map(({ id }) => id)).toEqual(['a1/complete', ...expected]);
  expect(told.slice(1).every(({ message }) => message.startsWith('The way back from Billing0 is '))).toBe(true);
});

const armed: NonNullable<MigrationDetails['armedCutover']> = {
  ...{ state: 'armed', text: 'it was armed by ana', armedAt: '2026-01-18T11:00:00.000Z', armedBy: 'ana' },
  watch: 'watched',
};
const waitsFor = ['writes: 12 writes in the last 10 s', 'lag: lag 31 s'];
const waiting = { ...armed, state: 'waiting' as const, waitsFor };

it.each<[string, Parameters<typeof happened>[2], readonly string[]]>([
  ['armed', { armedCutover: armed }, [`a1/armed/${armed.armedAt}`]],
  [
    'in its window and kept from it: the same for as long as it is the same gates',
    { armedCutover: waiting },
    [`a1/armed/${armed.armedAt}`, `a1/gate-failed/${armed.armedAt}/writes+lag`],
  ],
  [
    'kept from it by what is no gate',
    { armedCutover: { ...waiting, waitsFor: ['The hook before-cutover ended with exit code 1: see'] } },
    [`a1/armed/${armed.armedAt}`, `a1/gate-failed/${armed.armedAt}/other`],
  ],
  ['cancelled', { armedCutover: { ...armed, state: 'cancelled' } }, [`a1/cancelled/${armed.armedAt}`]],
  ['given up', { armedCutover: { ...armed, state: 'gave-up' } }, [`a1/gave-up/${armed.armedAt}`]],
  [
    'requested',
    { armedCutover: { ...armed, state: 'requested' }, cutoverRequestedAt: '2026-01-18T12:00:00.000Z' },
    ['a1/cutover-requested/2026-01-18T12:00:00.000Z'],
  ],
])('of a cutover for a window is told that it is %s', (_, more, expected) => {
  const details = { status: 'WORKING', readyForCutover: true, lagSeconds: 2 };
  expect(happenedIn({ ...details, ...more }, spoken, moment(0)).map(({ id }) => id)).toEqual(expected);
});
