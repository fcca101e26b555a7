import { expect, it } from 'vitest';
import { harmless } from '../../../src/core/harmless.ts';
import { inMongosh, mongoshCollection, mongoshText } from '../../../src/core/mongosh-words.ts';
import { hostileTexts } from '../../support/hostile-texts.ts';

it('names a collection as it is pasted', () => {
  const text = 'db.getSiblingDB("shop").getCollection("a\\"b")';
  expect(mongoshCollection({ database: 'shop', name: 'a"b' })).toBe(text);
});

it.each([
  ['words', 'orders', '"orders"'],
  ['other scripts', 'Größe 大', '"Größe 大"'],
  ['a line break', 'a\nb', '"a\\nb"'],
  ['a mark of direction', 'a\u202eb', '"a\\u202eb"'],
  ['a hidden letter beyond the first plane', 'a\u{e0041}b', '"a\\udb40\\udc41b"'],
  ['half a character', 'a\ud800b', '"a\\ud800b"'],
])('%s', (_, text, written) => {
  expect(mongoshText(text)).toBe(written);
});

it.each(hostileTexts)('%j reads back as it was, and a terminal obeys nothing of it', (text) => {
  expect(JSON.parse(mongoshText(text))).toBe(text);
  expect(harmless(mongoshText(text))).toBe(mongoshText(text));
});

it('what is JSON already keeps its form', () => {
  expect(inMongosh('{"a":1,"b":"\u202e"}')).toBe('{"a":1,"b":"\\u202e"}');
});
