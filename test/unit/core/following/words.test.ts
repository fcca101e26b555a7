import { expect, it } from 'vitest';
import type { Following } from '../../../../src/core/following/following.ts';
import {
  alarmWords,
  copyWords,
  engineWords,
  indexWords,
  lagWords,
  oplogsWords,
  writeWords,
} from '../../../../src/core/following/words.ts';
import { hours, minutes, moment, seconds } from './series.ts';

const at = moment(0).toISOString();
const base: Following = { phase: 'copying', clocks: { answer: at, change: at, progress: at } };
const gib = 1024 ** 3;
const half = { source: { bytes: 4 * gib, documents: 4 }, copied: { bytes: 2 * gib, documents: 2 }, share: 0.5 };
const range = { likelyMs: hours(1), earliestMs: minutes(50), latestMs: hours(2), because: '' };

it.each<[string, Partial<Following>, string]>([
  ['nobody could look', {}, ''],
  ['only the destination', { copied: half.copied }, '2 GiB'],
  ['both sides', half, '2 GiB of 4 GiB (50 %)'],
  [
    'a rate and a range',
    { ...half, bytesPerSecond: 1024 ** 2, left: range },
    '2 GiB of 4 GiB (50 %), 1 MiB/s, about 1 h left (50 min to 2 h)',
  ],
  [
    'no range where all rates agree',
    { ...half, left: { ...range, earliestMs: hours(1), latestMs: hours(1) } },
    '2 GiB of 4 GiB (50 %), about 1 h left',
  ],
  [
    'why there is no time left, and no rate of nothing',
    { ...half, bytesPerSecond: 0, left: { unknown: 'nothing has arrived lately' } },
    '2 GiB of 4 GiB (50 %), time left not known: nothing has arrived lately',
  ],
])('of a copy: %s', (_, seen, words) => {
  expect(copyWords({ ...base, ...seen }).join(', ')).toBe(words);
});

it.each<[string, Partial<Following>, string]>([
  ['at first nothing', {}, ''],
  [
    'its direction',
    { lagTrend: { direction: 'level', perSecond: 0, overMs: 1 }, left: { unknown: 'the lag is level' } },
    'level',
  ],
  [
    'how long it takes',
    { lagTrend: { direction: 'falling', perSecond: -1, overMs: 1 }, left: range },
    'falling, about 1 h left (50 min to 2 h)',
  ],
  ['nothing more where it is small enough', { left: { likelyMs: 0, earliestMs: 0, latestMs: 0, because: '' } }, ''],
  [
    'that it does not converge',
    { notConvergingMs: hours(1) },
    'not falling for 1 h: it will not converge at this write rate',
  ],
])('of a lag: %s', (_, seen, words) => {
  expect(lagWords({ ...base, ...seen }).join(', ')).toBe(words);
});

it('what a person should do something about', () => {
  const oplog = { windowMs: hours(12), neededMs: hours(9), isShort: true };
  expect(alarmWords({ ...base, oplog: { ...oplog, isShort: false } })).toEqual([]);
  expect(alarmWords({ ...base, oplog, stalledMs: minutes(40) + seconds(1) })).toEqual([
    'nothing has gone on for 40 min',
    'the oplog of the source reaches back 12 h, and 9 h are needed',
  ]);
});

it('counts the indexes that are there, where both sides tell', () => {
  expect(indexWords(base)).toEqual([]);
  expect(indexWords({ ...base, indexes: { source: 214, destination: 210 } })).toEqual(['210 of 214 indexes there']);
});

it.each<[string, Following['writes'], string]>([
  ['nobody looked', undefined, ''],
  ['nothing is written', { at, perSecond: 0 }, '0/s on the source'],
  [
    'the most of it',
    { at, perSecond: 309.6, top: { namespace: 'billing.payments', share: 0.84 } },
    '310/s on the source (billing.payments 84 %)',
  ],
  ['less than ten a second', { at, perSecond: 0.26 }, '0.3/s on the source'],
])('of what is written: %s', (_, writes, words) => {
  expect(writeWords({ ...base, ...(writes && { writes }) })).toBe(words);
});

it.each<[string, Following['oplogs'], string]>([
  ['nothing of the sets is known', undefined, 'of the source: 1 d 7 h back; 41 s needed now'],
  ['one set', [{ set: 'rs0', windowMs: hours(31) }], 'of the source: 1 d 7 h back; 41 s needed now'],
  [
    'two shards by name',
    [
      { set: 'b', windowMs: hours(31) },
      { set: 'a', windowMs: hours(38) },
    ],
    '31 h back on b, 38 h on a; 41 s needed now',
  ],
  [
    'many shards',
    ['b', 'a', 'c', 'd', 'e'].map((set, index) => ({ set, windowMs: hours(31 + index) })),
    '31 h back on b, 32 h on a, 33 h on c, longer on 2 more; 41 s needed now',
  ],
])('of the oplogs: %s', (_, oplogs, words) => {
  const oplog = { windowMs: hours(31), neededMs: seconds(41), isShort: false };
  expect(oplogsWords({ ...base, oplog, ...(oplogs && { oplogs }) })).toBe(words);
});

it.each<[string, Following['engine'], string | undefined]>([
  ['nobody looked', undefined, undefined],
  ['not readable', { at, records: null }, 'its records on the destination are not readable'],
  [
    'a phase',
    { at, records: { phase: 'collection copy' } },
    "collection copy (approximate, from the engine's records)",
  ],
  [
    'all of it',
    {
      at,
      records: {
        phase: 'change event application',
        partitions: { done: 12, total: 14 },
        indexes: { done: 3, total: 4 },
      },
    },
    "change event application, 12 of 14 partitions, 3 of 4 indexes (approximate, from the engine's records)",
  ],
])('of the engine: %s', (_, engine, words) => {
  expect(engineWords({ ...base, ...(engine && { engine }) })).toBe(words);
});
