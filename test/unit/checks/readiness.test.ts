import { describe, expect, it } from 'vitest';
import { countsOf, verdictOf } from '../../../src/checks/verdict.ts';
import type { Finding } from '../../../src/core/check.ts';
import type { Judgement, Severity } from '../../../src/core/rule.ts';
import { withSkips } from '../../../src/core/skipped-findings.ts';

const none = { known: {}, unknown: {} };
const now = new Date('2026-01-01');

function found(result: Judgement, severity: Severity = 'block', id = 'C04'): Finding {
  return { id, title: 'It holds', result, message: 'It is so.', severity, mender: 'dba' };
}

function skipped(finding: Finding): Finding[] {
  return withSkips([finding], { [finding.id]: { because: 'so', by: 'ana', at: '2026-01-01T00:00:00.000Z' } });
}

describe('the readiness in the verdict', () => {
  it.each<[string, readonly Finding[], number, string, RegExp]>([
    ['a blocker', [found('block'), found('not-checked', 'block', 'C05')], 0, 'no', /^Not ready: 1 blocker\. /],
    ['a blocker among a few', [found('block')], 9, 'no', /^Not ready: 1 blocker\. /],
    [
      'what was not looked at',
      [found('not-checked')],
      0,
      'not-known',
      /looked at; 1 that could block not looked at\. /,
    ],
    ['what only warns and was not looked at', [found('not-checked', 'warn')], 0, 'yes', /^Ready\. /],
    ['a skipped blocker', skipped(found('block')), 0, 'not-known', /looked at; 1 that would or could block skipped\. /],
    ['a skip of what was not looked at', skipped(found('not-checked')), 0, 'not-known', /1 that would or could block/],
    ['a skip of what holds', skipped(found('pass')), 0, 'yes', /^Ready\. /],
    ['a skipped warning', skipped(found('warn', 'warn')), 0, 'yes', /^Ready\. /],
    ['a few rules that pass', [found('pass')], 9, 'not-known', /^No blocker in the 1 rule asked for\. /],
  ])('of %s', (_, findings, leftOut, ready, words) => {
    const verdict = verdictOf(findings, none, { leftOut, now });
    expect([verdict.ready, verdict.text]).toEqual([ready, expect.stringMatching(words)]);
  });

  it('names whose word it was that something is not in the way', () => {
    expect(verdictOf(skipped(found('block')), none, { now }).blockers.reasons).toEqual([
      'C04 It is so. (skipped by ana)',
    ]);
  });

  it('counts each finding once', () => {
    const findings = [
      found('pass'),
      found('block'),
      found('warn'),
      found('info'),
      found('not-checked'),
      ...skipped(found('block')),
    ];
    expect(countsOf(findings)).toEqual({
      rules: 6,
      pass: 1,
      block: 1,
      warn: 1,
      info: 1,
      notChecked: 1,
      skipped: 1,
      notAsked: 0,
    });
  });
});
