import { BSON } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { identityAt } from '../../../src/core/bson/identity.ts';
import type { RawValue } from '../../../src/core/bson/raw-value.ts';
import { identityText, valueText } from '../../../src/mongo/verify/id-text.ts';
import { sendableId } from '../../../src/mongo/verify/sendable-id.ts';
import { field, oddIds, type RawField, rawDocument, rawText } from '../../support/raw-bson.ts';

const notSent = [
  'text that is not UTF-8',
  'other text that is not UTF-8',
  'a DBPointer',
  'a date beyond those of JavaScript',
  'a repeated field inside',
];

describe('identityText', () => {
  it.each<[string, RawField, string]>([
    ['a number', field('_id', 1), '{"$numberInt":"1"}'],
    ['another type of it', field('_id', new BSON.Double(1)), '{"$numberDouble":"1.0"}'],
    ['a large one', field('_id', BSON.Long.fromString('9007199254740995')), '{"$numberLong":"9007199254740995"}'],
    ['a text', field('_id', 'ä"'), '"ä\\""'],
    [
      'fields in their order',
      field(
        '_id',
        new Map([
          ['b', 1],
          ['7', 2],
        ]),
      ),
      '{"b":{"$numberInt":"1"},"7":{"$numberInt":"2"}}',
    ],
    ['text that is not UTF-8', [0x02, '_id', rawText(Buffer.from([0xff]))], '{"$bson":"0202000000ff00"}'],
    [
      'a repeated field',
      [0x03, '_id', rawDocument(field('a', 1), field('a', null))],
      '{"a":{"$numberInt":"1"},"a":null}',
    ],
    ['nothing', field('other', 1), '(no _id)'],
  ])('tells %s', (_, id, text) => {
    expect(identityText(identityAt(rawDocument(id), 0))).toBe(text);
  });

  it('tells any in harmless words, different ones differently', () => {
    const texts = Object.values(oddIds).map((id) => identityText(identityAt(rawDocument(id), 0)));
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('cuts a long one', () => {
    expect(identityText(identityAt(rawDocument(field('_id', 'x'.repeat(5_000))), 0))).toHaveLength(1_001);
  });
});

describe('valueText', () => {
  const stringValue = (text: string) => ({ type: 2, bytes: rawText(Buffer.from(text)) });
  const unreadable = (last: number) => ({
    type: 2,
    bytes: rawText(Buffer.from([0xff, ...Array.from({ length: 3_000 }, () => 65), last])),
  });
  const texts = (one: RawValue, other: RawValue) => [valueText(one, other), valueText(other, one)];

  it.each<[string, RawValue, RawValue]>([
    ['at the beginning', stringValue(`a${'x'.repeat(5_000)}`), stringValue(`b${'x'.repeat(5_000)}`)],
    [
      'in the middle',
      stringValue(`${'x'.repeat(5_000)}a${'x'.repeat(5_000)}`),
      stringValue(`${'x'.repeat(5_000)}b${'x'.repeat(5_000)}`),
    ],
    ['at the end', stringValue(`${'x'.repeat(5_000)}a`), stringValue(`${'x'.repeat(5_000)}b`)],
    ['where one goes on', stringValue('x'.repeat(5_000)), stringValue('x'.repeat(5_001))],
    ['at the end of what JavaScript has no text for', unreadable(66), unreadable(67)],
    ['in a character that is not seen', stringValue('a\u200bb'), stringValue('a\u2060b')],
  ])('tells two values that differ %s differently, and neither at length', (_, one, other) => {
    const [here = '', there = ''] = texts(one, other);
    expect(here).not.toBe(there);
    expect(Math.max(here.length, there.length)).toBeLessThanOrEqual(1_002);
  });

  it('tells a short one, and one beside nothing, from its beginning', () => {
    expect(valueText(stringValue('ä'), stringValue('b'))).toBe('"ä"');
    expect(valueText(stringValue('x'.repeat(5_000)))).toMatch(/^"x{999}…$/);
  });
});

describe('sendableId', () => {
  it.each(Object.entries(oddIds))('sends the same bytes, or nothing: %s', (name, id) => {
    const identity = identityAt(rawDocument(id), 0);
    const sent = sendableId(identity);
    expect(sent === undefined).toBe(notSent.includes(name));
    if (sent !== undefined) expect(Buffer.from(BSON.serialize({ _id: sent.value })).equals(identity)).toBe(true);
  });

  it.each<[string, unknown]>([
    ['a field that looks like an operator', { $gt: 1 }],
    ['an array', [1]],
    ['a regular expression', new BSON.BSONRegExp('a')],
  ])('sends nothing that a query takes for something else: %s', (_, id) => {
    expect(sendableId(identityAt(rawDocument(field('_id', id)), 0))).toBeUndefined();
  });
});
