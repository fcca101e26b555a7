import { BSONRegExp } from 'mongodb';
import { expect, it } from 'vitest';
import { rawOf } from '../../../src/mongod/bson/raw.ts';
import { regexOf, testerOf } from '../../../src/mongod/query/regex.ts';
import { mongodFixture } from '../../support/mongod-fixture.ts';

const fixture = mongodFixture();
const tester = (pattern: string, flags = '') => testerOf(regexOf(rawOf(new BSONRegExp(pattern, flags))));

it.each([
  ['(a+)+$', '', `${'a'.repeat(40)}!`],
  ['^(a|a)*$', '', `${'a'.repeat(40)}!`],
  ['(x+x+)+y', 'i', 'x'.repeat(60)],
  ['^(?=(a+)+$)b', '', `${'a'.repeat(40)}!`],
  ['(a+)+\\1$', '', `${'a'.repeat(40)}!`],
  ['a*b', '', 'a'.repeat(1_000_000)],
])('/%s/%s is ended where it would keep the server', (pattern, flags, text) => {
  expect(() => tester(pattern, flags)(text)).toThrow('takes too long');
});

it.each([
  ['a+b+', '', `${'a'.repeat(50)}b`, true],
  ['a+b+', '', 'a'.repeat(50), false],
  ['^A.*Z$', 'i', `a${'-'.repeat(50)}z`, true],
  ['plain', '', `${'x'.repeat(20_000)}plain`, true],
  ['x*$', '', 'y'.repeat(20_000), true],
])('/%s/%s matches as ever: %#', (pattern, flags, text, isMatch) => {
  expect(tester(pattern, flags)(text)).toBe(isMatch);
});

it('a filter that takes too long is refused with a code, and the server goes on', async () => {
  const collection = fixture.client.db('regex').collection('texts');
  await collection.insertOne({ text: `${'a'.repeat(40)}!` });
  const refused = collection.findOne({ text: /(a+)+$/ });
  await expect(refused).rejects.toMatchObject({ code: 96, codeName: 'OperationFailed' });
  expect(await collection.countDocuments({ text: /^a/ })).toBe(1);
});
