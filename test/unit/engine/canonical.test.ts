import { describe, expect, it } from 'vitest';
import type { Input } from '../../../src/core/inputs.ts';
import type { Choice } from '../../../src/core/ports.ts';
import type { AnswerSources } from '../../../src/engine/answers.ts';
import { canonical, listed as listOf } from '../../../src/engine/canonical.ts';
import type { Origin } from '../../../src/engine/origin.ts';
import { caught } from '../../support/caught.ts';

/** The services' list, in which the name has gone over to another project. */
const listed = [
  { value: 'id-2', name: 'billing' },
  { value: 'id-1', name: 'billing (old)' },
];
const remembering: AnswerSources = {
  flags: {},
  env: {},
  remembered: { project: 'id-1', cluster: 'rs-0' },
  rememberedNames: { 'id-1': 'billing', toString: 'x' },
  prompter: undefined,
  isCarriedOut: () => false,
};

const forgetful: AnswerSources = { ...remembering, remembered: {}, rememberedNames: {} };

async function resolve(key: string, raw: string, sources = remembering) {
  let asked = 0;
  const input: Input<object, object> = {
    title: 'Project',
    env: ['PROJECT'],
    kind: 'choice',
    choices: async () => {
      asked += 1;
      return [...listed, { value: 'rs-0', name: 'rs-0' }];
    },
  };
  const answer = await canonical(key, { raw, origin: { variable: 'PROJECT' } }, input, {}, {}, sources);
  return { ...answer, asked };
}

it.each([
  ['its id', 'project', 'id-1', { raw: 'id-1', name: 'billing' }],
  ['the name that it had then', 'project', 'billing', { raw: 'id-1', name: 'billing' }],
  ['a name that is its id', 'cluster', 'rs-0', { raw: 'rs-0' }],
])('what the migration was begun with is not looked up again by %s', async (_, key, given, expected) => {
  expect(await resolve(key, given)).toStrictEqual({ ...expected, origin: { variable: 'PROJECT' }, asked: 0 });
});

it.each([
  ['another name', 'project', 'billing (old)', {}],
  ['the id of another', 'project', 'id-2', {}],
  ['the name, of another input', 'cluster', 'billing', {}],
  ['the name, where nothing is remembered', 'project', 'billing', { remembered: {} }],
  ['the name, where no names are', 'project', 'billing', { rememberedNames: {} }],
])('%s is looked up', async (_, key, given, changes) => {
  expect(await resolve(key, given, { ...remembering, ...changes })).toMatchObject({ asked: 1 });
});

function find(raw: string, choices: readonly Choice[], more: Partial<Input<object, object>> = {}, origin?: Origin) {
  const input = { title: 'City', env: ['X_CITY'], kind: 'choice', choices: async () => choices, ...more } as const;
  return canonical('city', { raw, origin: origin ?? { variable: 'X_CITY' } }, input, {}, {}, forgetful);
}
const cities = ['Berlin', 'Lima', 'Rome', 'Oslo', 'Paris'].map((name, at) => ({ value: `id-${at}`, name }));

it.each<[Origin, string]>([
  [{ flag: '--city' }, 'id-0'],
  [{ variable: 'X_CITY' }, 'id-0'],
  ['default', 'id-0'],
  ['found', 'id-0'],
  ['answer', 'Berlin'],
  ['journal', 'Berlin'],
  ['only choice', 'Berlin'],
])('a name is looked up unless the services have listed it: %j', async (origin, raw) => {
  expect((await find('Berlin', cities, {}, origin)).raw).toBe(raw);
});

it('what is typed in place of a choice is taken as it is', async () => {
  expect(await find('Nowhere', cities, { other: 'Another' })).toEqual({
    raw: 'Nowhere',
    origin: { variable: 'X_CITY' },
  });
});

describe('what is not found', () => {
  const unseen = { value: 'x', name: 'x', isUnseen: true, unsuitable: 'Others could not be looked at.' };
  it.each<[string, string, readonly Choice[], Partial<Input<object, object>>, object]>([
    [
      'among none',
      'Berlin',
      [],
      {},
      {
        kind: 'usage',
        message: 'city "Berlin" (X_CITY) was not found: there is none at all.',
        fix: /can see it\. Give X_CITY\.$/,
      },
    ],
    [
      'among a few',
      'Nowhere',
      cities,
      {},
      { kind: 'usage', message: 'city "Nowhere" (X_CITY) was not found: it is none of 5.', fix: /^There is only:\n/ },
    ],
    ['among many', 'Nowhere', [...cities, { value: 'a', name: 'a' }], {}, { fix: /^None of them is similar/ }],
    ['by two of its letters', 'er', cities, {}, { fix: /^There is only/ }],
    ['by three of its letters', 'ber', cities, {}, { fix: /^Did you mean this\?\n {2}- Berlin \(id-0\)$/ }],
    [
      'among what could be looked at',
      'x',
      [...cities, unseen],
      {},
      { message: 'city "x" (X_CITY) was not found: it is none of 5. Others could not be looked at.' },
    ],
    [
      'among what several lists could not show',
      'x',
      [unseen, { ...unseen, unsuitable: 'Nor these' }],
      {},
      { message: 'city "x" (X_CITY) was not found: there is none at all. Others could not be looked at. Nor these.' },
    ],
    [
      'with these credentials, where others may show it',
      'Nowhere',
      cities,
      { shownByCredentials: true },
      {
        ...{ kind: 'credentials', fix: /^There is only:[\s\S]*\nOr use credentials of that organization\.$/ },
        message: 'city "Nowhere" (X_CITY) was not found: it is none of 5 that these credentials belong to.',
      },
    ],
  ])('is told with what there is: %s', async (_, raw, choices, more, { fix = /./, ...expected }: { fix?: RegExp }) => {
    const error = await caught(find(raw, choices, more));
    expect(error).toMatchObject({ code: 'NOT_FOUND', ...expected, fix: expect.stringMatching(fix) });
  });

  it('is told with how many it may be', async () => {
    const two = [
      { value: 'a', name: 'Lima' },
      { value: 'b', name: 'Lima' },
    ];
    expect(await caught(find('Lima', two))).toMatchObject({
      ...{ kind: 'usage', code: 'AMBIGUOUS' },
      message: 'city "Lima" (X_CITY) matches 2.',
    });
  });
});

describe('a list', () => {
  const some = (count: number) => Array.from({ length: count }, (_, at) => ({ value: `v${at}`, name: `v${at}` }));
  it('tells of each what is not its name, and nothing where that is all', () => {
    const choices = [
      { value: 'a', name: 'a' },
      { value: 'b', name: 'B', note: 'M40', unsuitable: 'paused' },
    ];
    expect(listOf(choices)).toBe('  - a\n  - B (b, M40, paused)');
  });

  it.each([
    [20, 20, '  - v19'],
    [21, 21, '  … and 1 more'],
    [40, 21, '  … and 20 more'],
  ])('of %d has %d lines at most, and says how many are left', (count, lines, last) => {
    const text = listOf(some(count)).split('\n');
    expect([text.length, text.at(-1)]).toEqual([lines, last]);
  });
});

it.each([
  ['ids', ['id-2', 'id-3'], /^Give the id of one of:\n {2}- billing \(id-2\)/],
  ['nothing but the name', ['billing', 'billing'], /^They are known by their names alone: rename all but one of:\n/],
])('several of one name that have %s say what can be done', async (_, values, fix) => {
  const choices = async () => values.map((value) => ({ value, name: 'billing' }));
  const input: Input<object, object> = { title: 'Project', env: ['PROJECT'], kind: 'choice', choices };
  const answer = canonical('project', { raw: 'billing', origin: { variable: 'PROJECT' } }, input, {}, {}, forgetful);
  await expect(answer).rejects.toMatchObject({ code: 'AMBIGUOUS', fix: expect.stringMatching(fix) });
});
