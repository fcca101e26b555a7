import { expect, expectTypeOf, it } from 'vitest';
import {
  type Check,
  defineCheck,
  definePartedCheck,
  defineQuestion,
  judgeAll,
  partOf,
} from '../../../src/core/check.ts';
import { good } from '../../support/good-facts.ts';

const objection = { message: 'It is on.', fix: 'Switch it off.' };
const check = (limits: Partial<Check> = {}): Check => ({
  ...defineCheck({
    id: 'T06',
    title: 'It is off',
    severity: 'block',
    mender: 'atlas',
    needs: ['destinationBiConnector'],
    source: 'a page',
    judge: ({ destinationBiConnector }) => (destinationBiConnector ? objection : undefined),
  }),
  ...limits,
});
const [isOff, isOn] = [false, true].map((destinationBiConnector) => ({
  known: { destinationBiConnector },
  unknown: {},
}));

it.each([
  ['nothing to object to: pass', check(), isOff, { result: 'pass', message: 'It is off' }],
  ['an objection: its severity', check(), isOn, { result: 'block', ...objection }],
  ['one that only warns', check({ severity: 'warn' }), isOn, { result: 'warn', ...objection }],
  [
    'what is not known: not checked with the reason, never a pass',
    check(),
    { known: {}, unknown: { destinationBiConnector: 'no answer' } },
    { result: 'not-checked', message: 'no answer' },
  ],
  [
    'what nobody looked at: not checked, and so it says',
    check(),
    { known: {}, unknown: {} },
    { result: 'not-checked', message: 'destinationBiConnector was not looked at' },
  ],
  [
    'one of two facts is not known: not checked',
    check({ needs: ['destinationBiConnector', 'manager'] }),
    { known: { destinationBiConnector: true }, unknown: { manager: 'not told' } },
    { result: 'not-checked', message: 'not told' },
  ],
  [
    'one that other credentials would mend says so',
    check({ about: 'credentials' }),
    isOn,
    { result: 'block', ...objection, about: 'credentials' },
  ],
])('%s', (_, one, facts, finding) => {
  expect(judgeAll([one], facts ?? { known: {}, unknown: {} })).toEqual([
    { id: 'T06', title: 'It is off', severity: one.severity, mender: 'atlas', ...finding },
  ]);
});

it('what only a person can see is never taken for held', () => {
  const question = defineQuestion({
    ...{ id: 'H12', title: 'No proxy', severity: 'warn', mender: 'manager', source: 'a page' },
    look: 'Look at it.',
  });
  const [finding] = judgeAll([question], { known: good, unknown: {} });
  expect(finding).toMatchObject({ id: 'H12', result: 'not-checked', message: 'Look at it.', yourself: true });
});

it.each([
  ['today', 'push', 'push', { result: 'block' }],
  ['today, which is what it is until both versions are known', 'push', undefined, { result: 'block' }],
  [
    'today, where the old one migrates this',
    'push',
    'legacy',
    { result: 'pass', notAsked: true, message: /not asked of this engine/ },
  ],
  ['before', 'legacy', 'legacy', { result: 'block' }],
  ['before, where which one it is is not known', 'legacy', undefined, { result: 'not-checked' }],
  ['before, where that of today migrates this', 'legacy', 'push', { result: 'pass', notAsked: true }],
] as const)('a rule about the engine of %s', (_, engine, known, { result, ...told }) => {
  const facts = { known: { destinationBiConnector: true, ...(known && { engine: known }) }, unknown: {} };
  const [finding] = judgeAll([check({ engine })], facts);
  expect(finding?.result).toBe(result);
  expect(finding?.notAsked).toBe('notAsked' in told ? told.notAsked : undefined);
  expect(finding?.message).toMatch('message' in told ? told.message : /./);
});

it('a rule that reads nothing passes without having looked, and says so', () => {
  const always = defineCheck({
    ...{ id: 'C33', title: 'It is right', severity: 'warn', mender: 'atlas', source: 'a page' },
    needs: [],
    judge: () => undefined,
  });
  expect(judgeAll([always], { known: {}, unknown: {} })).toMatchObject([{ result: 'pass', notAsked: true }]);
});

it('an objection may be less bad than the check can be, and names what it is about', () => {
  const judge = () => ({ ...objection, severity: 'info', items: ['a', 'b'] }) as const;
  const [finding] = judgeAll([check({ judge })], isOn ?? { known: {}, unknown: {} });
  expect(finding).toMatchObject({ result: 'info', severity: 'block', items: ['a', 'b'] });
});

it('every check is judged, whatever came of those before', () => {
  const facts = isOn ?? { known: {}, unknown: {} };
  const judged = judgeAll([check(), check({ judge: () => undefined })], facts);
  expect(judged.map(({ result }) => result)).toEqual(['block', 'pass']);
});

it('what may be missing of a fact that is known is not given to a check', () => {
  defineCheck({
    ...{ id: 'T06', title: 'It is off', severity: 'block', mender: 'atlas', source: 'a page' },
    needs: ['destination', 'linkedHosts', 'destinationExists'],
    judge: (facts) => {
      expectTypeOf(facts.destination).toEqualTypeOf<{ readonly name: string }>();
      expectTypeOf(facts.linkedHosts).toEqualTypeOf<readonly string[]>();
      expectTypeOf<Extract<typeof facts.destinationExists, { exists: false }>>().toHaveProperty('fix');
      return undefined;
    },
  });
});

const parted = definePartedCheck({
  id: 'V02',
  title: 'Both are new',
  severity: 'block',
  mender: 'dba',
  source: 'a page',
  parts: [
    partOf({
      needs: ['destinationVersion'],
      judge: ({ destinationVersion: version }) =>
        version === '7.0.1' ? { message: `There ${version}.`, fix: 'Upgrade.', items: ['there'] } : undefined,
    }),
    partOf({
      needs: ['source'],
      judge: ({ source: { version } }) =>
        version === '7.0.1' ? { message: `Here ${version}.`, fix: 'Upgrade.', severity: 'warn' } : undefined,
    }),
  ],
});
const here = (version: string) => ({ source: { name: 'rs', version } });

it.each([
  ['all hold', { ...here('8'), destinationVersion: '8' }, { result: 'pass' }],
  ['one objects', { ...here('7.0.1'), destinationVersion: '8' }, { result: 'warn', message: 'Here 7.0.1.' }],
  ['one objects, and the other is not known', here('7.0.1'), { result: 'warn', message: 'Here 7.0.1.' }],
  ['one holds, and the other is not known', here('8'), { result: 'not-checked', message: 'no answer' }],
  [
    'all object: the worst counts, and each fix is told once',
    { ...here('7.0.1'), destinationVersion: '7.0.1' },
    { result: 'block', message: 'There 7.0.1. Here 7.0.1.', fix: 'Upgrade.', items: ['there'] },
  ],
])('of a check of several parts, %s', (_, known, finding) => {
  const unknown = { destinationVersion: 'no answer' };
  expect(judgeAll([parted], { known, unknown })).toEqual([expect.objectContaining({ id: 'V02', ...finding })]);
});
