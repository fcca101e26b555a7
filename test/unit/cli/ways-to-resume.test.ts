import { expect, it } from 'vitest';
import { waysToResume } from '../../../src/cli/verify-ending.ts';
import { wholeComparison } from '../../../src/core/verification/request.ts';

it('a verification that was to end by itself is gone on with in one way', () => {
  expect(waysToResume(wholeComparison, {}).map(({ command }) => command)).toEqual(['livemig verify resume']);
});

it('one that watches would go on for ever, and so it is told how it comes to a verdict', () => {
  expect(waysToResume({ ...wholeComparison, watch: true }, {})).toEqual([
    { command: 'livemig verify resume', reason: 'goes on where it stopped' },
    {
      command: 'livemig verify resume --writes-stopped',
      reason: 'once every write to the source has been stopped: ends with a verdict',
    },
  ]);
});
