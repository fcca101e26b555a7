import { describe, expect, it } from 'vitest';
import { LivemigError } from '../../../../src/core/errors.ts';
import { mergeVerifications } from '../../../../src/core/verification/merge.ts';
import type { MergeableShare } from '../../../../src/core/verification/refuse-shares.ts';
import { scopeOf } from '../../../../src/core/verification/scope.ts';
import type { Verification } from '../../../../src/core/verification/verification.ts';
import { aVerification } from '../../../support/a-verification.ts';
import { oneDifference } from '../../../support/verify-entries.ts';

const bound = (at: number) => Buffer.from([at]).toString('base64');

/** The parts of `a.b` in four, those of this share. */
function parts(...indexes: readonly number[]) {
  const compared = indexes.map((index) => ({
    ...{ index, order: 'id' as const },
    ...(index > 0 && { from: bound(index) }),
    ...(index < 3 && { to: bound(index + 1) }),
  }));
  return [{ name: 'a.b', of: 4, compared }];
}

const whole = { namespaces: [], skip: [], leftOut: 0 };

function counted(source: number, more: Partial<Verification['perNamespace'][number]> = {}) {
  const counts = { source, destination: source, compared: source, bytes: source, missing: 0, extra: 0, different: 0 };
  return [{ name: 'a.b', ...counts, expected: {}, ...more }];
}

function share(number: number, more: Partial<Verification> = {}, of = 2): MergeableShare {
  const own = number === 1 ? [0, 2] : [1, 3];
  const scope = { ...whole, share: { number, of }, parts: parts(...own) };
  const documents = { source: 10, destination: 10 };
  return {
    ...{ file: `${number}.json`, share: { number, of }, writesStopped: false, duringSync: false },
    verification: aVerification({ namespaces: 2 - number, documents, perNamespace: counted(10), scope, ...more }),
  };
}

function refusal(shares: readonly MergeableShare[]): LivemigError {
  try {
    mergeVerifications(shares);
  } catch (error) {
    if (error instanceof LivemigError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

const different = { verdict: 'different', differencesTotal: 1, differences: [oneDifference] } as const;

describe('the shares of one verification', () => {
  it('are identical together where each is, whatever their order', () => {
    for (const shares of [
      [share(1), share(2)],
      [share(2), share(1)],
    ])
      expect(mergeVerifications(shares)).toMatchObject({
        ...{ verdict: 'identical', identical: true, namespaces: 1, documents: { source: 20, destination: 20 } },
        perNamespace: [{ name: 'a.b', source: 20, compared: 20 }],
      });
  });

  it('are no share of anything any more', () => {
    expect(mergeVerifications([share(1), share(2)])).not.toHaveProperty('scope');
    const chosen = { ...whole, namespaces: ['a.*'], leftOut: 3 };
    const both = [1, 2].map((number) => {
      const one = share(number);
      return { ...one, verification: { ...one.verification, scope: { ...one.verification.scope, ...chosen } } };
    });
    expect(mergeVerifications(both).scope).toEqual({ namespaces: ['a.*'], skip: [], leftOut: 3 });
  });

  it.each<[string, Partial<Verification>, Verification['verdict']]>([
    ['differs', different, 'different'],
    [
      'has not compared all',
      { verdict: 'not-all-compared', notCompared: [{ what: 'x', why: 'y' }] },
      'not-all-compared',
    ],
  ])('say what the one says that %s', (_, more, verdict) => {
    for (const shares of [
      [share(1, more), share(2)],
      [share(1), share(2, more)],
    ])
      expect(mergeVerifications(shares)).toMatchObject({ verdict, identical: false });
  });

  it('differ where one does and another has not compared all', () => {
    const lacking = { verdict: 'not-all-compared', notCompared: [{ what: 'x', why: 'y' }] } as const;
    const merged = mergeVerifications([share(1, different), share(2, lacking)]);
    expect(merged).toMatchObject({ verdict: 'different', differencesTotal: 1, notCompared: lacking.notCompared });
  });

  it('may have one into which no part fell, and come to nothing where each is so', () => {
    const none = { verdict: 'nothing-compared', namespaces: 0, documents: { source: 0, destination: 0 } } as const;
    const all = { ...whole, parts: parts(0, 1, 2, 3) };
    const scopes = [1, 2].map((number) => ({
      ...all,
      share: { number, of: 2 },
      parts: number === 1 ? all.parts : parts(),
    }));
    const one = (at: number, more: Partial<Verification> = {}) =>
      share(at + 1, { ...more, scope: scopes[at] ?? whole });
    expect(mergeVerifications([one(0), one(1, { ...none, perNamespace: [] })]).verdict).toBe('identical');
    const empty = (number: number) => share(number, { ...none, perNamespace: [], scope: { ...whole, parts: [] } });
    expect(mergeVerifications([empty(1), empty(2)]).verdict).toBe('nothing-compared');
  });

  it.each<[string, ReturnType<typeof parts>]>([
    ['a part is missing', parts(1)],
    ['a part is in both', parts(0, 1, 3)],
    ['there are other parts', [{ name: 'a.b', of: 5, compared: parts(1, 3)[0]?.compared ?? [] }]],
    [
      'two parts do not meet',
      [
        {
          name: 'a.b',
          of: 4,
          compared: [{ index: 1, order: 'id', from: bound(1), to: bound(9) }, ...(parts(3)[0]?.compared ?? [])],
        },
      ],
    ],
    [
      'the last part is not open',
      [
        {
          name: 'a.b',
          of: 4,
          compared: [...(parts(1)[0]?.compared ?? []), { index: 3, order: 'id', from: bound(3), to: bound(4) }],
        },
      ],
    ],
    ['one has never seen it', []],
  ])('are not all where %s, though each is identical', (_, second) => {
    const merged = mergeVerifications([share(1), share(2, { scope: { ...whole, parts: second } })]);
    expect(merged).toMatchObject({ verdict: 'not-all-compared', identical: false });
    expect(merged.notCompared).toEqual([{ what: 'a.b', why: expect.stringContaining('same parts') }]);
  });

  it('are not all where the one that had to tell of a namespace has not seen it', () => {
    const seeing = (number: number, seen: readonly string[]) => {
      const one = share(number);
      return { ...one, verification: { ...one.verification, scope: { ...whole, ...one.verification.scope, seen } } };
    };
    const owner = scopeOf({ ...whole, share: { number: 1, of: 2 } }).has('a.late', 0) ? 1 : 2;
    const merged = (late: number) =>
      mergeVerifications([1, 2].map((number) => seeing(number, number === late ? ['a.b', 'a.late'] : ['a.b'])));
    expect(merged(3 - owner)).toMatchObject({
      verdict: 'not-all-compared',
      notCompared: [{ what: 'a.late', why: expect.stringContaining('came later') }],
    });
    expect([merged(0).verdict, merged(owner).verdict]).toEqual(['identical', 'identical']);
    // Shares of a version that did not say what it has seen.
    expect(mergeVerifications([share(owner), seeing(3 - owner, ['a.b', 'a.late'])]).verdict).toBe('identical');
  });

  it('are not all where somebody has written between them, unless each was told that nobody does', () => {
    const at = (number: number, source: string, writesStopped: boolean) => {
      const one = share(number);
      const scope = { ...whole, ...one.verification.scope, positions: { source, destination: 'atlas 1.1' } };
      return { ...one, writesStopped, verification: { ...one.verification, scope } };
    };
    const what = 'what was written to the source between the shares';
    expect(mergeVerifications([at(1, 'rs 1.1', false), at(2, 'rs 1.1', false)]).verdict).toBe('identical');
    expect(mergeVerifications([at(1, 'rs 1.1', true), at(2, 'rs 2.1', false)])).toMatchObject({
      ...{ verdict: 'not-all-compared', notCompared: [{ what }], doesNotCover: [] },
    });
    expect(mergeVerifications([at(1, 'rs 1.1', true), at(2, 'rs 2.1', true)])).toMatchObject({
      ...{ verdict: 'identical', notCompared: [], doesNotCover: [what] },
    });
  });

  it('hold of the earliest time of any of them', () => {
    const at = (seconds: number, increment: number) => ({ seconds, increment });
    const with_ = (number: number, source: ReturnType<typeof at>, more: Partial<Verification> = {}) => {
      const one = share(number, more);
      const { verification } = one;
      return { ...one, verification: { ...verification, source: { ...verification.source, clusterTime: source } } };
    };
    const through = { verifiedThrough: at(7, 1) };
    const merged = mergeVerifications([with_(1, at(9, 2), through), with_(2, at(9, 1), { verifiedThrough: at(6, 9) })]);
    expect([merged.source.clusterTime, merged.verifiedThrough]).toEqual([at(9, 1), at(6, 9)]);
    expect(mergeVerifications([with_(1, at(9, 2), through), with_(2, at(9, 1))])).not.toHaveProperty('verifiedThrough');
  });

  it('add up what is expected, and are as sure as the least sure', () => {
    const ttl = (count: number) => ({ expected: [{ class: 'ttl' as const, count, why: 'due' }] });
    const sample = (confidence: number) => ({ sample: { share: 0.001, confidence, documents: 5 } });
    const merged = mergeVerifications([
      share(1, { ...ttl(2), ...sample(0.9) }),
      share(2, { ...ttl(3), ...sample(0.8) }),
    ]);
    expect(merged.expected).toMatchObject([{ class: 'ttl', count: 5 }]);
    expect(merged.sample).toEqual({ share: 0.001, confidence: 0.8, documents: 10 });
  });
});

describe('what does not belong together', () => {
  const other = (number: number, side: 'source' | 'destination') => {
    const one = share(number);
    const { verification } = one;
    const identity = { ...verification[side].identity, setName: 'elsewhere' };
    return { ...one, verification: { ...verification, [side]: { ...verification[side], identity } } };
  };
  it.each<[string, readonly MergeableShare[], RegExp]>([
    ['no share', [], /^No share was given\.$/],
    ['half of them', [share(1)], /^A share is missing: 2\/2\.$/],
    ['two of eight', [share(1, {}, 8), share(2, {}, 8)], /^6 shares are missing: 3\/8, 4\/8/],
    ['one twice', [share(1), share(1)], /^1\.json and 1\.json are both share 1\/2\.$/],
    ['shares of other wholes', [share(1), share(2, {}, 3)], /shares of other wholes: 1\/2 and 2\/3/],
    ['another source', [share(1), other(2, 'source')], /same source: rs-billing .* and elsewhere/],
    ['another destination', [share(1), other(2, 'destination')], /same destination/],
    ['another level', [share(1), share(2, { level: 'quick' })], /other levels: full and quick/],
    ['one of before the cutover', [{ ...share(1), duringSync: true }, share(2)], /only 1\.json .* synchronized/],
    ['one of after it', [share(1), { ...share(2), duringSync: true }], /only 2\.json .* synchronized/],
    ['another scope', [share(1), share(2, { scope: { ...whole, namespaces: ['a.*'] } })], /other namespaces/],
  ])('is refused: %s', (_, shares, message) => {
    expect(refusal(shares)).toMatchObject({ kind: 'usage', code: 'SHARES', message: expect.stringMatching(message) });
  });

  it('counts as one deployment by its id, under whatever names it is seen', () => {
    const seen = (number: number, id: string, host: string) => {
      const one = share(number);
      const { verification } = one;
      const identity = { ...verification.source.identity, id, hosts: [host] };
      return { ...one, verification: { ...verification, source: { ...verification.source, identity } } };
    };
    expect(mergeVerifications([seen(1, 'x', 'a:1'), seen(2, 'x', 'b:2')]).identical).toBe(true);
    expect(refusal([seen(1, 'x', 'a:1'), seen(2, 'y', 'a:1')]).message).toContain('same source');
  });
});
