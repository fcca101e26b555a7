import { describe, expect, it } from 'vitest';
import { known, unknownBecause } from '../../../../src/core/check.ts';
import { Downtime, downtimeOf, type SeenDowntime } from '../../../../src/core/way-back/downtime.ts';
import { downtimeWords } from '../../../../src/core/way-back/downtime-words.ts';

/** So many seconds after 03:00. */
const at = (seconds: number) => new Date(Date.UTC(2026, 0, 18, 3, 0, seconds)).toISOString();
const unset = unknownBecause<never>('LIVEMIG_SOURCE_URI is not set');

const requestedAt = at(15);
const completeSeenAt = at(351);
const seen: SeenDowntime = {
  ...{ requestedAt, completeSeenAt, notCompleteAt: at(346) },
  ...{ lastWrite: unset, writable: known(true) },
};
const written = (seconds: number) => known({ at: at(seconds), byServer: at(seconds + 3) });
const of = (changes: Partial<SeenDowntime> = {}) => {
  const downtime = downtimeOf({ ...seen, ...changes });
  expect(Downtime.parse(downtime)).toEqual(downtime);
  return downtime;
};

describe('the downtime begins with', () => {
  it.each<[string, Partial<SeenDowntime>, object]>([
    [
      'the last write that was seen before the request',
      { before: { lastWrite: written(3) } },
      { ms: 348_000, leastMs: 343_000, stopped: { at: at(3), by: 'last-write' } },
    ],
    [
      'the end of the hooks that stop the writes',
      { before: { lastWrite: unset, hooksStoppedAt: at(5) } },
      { ms: 346_000, stopped: { at: at(5), by: 'hooks' } },
    ],
    [
      'the end of the hooks, where nobody wrote for long before',
      { before: { lastWrite: written(-600), hooksStoppedAt: at(5) } },
      { ms: 346_000, stopped: { by: 'hooks' } },
    ],
    [
      'the last write, where somebody wrote after the hooks',
      { before: { lastWrite: written(9), hooksStoppedAt: at(5) } },
      { ms: 342_000, stopped: { by: 'last-write' } },
    ],
    [
      'the last write that was seen in the end, where somebody wrote after the request',
      { before: { lastWrite: written(9), hooksStoppedAt: at(5) }, lastWrite: written(25) },
      { ms: 326_000, phases: { writesAfterRequest: 10_000, requestedToComplete: 336_000 } },
    ],
    [
      'the write before the request, where somebody writes to the source again',
      { before: { lastWrite: written(3) }, lastWrite: written(4000) },
      { ms: 348_000, phases: { stoppedToRequested: 12_000, requestedToComplete: 336_000 } },
    ],
    [
      'the write block, where nothing else is known',
      { before: { lastWrite: unset }, blockedAt: at(40) },
      { ms: 311_000, stopped: { at: at(40), by: 'write-block' } },
    ],
    [
      'the last write as it was first seen, whatever the clock has done since',
      { before: { lastWrite: written(3) }, lastWrite: known({ at: at(200), byServer: at(6) }) },
      { ms: 348_000, phases: { stoppedToRequested: 12_000, requestedToComplete: 336_000 } },
    ],
    ['the last write, whenever the block was seen', { lastWrite: written(3), blockedAt: at(40) }, { ms: 348_000 }],
  ])('%s', (_, changes, expected) => {
    expect(of(changes)).toMatchObject(expected);
  });

  it('nothing that was not seen: it is not measured then, and says why', () => {
    expect(of()).toEqual({
      ...{ requestedAt, completeSeenAt, writable: known(true), phases: { requestedToComplete: 336_000 } },
      notMeasured:
        'when the writes stopped is not known: no hook has stopped them, and the last write was not seen (LIVEMIG_SOURCE_URI is not set)',
    });
    expect(of({ lastWrite: written(4000) }).notMeasured).toContain('after the migration was COMPLETE');
  });

  it('nothing that cannot be: a clock that was set back measures nothing', () => {
    const { ms, notMeasured } = of({ before: { lastWrite: written(3), hooksStoppedAt: at(900) } });
    expect([ms, notMeasured]).toEqual([undefined, expect.stringContaining('the clock was set back')]);
  });
});

describe('the downtime in words', () => {
  const stopped = { before: { lastWrite: written(3) } };
  const usual = {
    whole: '5 min 48 s, from when the source was last seen to be written to until COMPLETE was seen',
    phases: '12 s to the request, 5 min 36 s from the request to COMPLETE',
    writable: 'took writes when COMPLETE was seen',
  };

  it.each<[string, Partial<SeenDowntime>, Partial<typeof usual>]>([
    ['with its phases, and what it was measured by', stopped, usual],
    [
      'as a range where nobody had looked for long',
      { ...stopped, notCompleteAt: at(20) },
      { whole: usual.whole.replace(',', ' at most, at least 17 s,') },
    ],
    [
      'at most where nobody had looked before',
      { ...stopped, notCompleteAt: undefined },
      { whole: usual.whole.replace(',', ' at most,') },
    ],
    [
      'longer where the destination took no writes yet',
      { ...stopped, writable: known(false) },
      { writable: 'took no writes yet when COMPLETE was seen, so that the downtime was longer' },
    ],
    [
      'with what was not looked at',
      { ...stopped, writable: unset },
      {
        writable: 'whether it took writes when COMPLETE was seen was not looked at (LIVEMIG_SOURCE_URI is not set)',
      },
    ],
    [
      'not measured, with what is known',
      {},
      {
        whole: expect.stringMatching(/^not measured, because when the writes stopped is not known: no hook/),
        phases: '5 min 36 s from the request to COMPLETE',
      },
    ],
    [
      'with who went on writing',
      { lastWrite: written(25) },
      { phases: 'writes went on for 10 s after the request, 5 min 36 s from the request to COMPLETE' },
    ],
  ])('%s', (_, changes, words) => {
    expect(downtimeWords(of(changes))).toMatchObject(words);
  });
});
