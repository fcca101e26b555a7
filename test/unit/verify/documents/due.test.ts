import { BSON } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { isDue } from '../../../../src/verify/documents/due.ts';
import { bson } from '../../../support/documents-in-memory.ts';

const now = Date.UTC(2026, 0, 1);
const date = (secondsAgo: number) => new Date(now - secondsAgo * 1000);
const due = (document: BSON.Document, field = 'at', clock = now) =>
  isDue(bson(document), { rules: [{ field, expireAfterSeconds: 60 }], now: clock });

describe('isDue', () => {
  it.each<[string, BSON.Document, string?]>([
    ['at the second', { at: date(60) }],
    ['long ago', { at: date(6_000) }],
    ['by the earliest date of an array', { at: [date(0), date(61), 'x'] }],
    ['by a field inside', { a: { at: date(61) } }, 'a.at'],
    ['by a field inside of an array', { a: [{ at: date(0) }, { at: date(61) }] }, 'a.at'],
    ['before 1970', { at: new Date(-1) }],
    ['by its _id', { _id: date(61) }, '_id'],
  ])('is a document %s', (_, document, field) => {
    expect(due(document, field)).toBe(true);
  });

  it.each<[string, BSON.Document, string?]>([
    ['too young', { at: date(59) }],
    ['without the field', { other: date(61) }],
    ['with something that is no date', { at: 0 }],
    ['with a timestamp', { at: new BSON.Timestamp({ t: 1, i: 1 }) }],
    ['with a date below it', { at: { at: date(61) } }],
    ['with an array of arrays', { at: [[date(61)]] }],
    ['with an empty array', { at: [] }],
  ])('is no document %s', (_, document, field) => {
    expect(due(document, field)).toBe(false);
  });

  it('asks the clock that it is given', () => {
    expect(due({ at: date(59) }, 'at', now + 1_000)).toBe(true);
    expect(due({ at: date(60) }, 'at', now - 1)).toBe(false);
  });

  it('is nothing where there is no rule', () => {
    expect(isDue(bson({ at: date(61) }), { rules: [], now })).toBe(false);
  });
});
