import { expect, it } from 'vitest';
import { LivemigError } from '../../../src/core/errors.ts';

const parts = { kind: 'api', code: 'API_REFUSED', message: 'It said no.', fix: 'Ask.' } as const;
const api = { method: 'GET', path: '/a', delivery: 'refused' } as const;

it('an error says what happened and what to do, and is about nothing more unless that is told', () => {
  const error = new LivemigError(parts);
  expect([error.name, error.message, error.kind, error.code, error.fix]).toEqual([
    ...['LivemigError', 'It said no.', 'api', 'API_REFUSED', 'Ask.'],
  ]);
  expect([error.api, error.data, error.left, 'cause' in error]).toEqual([undefined, {}, false, false]);
});

it('an error keeps its cause', () => {
  const cause = new Error('reset');
  expect(new LivemigError({ ...parts, cause }).cause).toBe(cause);
});

it('an error told in other words is the same error, about what it was about and more', () => {
  const cause = new Error('reset');
  const error = new LivemigError({ ...parts, cause, api, left: true, data: { step: 'link.create-token' } });
  const retold = error.retold({ fix: 'Ask somebody else.', data: { migrationId: 'abc' } });
  const { kind, code, message, fix, data, left } = retold;
  expect({ kind, code, message, fix, data, left }).toEqual({
    ...{ ...parts, fix: 'Ask somebody else.', left: true },
    data: { step: 'link.create-token', migrationId: 'abc' },
  });
  expect([retold.cause, retold.api]).toEqual([cause, api]);
});
