import { expect, it } from 'vitest';
import { LivemigError } from '../../../src/core/errors.ts';
import { Secret } from '../../../src/core/secret.ts';
import { sourceEdition } from '../../../src/stages/source-edition.ts';

const values = { sourceUri: new Secret('mongodb://db01.corp.example') };
const facts = { version: '6.0.9', sharded: false };
const error = (kind: 'step-failed' | 'interrupted') =>
  new LivemigError({ kind, code: 'MONGODB', message: 'No.', fix: 'Later.' });

it.each([
  [{ ...facts, enterprise: true }, 'enterprise'],
  [{ ...facts, enterprise: false }, 'community'],
  [facts, undefined],
])('a source that tells %j is %s', async (told, edition) => {
  expect(await sourceEdition({ inspector: { deployment: async () => told } }, values)).toBe(edition);
});

it('a source that cannot be reached is of no known edition, and one that nobody names is not looked for', async () => {
  const deployment = () => Promise.reject(error('step-failed'));
  expect(await sourceEdition({ inspector: { deployment } }, values)).toBeUndefined();
  const never = () => Promise.reject(new Error('it was looked for'));
  expect(await sourceEdition({ inspector: { deployment: never } }, {})).toBeUndefined();
});

it('an interruption is not taken for a source that cannot be reached', async () => {
  const deployment = () => Promise.reject(error('interrupted'));
  await expect(sourceEdition({ inspector: { deployment } }, values)).rejects.toMatchObject({ kind: 'interrupted' });
});
