import { expect, it } from 'vitest';
import { systemReason, systemRemedy } from '../../../src/files/system-error.ts';
import { refusalCodes } from './refusal-codes.ts';

/** These say what there is, or that this file system cannot do it, and are met in other ways. */
const others = ['EHOSTDOWN', 'EISDIR', 'ELOOP', 'ENOENT', 'ENOSYS', 'ENOTSUP', 'ENXIO', 'ERR_INVALID_ARG_VALUE'];

it.each([...refusalCodes, ...others])('%s has a reason in words, and a remedy of its own', (code) => {
  const error = Object.assign(new Error(), { code });
  expect([systemReason(error), systemRemedy(error)]).toEqual([
    expect.stringMatching(/^[a-z][a-z- ]{8,} \(E[A-Z_]+\)$/),
    expect.not.stringContaining('that it can be read and written'),
  ]);
});

it.each<[string, unknown, string]>([
  ['a code that nobody knows', Object.assign(new Error('x'), { code: 'EODD' }), 'EODD'],
  ['a code that is empty', Object.assign(new Error('x'), { code: '' }), ''],
  ['an error without a code', new Error('it broke'), 'it broke'],
  ['an error whose code is no text', Object.assign(new Error('it broke'), { code: 5 }), 'it broke'],
  ['what is no error', 'it broke', 'it broke'],
  ['what is no error and has a code', { code: 'EIO', toString: () => 'it broke' }, 'it broke'],
])('%s is told as it is, with a remedy for any', (_, thrown, reason) => {
  expect([systemReason(thrown), systemRemedy(thrown)]).toEqual([reason, 'Make sure that it can be read and written']);
});
