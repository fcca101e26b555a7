import { expect, it } from 'vitest';
import { causesOf, saidBy } from '../../../src/core/causes.ts';

it('each cause is a line with its name; what repeats the line above it is left out', () => {
  const root = new RangeError('maximum wire version 8\n    at somewhere');
  const wrapped = new Error('maximum wire version 8', { cause: root });
  const told = new Error('The source cannot be used.', { cause: new Error('no server', { cause: wrapped }) });
  expect(causesOf(told)).toEqual(['Error: no server', 'Error: maximum wire version 8']);
  expect(causesOf(new Error('alone'))).toEqual([]);
  expect(causesOf('no error at all')).toEqual([]);
});

it('a circle of causes comes to an end', () => {
  const [one, other] = [new Error('one'), new Error('other')];
  one.cause = other;
  other.cause = one;
  expect(causesOf(one)).toHaveLength(8);
});

it.each([
  [new Error('cannot read "mongodb://me:pa/ss@db/"'), 'cannot read "mongodb://********@db/"'],
  [new Error('a\u001b[31m line\nand more'), 'a\uFFFD[31m line'],
  [new AggregateError([new Error('connect ECONNREFUSED ::1:9'), new Error('b')]), 'connect ECONNREFUSED ::1:9; b'],
  [new Error('', { cause: new Error('deep') }), 'deep'],
  [new TypeError(''), 'TypeError'],
  ['text', 'text'],
])('%j says %j', (error, said) => {
  expect(saidBy(error)).toBe(said);
});
