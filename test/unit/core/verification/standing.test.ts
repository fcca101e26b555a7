import { describe, expect, it } from 'vitest';
import { standingOf } from '../../../../src/core/verification/standing.ts';
import { aVerification } from '../../../support/a-verification.ts';
import {
  at,
  begun,
  compared,
  dropped,
  ended,
  oneDifference,
  planned,
  proved,
} from '../../../support/verify-entries.ts';

const begin = [begun(0), proved(1), planned(2, 'a.b', 2, 400), planned(2, 'a.c', 1, 100)];

describe('where a verification stands', () => {
  it('is nowhere before it has begun', () => {
    expect(standingOf([])).toBeUndefined();
  });

  it.each([
    ['proving', [begun(0)]],
    ['comparing', [begun(0), proved(1)]],
    ['comparing', begin],
    ['proving', [...begin, begun(9)]],
    ['ended', [...begin, ended(9, 'stopped')]],
    ['proving', [...begin, ended(9, 'stopped'), begun(10)]],
  ] as const)('is %s', (phase, entries) => {
    expect(standingOf(entries)?.phase).toBe(phase);
  });

  it('follows, with no time left to tell, where a part was left out and only changes are looked at', () => {
    const position = { token: 'AAAA', through: { seconds: 1, increment: 1 } };
    const ofLook = { kind: 'followed', generation: 1, source: position, destination: position, open: 0 } as const;
    const looked = [...begin, compared(12, 'a.b', 0, 100), { ...ofLook, at: at(13) }];
    expect(standingOf(looked)).toMatchObject({
      ...{ phase: 'following', secondsLeft: null },
      namespaces: [{ name: 'a.b', secondsLeft: null }, { name: 'a.c' }],
    });
    expect(standingOf([...looked, compared(14, 'a.b', 1, 100)])?.phase).toBe('comparing');
  });

  it('counts what was compared of each namespace, and what is left at the pace of its run', () => {
    const standing = standingOf([...begin, compared(12, 'a.b', 0, 100, [oneDifference])]);
    expect(standing).toMatchObject({ how: 'open', begunAt: at(0), lastAt: at(12), differences: [oneDifference] });
    expect(standing?.namespaces).toEqual([
      {
        ...{ name: 'a.b', partitions: { done: 1, of: 2 }, documents: { done: 200, of: 400 } },
        ...{ source: 100, destination: 100, compared: 100 },
        ...{ missing: 0, extra: 0, different: 1, expected: { ttl: 1 }, bytes: 20_000 },
        ...{ bytesPerSecond: 20_000 / 11, secondsLeft: 11 },
      },
      {
        ...{ name: 'a.c', partitions: { done: 0, of: 1 }, documents: { done: 0, of: 100 } },
        ...{ source: 0, destination: 0, compared: 0 },
        ...{ missing: 0, extra: 0, different: 0, expected: {}, bytes: 0, bytesPerSecond: null, secondsLeft: null },
      },
    ]);
    // 300 documents at 200 in the 11 seconds since both sides were proved.
    expect(standing?.secondsLeft).toBe(16.5);
  });

  it('does not know how long it takes before anything is compared, and has nothing left when all is', () => {
    expect(standingOf(begin)?.secondsLeft).toBeNull();
    expect(standingOf([begun(0), proved(1)])?.secondsLeft).toBeNull();
    const all = [...begin, compared(3, 'a.b', 0, 90), compared(4, 'a.b', 1, 90), compared(5, 'a.c', 0, 40)];
    const standing = standingOf(all);
    expect(standing?.secondsLeft).toBe(0);
    expect(standing?.namespaces.map(({ secondsLeft, documents }) => [secondsLeft, documents.of])).toEqual([
      [0, 360],
      [0, 80],
    ]);
  });

  it('measures the pace of the last run alone', () => {
    const resumed = [...begin, compared(12, 'a.b', 0, 100), begun(1_000), proved(1_001), compared(1_006, 'a.b', 1, 50)];
    expect(standingOf(resumed)?.namespaces[0]).toMatchObject({ bytesPerSecond: 2_000, bytes: 30_000 });
    expect(standingOf(resumed.slice(0, -1))?.namespaces[0]).toMatchObject({ bytesPerSecond: null, secondsLeft: null });
  });

  it.each([
    [1, 5],
    [2, 11],
    [3, 11],
  ])('with %s workers takes one to have begun where a worker was free', (workers, seconds) => {
    const both = [begun(0, { workers }), ...begin.slice(1), compared(7, 'a.b', 0, 100), compared(12, 'a.c', 0, 50)];
    expect(standingOf(both)?.namespaces[1]).toMatchObject({ bytesPerSecond: 10_000 / seconds });
  });

  it('counts a partition that was compared twice once', () => {
    const standing = standingOf([...begin, compared(3, 'a.b', 0, 100), compared(4, 'a.b', 0, 70)]);
    expect(standing?.namespaces[0]).toMatchObject({ compared: 70, partitions: { done: 1, of: 2 } });
  });

  it('forgets what stands before a run that has begun with nothing', () => {
    const anew = [
      ...begin,
      compared(3, 'a.b', 0, 100, [oneDifference]),
      dropped(4, 'a.c'),
      begun(5),
      proved(6, 'moved'),
    ];
    expect(standingOf(anew)).toMatchObject({ namespaces: [], differences: [], beganAnew: 'moved' });
    expect(standingOf([...anew, begun(7), proved(8)])).toMatchObject({ beganAnew: 'moved' });
  });

  it('keeps it where both sides are as they were', () => {
    const same = [...begin, compared(3, 'a.b', 0, 100), begun(5), proved(6)];
    expect(standingOf(same)?.namespaces[0]).toMatchObject({ compared: 100 });
  });

  it('forgets what was found of a namespace that was dropped, until it is planned again', () => {
    const gone = [...begin, compared(3, 'a.b', 0, 100, [oneDifference]), dropped(4, 'a.b')];
    const standing = standingOf(gone);
    expect(standing?.namespaces.map(({ name }) => name)).toEqual(['a.c']);
    expect(standing?.differences).toEqual([]);
    expect(standingOf([...gone, planned(5, 'a.b', 1, 10)])?.namespaces).toMatchObject([
      {},
      { name: 'a.b', compared: 0 },
    ]);
  });

  it.each([
    ['stopped', ended(9, 'stopped', 'INTERRUPTED'), { how: 'stopped', error: { code: 'INTERRUPTED' } }],
    ['failed', ended(9, 'failed', 'MONGODB'), { how: 'failed', error: { code: 'MONGODB' } }],
    ['done', ended(9, 'done'), { how: 'done', secondsLeft: 0, result: { verdict: 'identical' } }],
  ] as const)('ends as %s', (_, end, standing) => {
    expect(standingOf([...begin, end])).toMatchObject(standing);
  });

  it('counts what differs of a namespace as its result does, which has looked at it again', () => {
    const [entries, end] = [[...begin, compared(3, 'a.b', 0, 100)], ended(9, 'done')];
    const counts = { source: 103, destination: 102, compared: 100, bytes: 20_000, expected: {} };
    const perNamespace = [{ name: 'a.b', ...counts, missing: 3, extra: 2, different: 1 }];
    const done = { ...end, result: { ...aVerification(), perNamespace } };
    expect(standingOf([...entries, done])?.namespaces[0]).toMatchObject({ missing: 3, extra: 2, different: 1 });
  });

  it('has no end any more once it goes on', () => {
    expect(standingOf([...begin, ended(9, 'failed', 'MONGODB'), begun(10)])).toMatchObject({ how: 'open' });
  });

  const failed = (seconds: number) => [begun(seconds), ended(seconds + 1, 'failed', 'MONGODB')];
  it.each([
    [1, failed(0)],
    [2, [...failed(0), ...failed(10)]],
    [1, [...failed(0), begun(5), ended(6, 'failed', 'MONGODB_LOGIN')]],
    [0, [...begin, compared(3, 'a.b', 0, 100), ended(9, 'failed', 'MONGODB')]],
    [1, [...begin, compared(3, 'a.b', 0, 100), ended(9, 'failed', 'MONGODB'), ...failed(10)]],
  ] as const)('knows of %s runs in a row that came to nothing in the same way', (times, entries) => {
    expect(standingOf(entries)?.fruitless).toBe(times);
  });
});
