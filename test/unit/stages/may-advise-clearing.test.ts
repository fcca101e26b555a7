import { describe, expect, it } from 'vitest';
import { known, unknownBecause } from '../../../src/core/check.ts';
import type { WriteBlock } from '../../../src/core/results/left-behind.ts';
import { type ClearingFacts, mayAdviseClearing } from '../../../src/stages/start/may-advise-clearing.ts';

const ownAttempt: ClearingFacts = {
  before: 'empty',
  cutoverRequested: false,
  sourceWrites: known<WriteBlock>({ state: 'free' }),
  foreign: known([]),
};

describe('clearing the destination may be advised', () => {
  it.each<[string, Partial<ClearingFacts>]>([
    ['where it was empty before, and holds nothing that the source does not have', {}],
    [
      'where the write block could not be seen, because no cutover was requested',
      { sourceWrites: unknownBecause('x') },
    ],
  ])('%s', (_, facts) => {
    expect(mayAdviseClearing({ ...ownAttempt, ...facts })).toEqual({ may: true });
  });
});

describe('clearing the destination may not be advised', () => {
  it.each<[string, Partial<ClearingFacts>, string]>([
    ['after a cutover was requested', { cutoverRequested: true }, 'a cutover was requested'],
    ['while the source is blocked', { sourceWrites: known({ state: 'blocked' }) }, 'writes on the source are blocked'],
    ['while the source is being freed', { sourceWrites: known({ state: 'changing' }) }, 'writes on the source are'],
    ['for a migration that was adopted', { before: undefined }, 'does not say what was there'],
    ['where nobody looked before', { before: 'not-looked-at' }, 'was not looked at before'],
    ['where something stood there before', { before: 'occupied' }, 'it held data before'],
    ['where nobody can look now', { foreign: unknownBecause('no answer.') }, 'not compared with the source: no answer'],
    ['where something else stands there', { foreign: known(['crm.people']) }, 'it holds crm.people, which'],
    ['where much else does', { foreign: known([...'abcdefg']) }, 'it holds a, b, c, d, e and 2 more, which'],
  ])('%s, and the reason is told', (_, facts, because) => {
    expect(mayAdviseClearing({ ...ownAttempt, ...facts })).toEqual({
      may: false,
      because: expect.stringContaining(because),
    });
  });
});
