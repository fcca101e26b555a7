import { Decimal128, Double, Int32, Long, MaxKey, MinKey, Timestamp } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { holds } from './rows.ts';
import { serverUnderTest } from './server-under-test.ts';

const server = serverUnderTest('insert');

const insert = (...documents: object[]) => ({ insert: 'c', documents });

/** Goes in and comes out as it is, with its types. */
const keeps = (rule: string, fields: object) => ({
  rule,
  exact: true,
  command: insert({ _id: new Int32(1), ...fields }),
  leaves: [{ _id: new Int32(1), ...fields }],
});

const deep = (levels: number): object => (levels === 0 ? {} : { d: deep(levels - 1) });

describe('an insert keeps', () => {
  holds(server, [
    keeps('minus zero', { v: new Double(-0) }),
    keeps('NaN and infinities', { v: [new Double(Number.NaN), new Double(Number.POSITIVE_INFINITY)] }),
    keeps('doubles without a fraction', { v: new Double(5) }),
    keeps('int64 beyond what a double holds', { v: Long.fromString('9007199254740993') }),
    keeps('small int64', { v: Long.fromNumber(1) }),
    keeps('the trailing zeros of decimals', { v: Decimal128.fromString('1.500') }),
    keeps('the smallest and the largest key', { v: [new MinKey(), new MaxKey()] }),
    keeps('timestamps inside documents', { v: { at: new Timestamp({ t: 5, i: 7 }) } }),
    keeps('an empty field name', { '': new Int32(1) }),
    keeps('names with dots and dollars', { 'a.b': new Int32(1), $c: new Int32(2), d$: new Int32(3) }),
    keeps('a hundred levels', { v: deep(90) }),
    keeps('empty documents and arrays', { a: {}, b: [], c: [[]] }),
    keeps('text beyond ASCII', { v: 'ß\u{1F600}\u0000x' }),
  ]);

  it('a field that is called __proto__', async () => {
    const document = JSON.parse('{"_id": 1, "__proto__": {"a": 1}}');
    await server.db.command(insert(document));
    const found = await server.db.collection('c').findOne();
    expect(Object.keys(found ?? {})).toEqual(['_id', '__proto__']);
  });
});

describe('an insert', () => {
  holds(server, [
    { rule: 'puts _id in front', command: insert({ a: 1, _id: 1 }), leaves: [{ _id: 1, a: 1 }] },
    { rule: 'counts', command: insert({ _id: 1 }, { _id: 2 }), answers: { n: 2 } },
    {
      rule: 'that is ordered ends at the first error',
      command: insert({ _id: 1 }, { _id: 1 }, { _id: 2 }),
      answers: { n: 1, writeErrors: [{ index: 1, code: 11000 }] },
      refused: 11000,
      details: { keyPattern: { _id: 1 }, keyValue: { _id: 1 } },
      leaves: [{ _id: 1 }],
    },
    {
      rule: 'that is unordered goes on',
      command: { ...insert({ _id: 1 }, { _id: 1 }, { _id: 2 }), ordered: false },
      answers: { n: 2 },
      refused: 11000,
      leaves: [{ _id: 1 }, { _id: 2 }],
    },
    {
      rule: 'holds numbers of all types equal in _id',
      given: [{ _id: 1 }],
      command: insert({ _id: new Double(1) }),
      refused: 11000,
    },
    // mongodb/mongo, src/mongo/db/update/storage_validation.cpp, storageValidIdField
    { rule: 'refuses an array as _id', command: insert({ _id: [1] }), refused: 53 },
    { rule: 'refuses a regular expression as _id', command: insert({ _id: /a/ }), refused: 53 },
    { rule: 'refuses a dollar in _id', command: insert({ _id: { $a: 1 } }), refused: 52 },
    // mongodb/mongo, src/mongo/db/ops/write_ops.cpp, checkOpCountForCommand: InvalidLength
    { rule: 'of no documents is refused', command: insert(), refused: 16 },
    { rule: 'into a name that is none', command: { insert: '', documents: [{ a: 1 }] }, refused: 73 },
    { rule: 'into a name with a dollar', command: { insert: 'a$b', documents: [{ a: 1 }] }, refused: 73 },
    {
      rule: 'that does not fit the validator',
      after: [{ create: 'c', validator: { $jsonSchema: { required: ['a'] } } }],
      command: insert({ _id: 1 }),
      refused: 121,
    },
    // MongoDB manual, "Specify JSON Schema Validation": errInfo tells the document and the rules that it breaks.
    {
      rule: 'that does not fit a schema is told the rule',
      after: [{ create: 'c', validator: { $jsonSchema: { required: ['a'], properties: { b: { bsonType: 'int' } } } } }],
      command: insert({ _id: 1, b: 1 }),
      refused: 121,
      details: {
        errInfo: {
          failingDocumentId: 1,
          details: { operatorName: '$jsonSchema', schemaRulesNotSatisfied: [{ operatorName: 'required' }] },
        },
      },
    },
    {
      rule: 'that does not fit an operator is told the operator',
      after: [{ create: 'c', validator: { x: { $type: 'string', $exists: true } } }],
      command: insert({ _id: 1, x: 1 }),
      refused: 121,
      details: {
        errInfo: { failingDocumentId: 1, details: { operatorName: '$type', specifiedAs: { x: { $type: 'string' } } } },
      },
    },
    {
      rule: 'that does not fit several conditions is told all of them',
      after: [{ create: 'c', validator: { x: 1, y: { $gt: 5 } } }],
      command: insert({ _id: 1, y: 1 }),
      refused: 121,
      details: {
        errInfo: { details: { operatorName: '$and', clausesNotSatisfied: [{ index: 0 }, { index: 1 }] } },
      },
    },
    // MongoDB manual, "Time Series Collection Limitations": no unique index, also not on _id
    {
      rule: 'into a time series may repeat an _id',
      after: [{ create: 'series', timeseries: { timeField: 't' } }],
      command: {
        insert: 'series',
        documents: [
          { _id: 1, t: new Date(0) },
          { _id: 1, t: new Date(1) },
        ],
      },
      answers: { n: 2 },
    },
    {
      rule: 'may bypass the validator',
      after: [{ create: 'c', validator: { a: 1 } }],
      command: { ...insert({ _id: 1 }), bypassDocumentValidation: true },
      leaves: [{ _id: 1 }],
    },
    {
      rule: 'pushes the oldest out of a capped collection',
      after: [{ create: 'c', capped: true, size: 4096, max: 2 }],
      command: insert({ _id: 1 }, { _id: 2 }, { _id: 3 }),
      leaves: [{ _id: 2 }, { _id: 3 }],
    },
  ]);

  it('into a time series is found by its _id, updated and deleted like others', async () => {
    await server.db.createCollection('series', { timeseries: { timeField: 't', metaField: 'm' } });
    const series = server.db.collection<{ _id: number; t: Date; m: number }>('series');
    const [first, second] = [
      { _id: 1, t: new Date(0), m: 1 },
      { _id: 1, t: new Date(1), m: 2 },
    ];
    await series.insertMany([first, second]);
    expect(await series.find({ _id: 1 }).sort({ t: 1 }).toArray()).toEqual([first, second]);
    await series.deleteMany({ m: 2 });
    expect(await series.find().toArray()).toEqual([first]);
    expect(await series.indexes()).not.toContainEqual(expect.objectContaining({ name: '_id_' }));
  });

  it('takes a document of nearly 16 MiB and none above', async () => {
    const filler = (bytes: number) => 'x'.repeat(bytes);
    const room = 16 * 1024 * 1024 - 64;
    await server.db.command(insert({ _id: 1, filler: filler(room) }));
    const answer = server.db.command(insert({ _id: 2, filler: filler(room + 128) }));
    const refused = await answer.then(
      (reply) => reply.writeErrors?.[0],
      (error: unknown) => error,
    );
    expect(refused).toMatchObject({ code: 10334 });
  });

  it('is not known by another name', async () => {
    await expect(server.db.command({ insertt: 'c', documents: [{}] })).rejects.toMatchObject({
      code: 59,
      message: expect.stringContaining('insertt'),
    });
  });

  it('tells a write concern that can never be met', async () => {
    const reply = await server.db
      .command({ ...insert({ _id: 1 }), writeConcern: { w: 50, wtimeout: 100 } })
      .catch((error) => error.errorResponse ?? error.result);
    expect(reply.writeConcernError ?? reply).toMatchObject({ code: 100 });
    expect(await server.db.collection('c').countDocuments()).toBe(1);
  });
});
