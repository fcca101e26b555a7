import { expect, it } from 'vitest';
import { systemReason, systemRemedy } from '../../../src/files/system-error.ts';
import { refusalCodes } from './refusal-codes.ts';

it.each(refusalCodes)('%s has a reason in words, and a remedy of its own', (code) => {
  const error = Object.assign(new Error(), { code });
  expect([systemReason(error), systemRemedy(error)]).toEqual([
    expect.stringMatching(/^[a-z][a-z- ]{8,} \(E[A-Z]+\)$/),
    expect.not.stringContaining('that it can be read and written'),
  ]);
});

it.each<[string, unknown, string]>([
  ['a code that nobody knows', Object.assign(new Error('x'), { code: 'EODD' }), 'EODD'],
  ['an error without a code', new Error('it broke'), 'it broke'],
  ['an error whose code is no text', Object.assign(new Error('it broke'), { code: 5 }), 'it broke'],
  ['what is no error', 'it broke', 'it broke'],
  ['what is no error and has a code', { code: 'EIO', toString: () => 'it broke' }, 'it broke'],
])('%s is told as it is, with a remedy for any', (_, thrown, reason) => {
  expect([systemReason(thrown), systemRemedy(thrown)]).toEqual([reason, 'Make sure that it can be read and written']);
});
