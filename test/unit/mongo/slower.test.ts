import { describe, expect, it } from 'vitest';
import { paceOf } from '../../../src/mongo/survey/slower.ts';

/** The pings before, and those of a look. */
async function lookAfter(before: number[], now: number[]) {
  const pings = [...before, ...now];
  return (await paceOf(async () => pings.shift() ?? Number.NaN)).look();
}
const each = (ms: number) => Array.from({ length: 5 }, () => ms);

describe('a server', () => {
  it.each<[string, number[], number[], unknown]>([
    ['as fast as before is left at its work', each(30), each(30), undefined],
    ['not quite twice as slow, too', each(30), each(59), undefined],
    ['twice as slow is told', each(30), each(60), { beforeMs: 30, nowMs: 60 }],
    ['slower by what a network makes is not', each(1), each(25), undefined],
    ['slower by more than that is', each(1), each(26), { beforeMs: 1, nowMs: 26 }],
    ['is judged by its fastest answer', each(30), [900, 900, 31, 900, 900], undefined],
  ])('%s', async (_, before, now, told) => {
    expect(await lookAfter(before, now)).toEqual(told);
  });
});
