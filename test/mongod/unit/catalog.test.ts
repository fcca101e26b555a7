import { BSON, ObjectId } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { mongodFixture } from '../../support/mongod-fixture.ts';

const fixture = mongodFixture();
const db = () => fixture.client.db('cat');

describe('create', () => {
  it.each([
    ['capped', { capped: true, size: 4096, max: 10 }, 'collection'],
    ['validated', { validator: { n: { $gt: 0 } }, validationLevel: 'strict', validationAction: 'error' }, 'collection'],
    ['collated', { collation: { locale: 'de', strength: 2 } }, 'collection'],
    ['series', { timeseries: { timeField: 'at', metaField: 'who', granularity: 'hours' } }, 'timeseries'],
    ['clustered', { clusteredIndex: { key: { _id: 1 }, unique: true, name: 'own' } }, 'collection'],
    ['expiring', { expireAfterSeconds: 60, timeseries: { timeField: 'at' } }, 'timeseries'],
    ['imaged', { changeStreamPreAndPostImages: { enabled: true } }, 'collection'],
  ])('remembers the options of %s', async (name, options, type) => {
    await db().command({ create: name, ...options });
    const [entry] = await db().listCollections({ name }).toArray();
    expect(entry).toMatchObject({ name, type, options, info: { readOnly: false } });
  });

  it('refuses a name that is taken, a bad name, and a capped collection without size', async () => {
    await db().createCollection('twice');
    await expect(db().createCollection('twice')).rejects.toMatchObject({ code: 48 });
    await expect(db().command({ create: 'a$b' })).rejects.toMatchObject({ code: 73 });
    await expect(db().command({ create: 'open', capped: true })).rejects.toMatchObject({ codeName: 'InvalidOptions' });
  });

  it('gives each collection a uuid of its own, which a rename keeps', async () => {
    const first = await db().createCollection('first');
    const [before] = await db().listCollections({ name: 'first' }, { nameOnly: false }).toArray();
    await first.insertOne({ a: 1 });
    await first.rename('second');
    const [after] = await db().listCollections({ name: 'second' }).toArray();
    expect(after).toMatchObject({ info: before?.info });
    expect(await db().collection('second').countDocuments()).toBe(1);
    expect(await db().listCollections({ name: 'first' }).toArray()).toEqual([]);
  });
});

describe('capped collections', () => {
  it('drop the oldest beyond their number and their size', async () => {
    const log = await db().createCollection('log', { capped: true, size: 100_000, max: 3 });
    await log.insertMany([1, 2, 3, 4, 5].map((n) => ({ n })));
    expect((await log.find().toArray()).map(({ n }) => n)).toEqual([3, 4, 5]);
    expect((await log.find().sort({ $natural: -1 }).toArray()).map(({ n }) => n)).toEqual([5, 4, 3]);
    await db().command({ collMod: 'log', cappedMax: 2 });
    expect(await log.countDocuments()).toBe(2);
    const small = await db().createCollection('small', { capped: true, size: 4096 });
    await small.insertMany(Array.from({ length: 10 }, (_, n) => ({ n, text: 'x'.repeat(1000) })));
    expect((await small.find().toArray()).map(({ n }) => n)).toEqual([7, 8, 9]);
  });
});

describe('validators', () => {
  it('refuse what does not fit, unless they are bypassed', async () => {
    const positive = await db().createCollection('positive', { validator: { n: { $gt: 0 } } });
    await positive.insertOne({ n: 1 });
    await expect(positive.insertOne({ n: 0 })).rejects.toMatchObject({ code: 121 });
    await expect(positive.updateOne({ n: 1 }, { $set: { n: -1 } })).rejects.toMatchObject({ code: 121 });
    await positive.insertOne({ n: 0 }, { bypassDocumentValidation: true });
    expect(await positive.countDocuments()).toBe(2);
  });
});

describe('$jsonSchema', () => {
  const schema = {
    bsonType: 'object',
    required: ['name'],
    properties: {
      name: { bsonType: 'string', minLength: 2, pattern: '^[A-Z]' },
      age: { bsonType: ['int', 'long'], minimum: 0, maximum: 150, exclusiveMaximum: true },
      kind: { enum: ['a', 'b'] },
      tags: { bsonType: 'array', items: { bsonType: 'string' }, maxItems: 2, uniqueItems: true },
      address: { bsonType: 'object', properties: { city: { bsonType: 'string' } }, additionalProperties: false },
      either: { oneOf: [{ bsonType: 'int' }, { minimum: 10 }] },
    },
  };

  it.each([
    [{ name: 'Ann', age: 30, kind: 'a', tags: ['x', 'y'], address: { city: 'Rom' }, either: 5 }, true],
    [{}, false],
    [{ name: 'A' }, false],
    [{ name: 'ann' }, false],
    [{ name: 'Ann', age: -1 }, false],
    [{ name: 'Ann', age: 150 }, false],
    [{ name: 'Ann', age: 1.5 }, false],
    [{ name: 'Ann', kind: 'c' }, false],
    [{ name: 'Ann', tags: ['x', 1] }, false],
    [{ name: 'Ann', tags: ['x', 'x'] }, false],
    [{ name: 'Ann', tags: ['x', 'y', 'z'] }, false],
    [{ name: 'Ann', address: { city: 'Rom', zip: 1 } }, false],
    [{ name: 'Ann', either: 15 }, false],
  ])('%o fits: %s', async (document, fits) => {
    await db()
      .createCollection('schema', { validator: { $jsonSchema: schema } })
      .catch(() => undefined);
    const { writeErrors = [] } = await db().command({ insert: 'schema', documents: [document] });
    expect(writeErrors.map(({ code }: { code: number }) => code)).toEqual(fits ? [] : [121]);
    expect((await db().collection('schema').countDocuments({ $jsonSchema: schema })) > 0).toBe(true);
  });

  it('with a keyword that is not known is refused when the collection is made', async () => {
    const made = db().createCollection('odd', { validator: { $jsonSchema: { $ref: 'x' } } });
    await expect(made).rejects.toMatchObject({ codeName: 'FailedToParse' });
  });
});

describe('views', () => {
  it('show what their pipeline makes of the collection, and cannot be written', async () => {
    await db()
      .collection('people')
      .insertMany([
        { name: 'Ann', age: 30 },
        { name: 'Ben', age: 10 },
      ]);
    const adults = await db().createCollection('adults', {
      viewOn: 'people',
      pipeline: [{ $match: { age: { $gte: 18 } } }, { $project: { _id: 0, name: 1 } }],
    });
    expect(await adults.find().toArray()).toEqual([{ name: 'Ann' }]);
    expect(await adults.aggregate([{ $count: 'n' }]).toArray()).toEqual([{ n: 1 }]);
    expect(await adults.countDocuments({ name: 'Ben' })).toBe(0);
    const [entry] = await db().listCollections({ name: 'adults' }).toArray();
    expect(entry).toMatchObject({ type: 'view', info: { readOnly: true }, options: { viewOn: 'people' } });
    await expect(adults.insertOne({ name: 'Cid' })).rejects.toMatchObject({ code: 166 });
  });
});

describe('indexes', () => {
  it.each([
    ['unique and sparse', { a: 1, b: -1 }, { unique: true, sparse: true }, {}],
    ['partial', { a: 1 }, { partialFilterExpression: { a: { $gt: 5 } } }, {}],
    ['TTL', { at: 1 }, { expireAfterSeconds: 3600 }, {}],
    ['collated', { a: 1 }, { collation: { locale: 'fr' } }, {}],
    ['hidden', { a: 1 }, { hidden: true }, {}],
    ['2dsphere', { place: '2dsphere' }, {}, { '2dsphereIndexVersion': 3 }],
    ['hashed', { a: 'hashed' }, {}, {}],
    ['wildcard', { '$**': 1 }, { wildcardProjection: { a: 1 } }, {}],
    [
      'text',
      { title: 'text', body: 'text' },
      { weights: { title: 10, body: 1 } },
      { key: { _fts: 'text', _ftsx: 1 }, default_language: 'english', textIndexVersion: 3 },
    ],
  ])('keep all options: %s', async (name, key, options, shown) => {
    const collection = db().collection(`indexed ${name}`);
    await db().command({ createIndexes: `indexed ${name}`, indexes: [{ key, name: 'own', ...options }] });
    const indexes = await collection.indexes();
    expect(indexes).toHaveLength(2);
    expect(indexes[1]).toMatchObject({ v: 2, key, name: 'own', ...options, ...shown });
    expect(Object.keys(indexes[1]?.key ?? {})).toEqual(Object.keys({ ...('key' in shown ? shown.key : key) }));
  });

  it('cannot be made unique over duplicates, and two with one name or key are refused', async () => {
    const collection = db().collection('clash');
    await collection.insertMany([{ a: 1 }, { a: 1 }]);
    await expect(collection.createIndex({ a: 1 }, { unique: true })).rejects.toMatchObject({ code: 11000 });
    await collection.createIndex({ a: 1 });
    await collection.createIndex({ a: 1 });
    await expect(collection.createIndex({ a: 1 }, { name: 'other' })).rejects.toMatchObject({ code: 85 });
    await expect(collection.createIndex({ b: 1 }, { name: 'a_1' })).rejects.toMatchObject({ code: 86 });
    expect(await collection.indexes()).toHaveLength(2);
    await collection.dropIndex('a_1');
    await expect(collection.dropIndex('a_1')).rejects.toMatchObject({ code: 27 });
  });

  it.each([
    ['unique over an array', { tags: 1 }, { unique: true }, { tags: ['a', 'b'] }, { tags: ['b', 'c'] }, false],
    ['unique: a missing field counts as null', { a: 1 }, { unique: true }, { b: 1 }, { b: 2 }, false],
    ['sparse: missing fields do not clash', { a: 1 }, { unique: true, sparse: true }, { b: 1 }, { b: 2 }, true],
    [
      'partial: outside of the filter nothing clashes',
      { a: 1 },
      { unique: true, partialFilterExpression: { on: true } },
      { a: 1 },
      { a: 1 },
      true,
    ],
    ['compound', { a: 1, b: 1 }, { unique: true }, { a: 1, b: 1 }, { a: 1, b: 2 }, true],
  ])('%s', async (name, key, options, first, second, fits) => {
    const collection = db().collection(`unique ${name}`);
    await db().command({ createIndexes: `unique ${name}`, indexes: [{ key, name: 'own', ...options }] });
    await collection.insertOne({ ...first });
    const outcome = await collection.insertOne({ ...second }).catch((error: unknown) => error);
    if (fits) expect(outcome).toMatchObject({ acknowledged: true });
    else expect(outcome).toMatchObject({ code: 11000 });
  });

  it('are changed by collMod', async () => {
    await db().collection('ttl').createIndex({ at: 1 }, { expireAfterSeconds: 60, hidden: true });
    await db().command({ collMod: 'ttl', index: { keyPattern: { at: 1 }, expireAfterSeconds: 120, hidden: false } });
    const [, index] = await db().collection('ttl').indexes();
    expect(index).toEqual({ v: 2, key: { at: 1 }, name: 'at_1', expireAfterSeconds: 120 });
  });
});

describe('what administrators ask', () => {
  it.each([
    [
      { listDatabases: 1, nameOnly: true },
      { databases: [{ name: 'admin' }, { name: 'cat' }, { name: 'config' }, { name: 'local' }] },
    ],
    [{ serverStatus: 1 }, { storageEngine: { name: 'wiredTiger' }, repl: { setName: 'rs0' } }],
    [{ getParameter: 1, featureCompatibilityVersion: 1 }, { featureCompatibilityVersion: { version: '7.0' } }],
    [{ getParameter: 1, notablescan: 1 }, { notablescan: false }],
    [{ replSetGetConfig: 1 }, { config: { _id: 'rs0', members: [{ votes: 1 }] } }],
    [{ connectionStatus: 1 }, { authInfo: { authenticatedUsers: [{ user: 'root', db: 'admin' }] } }],
    [{ usersInfo: 'writer' }, { users: [{ user: 'writer', roles: [{ role: 'readWriteAnyDatabase', db: 'admin' }] }] }],
    [{ getCmdLineOpts: 1 }, { parsed: { replication: { replSetName: 'rs0' } } }],
    [{ getDefaultRWConcern: 1 }, { defaultReadConcern: { level: 'local' } }],
    [{ hostInfo: 1 }, { system: { cpuAddrSize: 64 } }],
  ])('%o', async (command, answer) => {
    await db()
      .createCollection('any')
      .catch(() => undefined);
    expect(await fixture.client.db('admin').command(command)).toMatchObject(answer);
  });

  it('gets sizes that are those of the documents', async () => {
    await db()
      .collection('sized')
      .insertOne({ text: 'x'.repeat(1000) });
    const size = BSON.calculateObjectSize({ _id: new ObjectId(), text: 'x'.repeat(1000) });
    const stats = await db().command({ collStats: 'sized' });
    expect(stats).toMatchObject({ count: 1, size, nindexes: 1, capped: false });
    const [row] = await db()
      .collection('sized')
      .aggregate([{ $collStats: { storageStats: {}, count: {} } }])
      .toArray();
    expect(row).toMatchObject({ ns: 'cat.sized', count: 1, storageStats: { size } });
    expect(await db().command({ dbStats: 1 })).toMatchObject({ db: 'cat' });
  });

  it.each([
    [{ find: 'any', collation: { locale: 'de', strength: 4 } }, 238],
    [{ update: 'any', updates: [{ q: {}, u: { $set: { a: 1 } }, collation: { locale: 'de', backwards: true } }] }, 238],
    [{ find: 'any', tailable: true }, 2],
    [{ find: 'any', filter: { $where: 'true' } }, 2],
    [{ create: 'series', changeStreamPreAndPostImages: { enabled: true } }, 48],
  ])('is told what the sandbox cannot do, instead of a wrong answer: %o', async (command, code) => {
    await db()
      .createCollection('series')
      .catch(() => undefined);
    const answer = await db()
      .command(command)
      .catch((error: unknown) => error);
    expect(JSON.parse(JSON.stringify(answer))).toMatchObject(
      'update' in command ? { writeErrors: [{ code }] } : { code },
    );
  });

  it('is told that an unknown command is unknown, and its name', async () => {
    await expect(db().command({ makeCoffee: 1 })).rejects.toMatchObject({
      code: 59,
      message: "no such command: 'makeCoffee'",
    });
    await expect(db().command({ constructor: 1 })).rejects.toMatchObject({ code: 59 });
  });
});

it('dropDatabase takes everything', async () => {
  await db().collection('last').insertOne({ a: 1 });
  await db().dropDatabase();
  expect(await db().listCollections().toArray()).toEqual([]);
});
