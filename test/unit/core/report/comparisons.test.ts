import { describe, expect, it } from 'vitest';
import { makeReport } from '../../../../src/core/report/make-report.ts';
import type { KeptResult, ReportSources } from '../../../../src/core/report/sources.ts';
import { aVerification } from '../../../support/a-verification.ts';
import { completeSources, minute } from '../../../support/report-sources.ts';

/** One that ended so many minutes after the migration began, which is COMPLETE after seven. */
function verified(after: number, parts: Parameters<typeof aVerification>[0] = {}): KeptResult {
  const result = aVerification({ ...parts, endedAt: minute(after) });
  const sides = { source: result.source.identity, destination: result.destination.identity };
  return { id: `v${after}`, state: 'done', begunAt: minute(after - 1), by: 'bo', sides, result };
}

const report = (different: Partial<ReportSources>) =>
  makeReport(completeSources({ comparison: undefined, ...different }));

describe('comparisons', () => {
  it('are told with the newest first, each with whether it was made after the end', () => {
    const { comparisons } = report({ verifications: [verified(20), verified(5)] }).verification;
    expect(comparisons.map(({ where, afterComplete }) => [where, afterComplete])).toEqual([
      ['livemig verify, v20', true],
      ['livemig verify, v5', false],
    ]);
    expect(comparisons[0]?.sides).toEqual({
      source: 'rs-billing: rs-billing:27017',
      destination: 'atlas: atlas:27017',
    });
  });

  it('tell which deployments both sides are', () => {
    expect(report({ verifications: [verified(20)] }).sides).toContainEqual({
      what: 'servers',
      source: 'replica set of MongoDB 8.0.4, rs-billing: rs-billing:27017',
      destination: 'replica set of MongoDB 8.0.4, atlas: atlas:27017',
    });
  });

  it('are told with all that was left out', () => {
    const share = { number: 3, of: 8 };
    const scope = { namespaces: ['shop.*'], skip: ['shop.tmp'], share, leftOut: 2 };
    const notCompared = [{ what: 'hr', why: 'its user may not see it' }];
    const sample = { share: 0.01, confidence: 0.9899, documents: 400 };
    const expected = [{ class: 'ttl', count: 4, why: 'their time has come' }] as const;
    const one = verified(20, { scope, notCompared, sample, expected: [...expected] });
    const { leftOut, expected: told } = report({ verifications: [one] }).verification.comparisons[0] ?? {};
    expect(leftOut).toEqual([
      'everything but what was asked for (only shop.*; without shop.tmp; share 3 of 8): 2 namespaces',
      'hr: its user may not see it',
      'all but a sample of 400 documents, which says with a confidence of 98.9 % that of no collection more than 1 % differs',
    ]);
    expect(told).toEqual(['4 (ttl: their time has come)']);
  });

  it('that came to no result are named, and prove nothing', () => {
    const { result: _, ...open } = verified(20);
    const { verification, summary } = report({ verifications: [{ ...open, state: 'cut-off' }] });
    expect(verification).toEqual({
      comparisons: [],
      others: ['v20, begun at 2026-01-18 00:19:00 UTC by bo: cut-off'],
    });
    expect(summary.notProved[0]).toMatch(/they were not compared after the migration was COMPLETE/);
  });

  it.each(['different', 'not-all-compared', 'nothing-compared'] as const)('that are %s prove nothing', (verdict) => {
    const { proved, notProved } = report({ verifications: [verified(20, { verdict, differencesTotal: 3 })] }).summary;
    expect(proved.filter((text) => text.includes('compared'))).toEqual([]);
    expect(notProved[0]).toMatch(`That source and destination hold the same: ${verdict} at level full`);
  });

  it('that found differences are not taken back by one that looked at less later', () => {
    const scope = { namespaces: ['shop.*'], skip: [], leftOut: 0 };
    const both = [verified(30, { scope }), verified(20, { verdict: 'different', differencesTotal: 3 })];
    const { proved, notProved } = report({ verifications: both }).summary;
    expect(proved).toContainEqual(expect.stringMatching(/^Source and destination were compared: identical/));
    expect(notProved).toContain('Not compared: everything but what was asked for (only shop.*).');
    expect(notProved).toContainEqual(expect.stringMatching(/^That .* hold the same, because of another .*: different/));
  });
});
