import { expect, it } from 'vitest';
import type { Input } from '../../../src/core/inputs.ts';
import type { AnswerSources } from '../../../src/engine/answers.ts';
import { canonical } from '../../../src/engine/canonical.ts';

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
  expect(await resolve(key, given)).toEqual({ ...expected, origin: { variable: 'PROJECT' }, asked: 0 });
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
