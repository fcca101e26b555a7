import { expect, it } from 'vitest';
import { flagName, howToGive } from '../../../src/core/inputs.ts';

it.each<[{ flag?: string }, string]>([
  [{ flag: '--atlas-org <id-or-name>' }, '--atlas-org'],
  [{ flag: '--tls' }, '--tls'],
  [{}, ''],
])('%j has the flag %j', (input, flag) => {
  expect(flagName(input)).toBe(flag);
});

it.each([
  [{ flag: '--ssh <host>', env: ['LIVEMIG_SSH', 'X'] }, 'Give --ssh or LIVEMIG_SSH or X.'],
  [{ env: ['LIVEMIG_X'] }, 'Give LIVEMIG_X.'],
  [{ flag: '--agent <how>', env: [], oneOf: ['a', 'b', 'c'] }, 'Give --agent, which is a, b or c.'],
  [{ flag: '--agent <how>', env: [], oneOf: ['a'] }, 'Give --agent, which is a.'],
  [{ env: [] }, 'Run the command on a terminal.'],
])('%j is given so: %s', (input, sentence) => {
  expect(howToGive(input)).toBe(sentence);
});
