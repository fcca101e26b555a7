import { expect, it } from 'vitest';
import { parseKnownChoices, withChoices } from '../../../src/core/known-choices.ts';

it('what can be chosen replaces what was known of the input, and leaves the others', () => {
  const known = { atlasOrg: [{ value: 'old', name: 'Old' }], atlasProject: [{ value: 'p', name: 'P' }] };
  const choices = [
    { value: 'a', name: 'A', note: 'M30' },
    { value: 'b', name: 'B', note: undefined },
    { value: 'c', name: 'C', unsuitable: 'paused' },
  ];
  const after = withChoices(known, 'atlasOrg', choices);
  expect(after).toEqual({
    atlasOrg: [
      { value: 'a', name: 'A', note: 'M30' },
      { value: 'b', name: 'B' },
    ],
    atlasProject: known.atlasProject,
  });
  expect(parseKnownChoices(JSON.stringify(after))).toEqual(after);
  expect(after.atlasOrg?.[1]).not.toHaveProperty('note');
});

const good = { value: 'a', name: 'A' };

it.each<[string, unknown, object]>([
  ['a choice without its value', { x: [{ name: 'A' }, good] }, { x: [good] }],
  ['a choice without its name', { x: [{ value: 'a' }, good] }, { x: [good] }],
  ['a note that is no text', { x: [{ ...good, note: 1 }, good] }, { x: [good] }],
  ['a choice that is none', { x: [null, 'a', [good], good] }, { x: [good] }],
  ['choices that are no list', { x: good, y: [good] }, { x: [], y: [good] }],
  ['a list', [good], {}],
  ['nothing', null, {}],
  ['text', 'a', {}],
])('%s is no choice, and no error', (_, content, choices) => {
  expect(parseKnownChoices(JSON.stringify(content))).toEqual(choices);
});

it.each(['', '{', 'a: b'])('%j is no choice, and no error', (text) => {
  expect(parseKnownChoices(text)).toEqual({});
});
