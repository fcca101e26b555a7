import { expect, it } from 'vitest';
import { causesOf } from '../../../../src/core/causes.ts';
import { LivemigError } from '../../../../src/core/errors.ts';
import { ErrorMessage, errorOf, messageOf } from '../../../../src/verify/threads/error-message.ts';

const sent = (error: unknown) => errorOf(ErrorMessage.parse(structuredClone(messageOf(error))));

it('an error is the same on the other side, with the words of its causes', () => {
  const inner = Object.assign(new Error('connection 4 closed'), { name: 'MongoNetworkError' });
  const cause = new TypeError('read failed', { cause: inner });
  const error = new LivemigError({
    ...{ kind: 'credentials', code: 'MONGODB_LOGIN', message: 'The source refused the user.', fix: 'Look.', cause },
  });
  const there = sent(error);
  expect(there).toBeInstanceOf(LivemigError);
  expect(there).toMatchObject({ kind: 'credentials', code: 'MONGODB_LOGIN', message: error.message, fix: 'Look.' });
  expect(causesOf(there)).toEqual(['TypeError: read failed', 'MongoNetworkError: connection 4 closed']);
  expect(causesOf(there)).toEqual(causesOf(error));
});

it('an error without a cause has none there', () => {
  const error = new LivemigError({ kind: 'blocked', code: 'BEHIND', message: 'It is behind.', fix: 'Wait.' });
  expect('cause' in sent(error)).toBe(false);
});

it('a bug stays a bug, and shows where it is', () => {
  const bug = new RangeError('no such byte');
  const there = sent(bug);
  expect(there).not.toBeInstanceOf(LivemigError);
  expect(there).toMatchObject({ name: 'RangeError', message: 'no such byte', stack: bug.stack });
});

it('causes that go in a circle end', () => {
  const cause = new Error('round');
  cause.cause = cause;
  const error = new LivemigError({ kind: 'blocked', code: 'BEHIND', message: 'It is behind.', fix: 'Wait.', cause });
  expect(causesOf(sent(error))).toEqual(['Error: round']);
});
