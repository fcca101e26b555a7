import { format, inspect } from 'node:util';
import { expect, it } from 'vitest';
import { Secret } from '../../../src/core/secret.ts';

const secret = new Secret('hush');

it.each<[string, string]>([
  ['in a text', `${secret}`],
  ['as JSON', JSON.stringify({ secret })],
  ['inspected', inspect({ secret })],
  ['formatted', format('%s %o', secret, secret)],
  ['with its fields', JSON.stringify(Object.entries(secret))],
])('a secret is printed as stars %s', (_, printed) => {
  expect(printed).not.toContain('hush');
});

it('a secret shows that it is there', () => {
  expect([String(secret), JSON.stringify(secret), inspect(secret)]).toEqual(['********', '"********"', '********']);
});

it('a secret tells its text to whoever asks for it by name', () => {
  expect(secret.reveal()).toBe('hush');
});
