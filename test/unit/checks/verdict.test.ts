import { describe, expect, it } from 'vitest';
import { matrix } from '../../../src/checks/matrix.ts';
import { verdictOf } from '../../../src/checks/verdict.ts';
import type { Facts } from '../../../src/core/facts.ts';
import { goodOplog } from '../../support/good/health.ts';

const now = new Date(matrix.asOf);

function rulesAfter(days: number) {
  const now = new Date(Date.parse(matrix.asOf) + days * 86_400_000);
  return verdictOf([], { known: {}, unknown: {} }, { now }).rules;
}

describe("the age of MongoDB's lists of versions", () => {
  it('is told with the day on which they were read and the engine', () => {
    expect(rulesAfter(180)).toMatchObject({ asOf: matrix.asOf, engine: matrix.engine, outdated: false });
    expect(rulesAfter(180).text).toContain(`as of ${matrix.asOf} (${matrix.engine})`);
  });

  it('is warned of after 180 days', () => {
    expect(rulesAfter(181)).toMatchObject({
      outdated: true,
      text: expect.stringMatching(/181 days old.*newer livemig/),
    });
  });
});

const hour = 3_600_000;
const oplog = (name: string, hours: number) => ({ name, value: { ...goodOplog, spanMs: hours * hour } });
const young = { name: 'c', value: { ...goodOplog, bytes: 1, spanMs: hour, written: null } };
const unread = [{ name: 'd', reason: 'It could not be asked.' }];

it.each<[string, Facts, string, readonly string[]]>([
  ['nobody looked', { known: {}, unknown: {} }, 'oplog window not known', ['nobody has looked at the oplog']],
  [
    'it cannot be looked at',
    { known: {}, unknown: { sourceOplogs: 'LIVEMIG_SOURCE_URI is not set' } },
    'oplog window not known',
    ['LIVEMIG_SOURCE_URI is not set'],
  ],
  [
    'of a replica set',
    { known: { sourceOplogs: { read: [oplog('rs', 31)], unread: [] } }, unknown: {} },
    'oplog window 31 h',
    ['rs: 31 h'],
  ],
  [
    'of shards, the smallest, and what was not looked at',
    {
      known: { sourceSharded: true, sourceOplogs: { read: [oplog('a', 38), oplog('b', 31), young], unread } },
      unknown: {},
    },
    'oplog window 31 h (shard b, 1 not looked at)',
    [
      'a: 38 h',
      'b: 31 h',
      'c: not full yet, and nobody wrote while it was looked at',
      'd: not looked at: It could not be asked.',
    ],
  ],
  [
    'one that is not full yet',
    {
      known: {
        sourceOplogs: { read: [{ name: 'rs', value: { ...goodOplog, bytes: goodOplog.bytes / 2 } }], unread: [] },
      },
      unknown: {},
    },
    'oplog window 200 h (expected)',
    ['rs: 200 h, expected: it is not full yet'],
  ],
  [
    'one of which nothing is known',
    { known: { sourceOplogs: { read: [young], unread: [] } }, unknown: {} },
    'oplog window not known',
    ['c: not full yet, and nobody wrote while it was looked at'],
  ],
])('the oplog: %s', (_, facts, text, reasons) => {
  expect(verdictOf([], facts, { now }).oplog).toEqual({ text, reasons });
});

const sized: Facts = { known: { source: { name: 'rs', version: '7.0.14', sizeBytes: 720_000_000_000 } }, unknown: {} };

it.each<[string, Facts, number | undefined, string, RegExp]>([
  ['the size is not known', { known: {}, unknown: {} }, 50e6, 'copy not known', /size of the source is not known/],
  ['nobody gave a rate', sized, undefined, 'copy not known', /671 GiB of data.*--assume-rate/],
  [
    'at the rate that somebody gave',
    sized,
    50e6,
    'copy not known, 4 h at 48 MiB/s (--assume-rate)',
    /as --assume-rate says/,
  ],
])('the copy: %s', (_, facts, assumedRate, text, reason) => {
  expect(verdictOf([], facts, { now, assumedRate }).copy).toEqual({ text, reasons: [expect.stringMatching(reason)] });
});
