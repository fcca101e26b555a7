import { Binary, BSON, BSONRegExp, Code, DBRef, Decimal128, Double, Int32, Long, MaxKey, ObjectId } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { createMigrationEngine } from '../../../src/sandbox/replication/create-migration-engine.ts';
import { exactDocument, exactText, idOf, readByDriver } from '../../../src/sandbox/replication/exact-bson.ts';
import { reached, startServers, stoppedAfterwards } from '../../support/migration-servers.ts';
import { realClock } from '../../support/sandbox-client.ts';

const id = new ObjectId('64b000000000000000000001');

function written(raw: Uint8Array): string {
  return Buffer.from(BSON.serialize(exactDocument(raw), { ignoreUndefined: false })).toString('hex');
}

/** `{ <fields> }` from encoded fields, for what the driver would not write by itself. */
function rawDocument(...fields: readonly string[]): Buffer {
  const body = Buffer.from(fields.join(''), 'hex');
  const size = Buffer.alloc(4);
  size.writeInt32LE(body.length + 5);
  return Buffer.concat([size, body, Buffer.alloc(1)]);
}

/** A document with its fields in this order: name, value, name, value. */
function ordered(...fields: readonly unknown[]): Map<string, unknown> {
  const names = fields.filter((_, at) => at % 2 === 0);
  return new Map(names.map((name, at) => [String(name), fields[at * 2 + 1]]));
}

describe('a document read and written again has the same bytes', () => {
  it.each([
    ['numbers of every type', { a: new Int32(1), b: new Double(1), c: Long.ONE, d: Decimal128.fromString('1.0') }],
    ['minus zero, NaN and infinity', { a: new Double(-0), b: new Double(Number.NaN), c: new Double(-Infinity) }],
    ['a regular expression, code and keys', { a: new BSONRegExp('a/b', 'ix'), b: new Code('x', {}), c: new MaxKey() }],
    ['binary of any subtype', { a: new Binary(Buffer.from('x'), 2), b: new Binary(Buffer.alloc(16), 4) }],
    ['a date before 1970 and a null', { a: new Date(-1), b: null }],
    ['a reference with more fields', { a: new DBRef('things', id, 'db', { later: new Int32(1) }) }],
    ['nested arrays and empty documents', { a: [[{}, [new Int32(1)]], []], b: {} }],
    ['names like numbers', ordered('b', ordered('x', 1, '7', 2, '3', [ordered('z', 1, '0', 2)]))],
    ['a field that is called __proto__', ordered('__proto__', new Int32(1))],
    ['a field that is called _bsontype', { a: ordered('_bsontype', 'Long') }],
    ['a field that is called toBSON', { toBSON: 'text' }],
  ])('%s', (_, document) => {
    const raw = BSON.serialize(document, { ignoreUndefined: false });
    expect(written(raw)).toBe(Buffer.from(raw).toString('hex'));
  });

  it('two fields of one name', () => {
    const raw = rawDocument('10610001000000', '10620003000000', '10610002000000');
    expect(written(raw)).toBe(raw.toString('hex'));
  });
});

describe('names the document that holds what the driver cannot write', () => {
  it.each([
    ['undefined', '066100'],
    ['a DBPointer', '0c610002000000610064b000000000000000000001'],
    ['a date that JavaScript has none for', '096100ffffffffffffff7f'],
    ['text that is not UTF-8', '02610003000000c32800'],
    ['a name that is not UTF-8', '10c3280001000000'],
    ['code that is not UTF-8', '0d610003000000c32800'],
    ['an array whose keys are no positions', '0461000c00000010780001000000' + '00'],
    ['options of a regular expression that are not sorted', '0b61006100736d00'],
    ['an option of a regular expression that nobody knows', '0b61006100' + '7a00'],
    ['a boolean that is neither', '08610002'],
  ])('%s', (_, field) => {
    expect(() => exactDocument(rawDocument('105f69640007000000', field))).toThrow('The document {"_id":7} holds');
  });

  it('by the bytes of an _id that cannot be read itself', () => {
    expect(() => exactDocument(rawDocument('025f69640003000000c32800'))).toThrow('whose _id is 0x03000000c32800');
  });
});

it('ends a migration with that reason', async () => {
  const { job, source } = await startServers();
  source.load('shop.old', [rawDocument('105f69640007000000', '066100')]);
  const migration = stoppedAfterwards(createMigrationEngine({ clock: realClock }).start(job));
  await reached(migration, 'failed');
  expect(migration.status().failure).toContain('The document {"_id":7} holds a value that the sandbox cannot copy');
});

it('tells what the driver was reading when it met an invalid value', async () => {
  const invalid = rawDocument('02610003000000c32800');
  await expect(readByDriver('a change', async () => BSON.deserialize(invalid))).rejects.toThrow(
    'The sandbox cannot read a change, which holds an invalid value: Invalid UTF-8',
  );
  const other = new Error('of another kind');
  await expect(readByDriver('a change', () => Promise.reject(other))).rejects.toBe(other);
});

it('finds the _id also where a name like a number forces another representation', () => {
  const raw = BSON.serialize(ordered('_id', id, 'b', 1, '1', 2));
  expect(exactText(idOf(exactDocument(raw)))).toBe(exactText(id));
});
