import { BSON, Code, DBRef, Long, MaxKey, ObjectId, Timestamp } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { elements, wrapped } from '../../../src/core/bson/elements.ts';
import { flawsIn } from '../../../src/mongo/document-flaws.ts';

const bytes = (value: BSON.Document) => BSON.serialize(value);
const fieldsOf = (value: BSON.Document) => [...elements(bytes(value))].map(({ whole }) => whole);

/** The same with one byte after `mark` that begins no character of UTF-8. */
function broken(raw: Uint8Array, mark: string): Uint8Array {
  const copy = Buffer.from(raw);
  copy[copy.indexOf(mark) + mark.length] = 0xff;
  return copy;
}

const nothing = {
  _id: new ObjectId(),
  a: [1, { b: 'é' }],
  at: new Timestamp(Long.fromInt(1)),
  c: new Code('x'),
  m: new MaxKey(),
};
const empty = new Timestamp({ t: 0, i: 0 });

describe('a document', () => {
  it.each<[string, Uint8Array, string[]]>([
    ['of all kinds of values', bytes(nothing), []],
    ['with a name that begins with $', bytes({ $set: 1 }), ['dollarName']],
    ['with one deep in it', bytes({ a: [{ b: { $c: 1 } }] }), ['dollarName']],
    ['with a $ elsewhere in a name', bytes({ a$: 1 }), []],
    ['with a DBRef', bytes({ a: new DBRef('b', new ObjectId()) }), ['reference']],
    ['with the name of one at its top', bytes({ $ref: 1 }), ['dollarName']],
    ['with a field $v', bytes({ $v: 1 }), ['dollarName', 'updateVersion']],
    ['with a field $v in another', bytes({ a: { $v: 1 } }), ['dollarName']],
    ['with a name twice', wrapped([...fieldsOf({ a: 1 }), ...fieldsOf({ a: 2 })]), ['repeatedName']],
    ['with the same name in two of its parts', bytes({ a: { b: 1 }, c: { b: 1 } }), []],
    ['with Timestamp(0, 0)', bytes({ a: { b: [empty] } }), ['emptyTimestamp']],
    ['with text that is not UTF-8', broken(bytes({ a: 'text.' }), 'text'), ['invalidText']],
    ['with a name that is not', broken(bytes({ name_: 1 }), 'name'), ['invalidText']],
    ['with the character that stands for such', bytes({ '\uFFFD': '\uFFFD' }), []],
    ['with a type that there is not', Buffer.from([8, 0, 0, 0, 99, 97, 0, 0]), ['malformed']],
  ])('%s', (_, raw, flaws) => {
    expect([...flawsIn(raw)].sort()).toEqual(flaws);
  });
});
