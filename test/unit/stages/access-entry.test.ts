import { describe, expect, it } from 'vitest';
import { coveringEntries, judgeAccess } from '../../../src/facts/access-entry.ts';

const now = new Date('2026-01-18T14:30:00Z');
const tomorrow = '2026-01-19T14:30:00Z';
const stays = (entry: string, status: string | null) => ({ entry, status, ends: undefined });
const goes = (entry: string, status: string | null, ends = tomorrow) => ({ entry, status, ends });

describe('judgeAccess', () => {
  it.each([
    ['no entry', [], 'missing', undefined],
    ['active and permanent', [stays('a', 'ACTIVE')], 'ready', 'a'],
    ['being applied', [stays('a', 'PENDING')], 'applying', 'a'],
    ['a status that nobody knows', [stays('a', null)], 'applying', 'a'],
    ['failed', [stays('a', 'FAILED')], 'failed', 'a'],
    ['a second, ready entry counts', [stays('a', 'PENDING'), stays('b', 'ACTIVE')], 'ready', 'b'],
    ['a ready entry after a failed one', [stays('a', 'FAILED'), stays('b', 'ACTIVE')], 'ready', 'b'],
    ['one being applied after a failed one', [stays('a', 'FAILED'), stays('b', 'PENDING')], 'applying', 'b'],
    ['active, but temporary', [goes('a', 'ACTIVE')], 'ending', 'a'],
    ['temporary and permanent', [goes('a', 'ACTIVE'), stays('b', 'ACTIVE')], 'ready', 'b'],
    [
      'temporary, while a permanent one is being applied',
      [goes('a', 'ACTIVE'), stays('b', 'PENDING')],
      'applying',
      'b',
    ],
    ['temporary, and a permanent one failed', [goes('a', 'ACTIVE'), stays('b', 'FAILED')], 'failed', 'b'],
    ['temporary and failed', [goes('a', 'FAILED')], 'failed', 'a'],
    ['an end in months', [goes('a', 'ACTIVE', '2026-06-01T00:00:00Z')], 'ready', 'a'],
    ['an end that has passed', [goes('a', 'ACTIVE', '2026-01-01T00:00:00Z')], 'ending', 'a'],
    ['an end that nobody can read', [goes('a', 'ACTIVE', 'soon')], 'ending', 'a'],
  ])('%s: %s', (_, covering, is, entry) => {
    expect(judgeAccess(covering, now)).toMatchObject({ is, ...(entry === undefined ? {} : { by: { entry } }) });
  });
});

describe('coveringEntries', () => {
  it('names each entry that lets the address in, with its end', () => {
    const entries = [
      { ipAddress: '203.0.113.25', cidrBlock: '203.0.113.25/32', deleteAfterDate: tomorrow },
      { cidrBlock: '203.0.113.0/24' },
      { ipAddress: '203.0.113.26', cidrBlock: '203.0.113.26/32' },
      { ipAddress: null, cidrBlock: null },
    ];
    expect(coveringEntries(entries, '203.0.113.25')).toEqual([
      { entry: '203.0.113.25', ends: tomorrow },
      { entry: '203.0.113.0/24', ends: undefined },
    ]);
  });
});
