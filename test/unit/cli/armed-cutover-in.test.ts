import { expect, it } from 'vitest';
import { withoutFigures } from '../../../src/cli/armed-cutover-in.ts';

it.each<[string, readonly string[], string]>([
  ['nothing', [], 'it was armed by ana'],
  [
    'gates',
    ['writes: 301 writes in the last 10 s', 'lag: lag 41 s, and has to be at most 30 s'],
    'it was armed by ana; it waits: writes, lag',
  ],
  ['something else', ['The hook ended with 1'], 'it was armed by ana; it waits: The hook ended with 1'],
])('what is told to whoever stays of a cutover that waits for %s is no news at each look', (_, waitsFor, told) => {
  const waits = waitsFor.length === 0 ? '' : `; it waits: ${waitsFor.join('; ')}`;
  expect(withoutFigures({ text: `it was armed by ana${waits}`, waitsFor: [...waitsFor] })).toBe(told);
});
