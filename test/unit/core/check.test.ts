import { expect, it } from 'vitest';
import { type Check, judgeAll, known, unknownBecause } from '../../../src/core/check.ts';

const objection = { message: 'It is 4.', fix: 'Make it 5.' };
const check = (judge: Check<number>['judge'], more: Partial<Check<number>> = {}): Check<number> => ({
  id: 'T01',
  title: 'It is 5',
  severity: 'block',
  source: 'a page',
  judge,
  ...more,
});

it.each<[string, Check<number>, object]>([
  ['nothing to object to: pass', check(() => known(undefined)), { result: 'pass', message: 'It is 5' }],
  ['an objection: its severity', check(() => known(objection)), { result: 'block', ...objection }],
  ['one that only warns', check(() => known(objection), { severity: 'warn' }), { result: 'warn', ...objection }],
  [
    'what is not known: not checked, never a pass',
    check(() => unknownBecause('no answer')),
    { result: 'not-checked', message: 'no answer' },
  ],
  [
    'one that other credentials would mend says so',
    check(() => known(objection), { about: 'credentials' }),
    { result: 'block', ...objection, about: 'credentials' },
  ],
])('%s', (_, one, finding) => {
  expect(judgeAll([one], 4)).toEqual([{ id: 'T01', title: 'It is 5', ...finding }]);
});

it('every check is judged by the facts, whatever came of those before', () => {
  const larger = (limit: number) => check((fact) => known(fact > limit ? undefined : objection));
  expect(judgeAll([larger(4), larger(3)], 4).map(({ result }) => result)).toEqual(['block', 'pass']);
});
