import { expect, it } from 'vitest';
import { howFar } from '../../../../src/core/cleanup/how-far.ts';
import type { Progress } from '../../../../src/core/decide.ts';

it.each<[readonly Progress[], string]>([
  [['none', 'none'], 'Nothing was removed.'],
  [['done', 'none', 'none'], 'Removed: no. 1. Not removed: no. 2; no. 3.'],
  [['done', 'started', 'none'], 'Removed: no. 1. Asked for, and not seen to be gone yet: no. 2. Not removed: no. 3.'],
  [['submitted'], 'Asked for, and not seen to be gone yet: no. 1.'],
  [['done', 'done'], 'Removed: no. 1; no. 2.'],
])('a cleanup that was cut off at %j says how far it came', (progress, text) => {
  expect(howFar(progress.map((one, index) => ({ what: `no. ${index + 1}`, progress: one })))).toBe(text);
});
