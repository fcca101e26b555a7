import { expect, it } from 'vitest';
import { mayBeChanged } from '../../../src/engine/answers.ts';
import { type Origin, originText } from '../../../src/engine/origin.ts';

it.each<[Origin, string, boolean]>([
  [{ flag: '--atlas-org' }, '--atlas-org', false],
  [{ variable: 'LIVEMIG_ATLAS_ORG' }, 'LIVEMIG_ATLAS_ORG', false],
  [{ variable: 'answer' }, 'answer', false],
  ['answer', 'answer', true],
  ['journal', 'journal', true],
  ['default', 'default', true],
  ['found', 'found', true],
  ['only choice', 'only choice', false],
])('an answer from %j is told as from %s, and may be changed: %j', (origin, text, changeable) => {
  expect([originText(origin), mayBeChanged({ raw: 'x', origin })]).toEqual([text, changeable]);
});
