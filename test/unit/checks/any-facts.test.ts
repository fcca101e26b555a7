import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rules } from '../../../src/checks/index.ts';
import { judgeAll } from '../../../src/core/check.ts';
import { collectFacts } from '../../../src/core/collect-facts.ts';
import { type Facts, factSchemas } from '../../../src/core/facts.ts';
import { factsText, parseFacts, withFactsOf } from '../../../src/core/facts-file.ts';
import { harmless } from '../../../src/core/harmless.ts';
import { judged } from '../../../src/stages/preflight.ts';
import { arbitraryOf } from '../../support/arbitrary-of.ts';
import { lawRuns } from '../../support/law-effort.ts';

const collected = { livemig: '0.1.0', collectedAt: '2026-01-01T00:00:00.000Z', by: 'ana' };

/** Any facts there can be, each known or not. */
const anyFacts: fc.Arbitrary<Facts> = fc
  .record(Object.fromEntries(Object.entries(factSchemas).map(([id, schema]) => [id, arbitraryOf(schema)])), {
    requiredKeys: [],
  })
  .map((known) =>
    parseFacts(JSON.stringify({ format: 'livemig facts', formatVersion: 1, ...collected, known, unknown: {} }), 'any'),
  );

const skips = fc
  .subarray(rules.map(({ id }) => id))
  .map((ids) => Object.fromEntries(ids.map((id) => [id, { because: 'so', by: 'ana', at: collected.collectedAt }])));

/** Which engine it is decides which rules are asked at all. */
function isOfNoEngine(id: string): boolean {
  return id !== 'engine';
}

/** More by night. */
const numRuns = 25 * lawRuns;

describe('whatever the facts are', () => {
  it('no rule throws, and each has one finding, in words', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const findings = judgeAll(rules, facts);
        expect(findings.map(({ id }) => id)).toEqual(rules.map(({ id }) => id));
        const words = findings.flatMap(({ message, fix, items = [] }) => [message, fix ?? 'none', ...items]);
        expect(words.filter((one) => typeof one !== 'string' || one.includes('[native code]'))).toEqual([]);
        expect(findings.filter(({ message }) => /\bundefined\b/.test(message))).toEqual([]);
        // Whoever gives names or a file of facts cannot write a line of ours.
        const lines = words.flatMap((one) => String(one).split('\n'));
        expect(lines.filter((one) => harmless(one) !== one)).toEqual([]);
        expect(findings.filter(({ message }) => message.includes('\n'))).toEqual([]);
      }),
      { numRuns },
    );
  });

  it('no rule holds that did not, because less is known', () => {
    fc.assert(
      fc.property(anyFacts, fc.subarray(Object.keys(factSchemas).filter(isOfNoEngine)), (facts, gone) => {
        const known = Object.fromEntries(Object.entries(facts.known).filter(([id]) => !gone.includes(id)));
        const held = (of: Facts) => judgeAll(rules, of).flatMap(({ id, result }) => (result === 'pass' ? [id] : []));
        const before = held(facts);
        expect(held({ known, unknown: facts.unknown }).filter((id) => !before.includes(id))).toEqual([]);
      }),
      { numRuns },
    );
  });

  it('the verdict is made, its counts add up, and it is ready only where nothing that could block is open', () => {
    fc.assert(
      fc.property(anyFacts, skips, fc.option(fc.constant(5e7), { nil: undefined }), (facts, skipped, assumedRate) => {
        const { verdict, counts, findings } = judged(facts, { skips: skipped, assumedRate, now: new Date(0) });
        const said = [verdict.text, ...verdict.oplog.reasons, ...verdict.blockers.reasons];
        expect(said.filter((one) => harmless(one) !== one)).toEqual([]);
        const { rules: all, pass, block, warn, info, notChecked, skipped: told } = counts;
        expect(pass + block + warn + info + notChecked + told).toBe(all);
        const isOpen = findings.some(
          ({ result, severity, skipped: skip }) =>
            result === 'block' ||
            ((result === 'not-checked' || skip?.was === 'not-checked') && severity === 'block') ||
            skip?.was === 'block',
        );
        expect(verdict.ready === 'yes').toBe(!isOpen);
        expect(verdict.ready === 'no').toBe(block > 0);
      }),
      { numRuns },
    );
  });

  it('a file brings them back as they were', () => {
    fc.assert(
      fc.property(
        anyFacts,
        fc.dictionary(fc.constantFrom(...Object.keys(factSchemas)), fc.string()),
        (facts, reasons) => {
          const unknown = Object.fromEntries(Object.entries(reasons).filter(([id]) => !(id in facts.known)));
          const there = parseFacts(factsText({ ...collected, facts: { ...facts, unknown } }), 'facts.json');
          const again = parseFacts(factsText({ ...collected, facts: there }), 'facts.json');
          expect(again).toEqual(there);
          expect(there.known).toEqual(facts.known);
          const { facts: merged } = withFactsOf(there, collectFacts(), []);
          expect(merged).toEqual({ known: there.known, unknown: there.unknown });
        },
      ),
      { numRuns },
    );
  });
});
