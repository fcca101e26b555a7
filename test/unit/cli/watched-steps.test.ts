import { describe, expect, it } from 'vitest';
import type { SeenStep } from '../../../src/cli/look-at-line.ts';
import { thenOf, watchedStep } from '../../../src/cli/watched-steps.ts';
import { submitted } from '../../../src/core/journal.ts';
import type { ArmedCutoverData } from '../../../src/core/results/armed-cutover-data.ts';
import { now, untouched } from '../../support/fake-world.ts';

const at = now.toISOString();
const working = { status: 'WORKING', readyForCutover: false, lagSeconds: 42 };
const ready = { ...working, readyForCutover: true, lagSeconds: 2 };
const cutover = (more: Partial<SeenStep> = {}): SeenStep => ({
  ...{ id: 'start.cut-over', title: 'Cut over', state: 'todo', detail: 'ready for cutover, lag 2 s', details: ready },
  ...more,
});
const requested = submitted(untouched, 'start.cut-over', { requestedAt: at, requestedBy: 'ana' }, now);
const armed: ArmedCutoverData = {
  ...{ state: 'armed', text: 'it was armed by ana', armedAt: at, armedBy: 'ana', watch: 'watched' },
};
const known = { journal: untouched, armed: undefined };

describe('to whoever stays the cutover of a migration', () => {
  it.each<[string, SeenStep, { readonly armed?: ArmedCutoverData }, string]>([
    ['that is ready waits for somebody', cutover(), {}, 'ready for cutover, lag 2 s; waits for somebody to cut over'],
    [
      'whose lag is too large waits for that, and for somebody',
      cutover({ state: 'waiting', detail: 'lag 50 s; waiting until it is at most 30 s' }),
      {},
      'lag 50 s; waiting until it is at most 30 s; waits for somebody to cut over',
    ],
    [
      'that is armed waits as it says itself',
      cutover(),
      { armed },
      'ready for cutover, lag 2 s; about its cutover: it was armed by ana',
    ],
    [
      'whose armed cutover was cancelled waits for somebody',
      cutover(),
      { armed: { ...armed, state: 'cancelled' } },
      'ready for cutover, lag 2 s; waits for somebody to cut over',
    ],
  ])('%s', (_, step, more, detail) => {
    expect(watchedStep(step, { ...known, ...more })).toEqual({ ...step, state: 'waiting', detail });
  });

  it.each<[string, SeenStep, typeof known]>([
    ['that is not ready', cutover({ details: working }), known],
    ['of which Atlas tells nothing', { id: 'start.cut-over', title: 'Cut over', state: 'todo' }, known],
    ['that is complete', cutover({ state: 'done', details: { ...ready, status: 'COMPLETE' } }), known],
    ['that was requested', cutover({ state: 'waiting' }), { ...known, journal: requested }],
  ])('%s is told as it was seen', (_, step, seen) => {
    expect(watchedStep(step, seen)).toBe(step);
  });

  it('is not confused with the step before', () => {
    const before = cutover({ id: 'start.synchronize', state: 'waiting' });
    expect(watchedStep(before, known)).toBe(before);
  });
});

it.each<[string, Parameters<typeof thenOf>, RegExp]>([
  ['not looked at', [undefined, known, {}], /^`livemig cutover`, once it is ready$/],
  ['not ready', [working, known, {}], /^`livemig cutover`, once it is ready$/],
  ['ready', [ready, known, {}], /^`livemig cutover`, once nothing writes to the source$/],
  [
    'armed',
    [ready, { ...known, armed }, {}],
    /^the process that armed it asks for the cutover; `livemig cutover --cancel` ends it until it is requested$/,
  ],
  [
    'armed, and watched by nobody',
    [ready, { ...known, armed: { ...armed, watch: 'nobody' } }, { dir: './move' }],
    /^But nobody is watching.* To go on .*: livemig cutover --dir \.\/move$/,
  ],
  ['requested', [ready, { ...known, journal: requested }, {}], /^`livemig cutover` follows it, too$/],
])('what comes then is the command that goes on: %s', (_, [migration, seen, options], words) => {
  expect(thenOf(migration, seen, options)).toMatch(words);
});
