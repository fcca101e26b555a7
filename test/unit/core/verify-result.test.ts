import { describe, expect, it } from 'vitest';
import type { VerificationPage } from '../../../src/core/results/verify-data.ts';
import { verifyResult } from '../../../src/core/results/verify-result.ts';
import { wholeComparison } from '../../../src/core/verification/request.ts';
import type { Verification } from '../../../src/core/verification/verification.ts';
import { aVerification } from '../../support/a-verification.ts';
import { at, oneDifference } from '../../support/verify-entries.ts';

const { source, destination } = aVerification();
const unknown = { bytesPerSecond: null, secondsLeft: null };
const namespace = {
  ...{ name: 'a.b', partitions: { done: 1, of: 2 }, documents: { done: 20, of: 40 }, source: 10, destination: 10 },
  ...{
    compared: 10,
    missing: 0,
    extra: 0,
    different: 0,
    expected: {},
    bytes: 2_048,
    bytesPerSecond: 1_024,
    secondsLeft: 90,
  },
};

function lines(page: Partial<VerificationPage> = {}): readonly string[] {
  const verification: VerificationPage = {
    ...{ id: 'ID', state: 'running', begunAt: at(0), lastAt: at(5), ageSeconds: 5, by: 'ann' },
    ...{
      request: wholeComparison,
      phase: 'comparing',
      sides: { source: source.identity, destination: destination.identity },
    },
    ...{ progress: { documents: { done: 20, of: 40 }, bytes: 2_048, bytesPerSecond: 1_024, secondsLeft: 90 } },
    ...{ namespaces: [namespace], differences: [], differencesFound: 0, files: { differences: 'D', result: 'R' } },
    ...page,
  };
  return verifyResult.lines({ verification });
}

describe('what people are told of a verification', () => {
  it('begins with which it is, what is compared with what, and how', () => {
    expect(lines().slice(0, 5)).toEqual([
      'ID: running; begun 2026-11-29 00:00:00 UTC by ann; the last word is 5 s old',
      'source: rs-billing, MongoDB 8.0.4 (rs-billing:27017)',
      'destination: atlas, MongoDB 8.0.4 (atlas:27017)',
      'level full: definitions, shard keys, and every document byte for byte',
      'comparing: 20 of about 40 documents of both sides together, 2 KiB read, 1 KiB a second, 1 min left',
    ]);
  });

  it('tells why it began anew', () => {
    expect(lines({ beganAnew: 'somebody has written to the source since' })[1]).toBe(
      'began anew: somebody has written to the source since',
    );
  });

  it('tells what it is about where that is not all', () => {
    const request = { ...wholeComparison, namespaces: ['a.*'], skip: ['a.c'], share: { number: 1, of: 2 } };
    expect(lines({ request })).toContain(
      'level full: definitions, shard keys, and every document byte for byte; only a.*; without a.c; share 1 of 2',
    );
  });

  it.each([
    ['cut-off', 'ID: cut off: its run ended without a word; begun', '; last heard of 5 s ago'],
    ['stopped', 'ID: stopped, can be resumed; begun', '; ended 5 s ago'],
    ['failed', 'ID: failed, can be resumed; begun', '; ended 5 s ago'],
  ] as const)('tells that it is %s, and how long since', (state, text, end) => {
    const [first = ''] = lines({ state });
    expect([first.startsWith(text), first.endsWith(end)]).toEqual([true, true]);
  });

  it('tells why it failed', () => {
    expect(lines({ state: 'failed', failure: { code: 'MONGODB', message: 'gone' } })).toContain('why: gone [MONGODB]');
  });

  it.each<[string, Partial<typeof namespace>, string]>([
    ['is under way', {}, 'a.b: 10 compared, none differs, 2 KiB read, 1 KiB a second, 1 min left'],
    ['is done', { secondsLeft: 0 }, 'a.b: 10 compared, none differs, 2 KiB read'],
    [
      'is not begun',
      { partitions: { done: 0, of: 2 } },
      'a.b: nothing compared yet, about 40 documents of both sides together',
    ],
    [
      'differs',
      { missing: 1, different: 1_200, secondsLeft: 0 },
      'a.b: 10 compared, 1 missing, 1,200 different, 2 KiB read',
    ],
    [
      'differs as expected',
      { expected: { ttl: 3 }, secondsLeft: 0 },
      'a.b: 10 compared, none differs, 3 expected (ttl), 2 KiB read',
    ],
    ['was only counted', { compared: 0, bytes: 0 }, 'a.b: 10 counted on the source, 10 on the destination'],
    [
      'was counted to be uneven',
      { compared: 0, bytes: 0, missing: 2 },
      'a.b: 10 counted on the source, 10 on the destination, 2 missing',
    ],
  ])('says of a namespace that %s only what was looked at', (_, more, line) => {
    expect(lines({ namespaces: [{ ...namespace, ...more }] })).toContain(line);
  });

  it('does not say that none differs while what differs is still to be looked at again', () => {
    const followed = { at: at(3), generation: 0, open: 0 };
    expect(lines({ followed })).toContain('a.b: 10 compared, 2 KiB read, 1 KiB a second, 1 min left');
    expect(lines({ followed, result: aVerification() })).toContain(
      'a.b: 10 compared, none differs, 2 KiB read, 1 KiB a second, 1 min left',
    );
  });

  it('does not guess a pace', () => {
    const page = lines({ progress: { documents: { done: 0, of: 40 }, bytes: 0, ...unknown } });
    expect(page[4]).toBe(
      'comparing: 0 of about 40 documents of both sides together, 0 bytes read, time left not known',
    );
  });

  it.each([
    [0, 'changes: taken in, and not looked at yet'],
    [3, 'changes: looked at 3 times, 2 documents differed then'],
  ])('tells how far changes were taken in, in generation %s', (generation, line) => {
    expect(lines({ followed: { at: at(3), generation, open: 2 } })).toContain(line);
  });

  it('tells of one that runs what it was asked to hold back for, as that may be why nothing moves', () => {
    const request = { ...wholeComparison, nice: 50, maxLoad: 200 };
    const told = 'asked to hold back: --nice 50, --max-load 200';
    expect(lines({ state: 'running', request })).toContain(told);
    expect(lines({ state: 'stopped', request })).not.toContain(told);
    expect(lines({ state: 'running' }).join('\n')).not.toContain('hold back');
  });

  it('calls nothing verified, nor all compared, beside what differs in definitions or was not compared', () => {
    const verifiedThrough = { seconds: Date.parse(at(60)) / 1_000, increment: 1 };
    const followed = { at: at(3), generation: 3, open: 0, definitions: 1, notCompared: 2, verifiedThrough };
    expect(lines({ phase: 'following', followed }).slice(4, 6)).toEqual([
      'following what changes; not all was compared: 20 of about 40 documents of both sides together, 2 KiB read',
      'changes: looked at 3 times, 0 documents and 1 definition differed then; 2 places were not compared; writes were followed through 2026-11-29 00:01:00 UTC on the source',
    ]);
  });

  it('tells the first differences, how many there are, and where all of them are', () => {
    const differences = Array.from({ length: 12 }, () => oneDifference);
    const told = lines({ differences, differencesFound: 1_234 });
    expect(told.filter((line) => line.startsWith('differs: '))).toHaveLength(10);
    expect(told).toEqual(
      expect.arrayContaining(['differs: a.b: document: 1: differs', '… and 1,224 more', 'all differences: D']),
    );
  });

  it('tells the command that mends an index, whole on a line of its own, and the values that somebody asked for', () => {
    const mend = 'db.getSiblingDB("a").runCommand({ createIndexes: "b", indexes: [{ key: { n: 1 }, name: "n_1" }] })';
    const index = { namespace: 'a.b', kind: 'index', detail: 'n_1: missing in the destination', mend } as const;
    const values = [
      { path: 'x', source: '1' },
      { path: 'y', source: '"a"', destination: '"b"' },
    ];
    expect(lines({ differences: [index, { ...oneDifference, values }], differencesFound: 2 }).slice(6, 11)).toEqual([
      'differs: a.b: index: n_1: missing in the destination; in mongosh on the destination:',
      `      ${mend}`,
      'differs: a.b: document: 1: differs',
      '    x: 1 in the source, absent in the destination',
      '    y: "a" in the source, "b" in the destination',
    ]);
  });

  it.each([
    [{ verdict: 'different', differencesTotal: 1 }, '; writes were followed through 2026-11-29 00:01:00 UTC'],
    [{ verdict: 'nothing-compared' }, undefined],
  ] as const)('says nothing was verified that was not: %o', (parts, through) => {
    const verifiedThrough = { seconds: Date.parse(at(60)) / 1_000, increment: 1 };
    const told = lines({ state: 'done', result: aVerification({ ...parts, verifiedThrough }), namespaces: [] }).join(
      '\n',
    );
    expect(told).not.toContain('verified through');
    expect(told.includes('through')).toBe(through !== undefined);
    expect(told).toContain(through ?? 'nothing was compared');
  });

  it('never calls identical without its level what only was counted, or looked at in part', () => {
    const told = (level: 'quick' | 'full') => lines({ state: 'done', result: aVerification({ level }) })[4];
    expect(told('quick')).toMatch(/^identical at level quick: 1,001 documents/);
    expect(told('full')).toMatch(/^identical: 1,001 documents/);
  });

  it('says where the differences are listed that are expected, too', () => {
    const result = aVerification({ expected: [{ class: 'during-sync', count: 5, why: 'changed back' }] });
    expect(lines({ state: 'done', result, namespaces: [] }).slice(-1)).toEqual(['the expected differences: D']);
  });

  it('tells of many namespaces those first in which something differs, and of the others not all', () => {
    const all = Array.from({ length: 300 }, (_, index) => ({ ...namespace, name: `a.${index}`, secondsLeft: 0 }));
    const namespaces = all.map((one, index) => (index === 250 ? { ...one, missing: 2 } : one));
    const told = lines({ namespaces, state: 'done', result: aVerification() }).slice(6);
    expect(told).toHaveLength(21);
    expect([told[0], told[1], told[20]]).toEqual([
      'a.250: 10 compared, 2 missing, 2 KiB read',
      'a.0: 10 compared, none differs, 2 KiB read',
      '… and 280 more namespaces; --json tells of all',
    ]);
  });

  it('tells no pace of what is compared already', () => {
    const namespaces = [{ ...namespace, partitions: { done: 2, of: 2 } }];
    expect(lines({ phase: 'following', namespaces })[4]).toBe(
      'all was compared once; following what changes: 20 of about 40 documents of both sides together, 2 KiB read',
    );
  });

  it('tells a verdict with when it was taken, what was expected, and what it does not say', () => {
    const result = aVerification({
      verdict: 'not-all-compared',
      expected: [{ class: 'ttl', count: 2, why: 'due' }],
      notCompared: [{ what: 'hr', why: 'no right' }],
      doesNotCover: ['users', 'Search indexes'],
      verifiedThrough: { seconds: Date.parse(at(60)) / 1_000, increment: 1 },
    });
    expect(lines({ state: 'done', phase: 'ended', result, namespaces: [] }).slice(4)).toEqual([
      'not all was compared: 1,001 documents, 3 namespaces, 3 indexes of the source, looked 2026-01-01 00:00:00 to 00:10:00 UTC; writes were followed through 2026-11-29 00:01:00 UTC on the source',
      'expected: 2 differences (ttl): due',
      'not compared: hr: no right',
      'does not cover: users · Search indexes',
      'the expected differences: D',
    ]);
  });

  it('tells of a sample how much was looked at, and what it says of the rest only where none of it differs', () => {
    const sample = { share: 0.001, confidence: 0.99999, documents: 4_603 };
    const told = (more: Partial<Verification>) =>
      lines({ state: 'done', result: aVerification({ level: 'sample', sample, ...more }) }).filter((line) =>
        line.startsWith('looked at'),
      );
    expect(told({})).toEqual([
      'looked at: a sample of 4,603 documents, which says with a confidence of 99.9 % that of no collection more than 0.1 % differs',
    ]);
    expect(told({ verdict: 'different', differencesTotal: 1 })).toEqual(['looked at: a sample of 4,603 documents']);
  });

  it('names the file of a share that is to be merged', () => {
    const request = { ...wholeComparison, share: { number: 1, of: 2 } };
    expect(lines({ state: 'done', request, result: aVerification() })).toContain('for verify merge: R');
  });

  it('lists all of them in a line each', () => {
    const brief = { id: 'ID', begunAt: at(0), lastAt: at(5), ageSeconds: 90_000, by: 'ann', request: wholeComparison };
    const verifications = [
      { ...brief, state: 'done' as const, verdict: 'identical' as const },
      { ...brief, state: 'stopped' as const },
    ];
    expect(verifyResult.lines({ verifications })).toEqual([
      'ID: identical, 1 d 1 h ago; level full',
      'ID: stopped, can be resumed, 1 d 1 h ago; level full',
    ]);
  });
});
