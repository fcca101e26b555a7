import { expect, it } from 'vitest';
import { nameAmong, typedFor } from '../../../src/core/choice-name.ts';

const [one, other] = ['6a1f0c2d3e4b5a6978877665', '6a1f0c2d3e4b5a6978877666'];

it.each([
  ['its name, where no other has it', [{ value: other, name: 'reporting' }], 'billing'],
  ['its name, where it is alone', [], 'billing'],
  ['its name and its value, where another has the name', [{ value: other, name: 'billing' }], `billing (${one})`],
  ['both, where another has the name with blanks around it', [{ value: other, name: ' billing ' }], `billing (${one})`],
  ['both, where the name is the value of another', [{ value: 'billing', name: 'x' }], `billing (${one})`],
])('a choice is called by %s', (_, others, called) => {
  const choice = { value: one, name: 'billing' };
  expect(nameAmong(choice, [choice, ...others])).toBe(called);
});

it.each([
  ['the name', 'billing', 'billing'],
  ['a name with blanks within', 'billing (old)', 'billing (old)'],
  ['the value where others have the name', `billing (${one})`, one],
  ['the value where nothing is known of it', one, one],
  ['the value where the name looks like a flag', '--json', one],
  ['the value where blanks around the name would be lost', ' billing', one],
  ['the value where there is no name', '', one],
])('what is typed for an id is %s', (_, called, typed) => {
  expect(typedFor(one, called)).toBe(typed);
});
