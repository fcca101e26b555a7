import { type Document, Long } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { holds, type Row } from './rows.ts';
import { serverUnderTest } from './server-under-test.ts';

const server = serverUnderTest('catalog');

const index = (key: object, more: object = {}) => ({
  createIndexes: 'c',
  indexes: [{ key, name: 'made', ...more }],
});

/** A JavaScript object would put a field called `7` first. */
const inOrder = (...names: string[]) => new Map(names.map((name) => [name, 1]));

describe('createIndexes', () => {
  const refuses = (rule: string, command: object, refused: number, given: object[] = []): Row => ({
    rule,
    ...(given.length === 0 ? {} : { given }),
    command,
    refused,
  });
  holds(server, [
    {
      rule: 'counts the indexes before and after, and tells that it made the collection',
      command: index({ a: 1 }),
      answers: { numIndexesBefore: 1, numIndexesAfter: 2, createdCollectionAutomatically: true },
    },
    {
      rule: 'does nothing where the same index is there',
      after: [index({ a: 1 })],
      command: index({ a: 1 }),
      answers: { numIndexesBefore: 2, numIndexesAfter: 2, note: 'all indexes already exist' },
    },
    {
      ...refuses(
        'the same keys under another name',
        { createIndexes: 'c', indexes: [{ key: { a: 1 }, name: 'other' }] },
        85,
      ),
      after: [index({ a: 1 })],
    },
    {
      rule: 'takes the same fields in another order for another index, also where one looks like a number',
      after: [index(inOrder('b', '7'))],
      command: { createIndexes: 'c', indexes: [{ key: inOrder('7', 'b'), name: 'other' }] },
      answers: { numIndexesBefore: 2, numIndexesAfter: 3 },
    },
    { ...refuses('the same name with other keys', index({ b: 1 }), 86), after: [index({ a: 1 })] },
    {
      ...refuses('the same name and keys with other options', index({ a: 1 }, { unique: true }), 86),
      after: [index({ a: 1 })],
    },
    refuses('no keys', index({}), 67),
    refuses('a direction of 0', index({ a: 0 }), 67),
    refuses('an unknown kind', index({ a: 'nope' }), 67),
    refuses('a key that is an empty name', index({ '': 1 }), 67),
    refuses('a TTL over two fields', index({ a: 1, b: 1 }, { expireAfterSeconds: 10 }), 67),
    // mongodb/mongo, src/mongo/db/index/index_key_validate.cpp
    refuses('a TTL that is no number', index({ a: 1 }, { expireAfterSeconds: Number.NaN }), 67),
    refuses('a TTL below 0', index({ a: 1 }, { expireAfterSeconds: -1 }), 67),
    refuses('a TTL of more than 32 bits', index({ a: 1 }, { expireAfterSeconds: 2 ** 31 }), 67),
    {
      // mongodb/mongo, src/mongo/db/catalog/index_catalog_impl.cpp
      ...refuses('a TTL in a capped collection', index({ a: 1 }, { expireAfterSeconds: 10 }), 67),
      after: [{ create: 'c', capped: true, size: 4096 }],
      until: 7,
    },
    refuses('sparse and partial together', index({ a: 1 }, { sparse: true, partialFilterExpression: { a: 1 } }), 67),
    refuses('an option that nobody knows', index({ a: 1 }, { nope: 1 }), 197),
    refuses('a unique hashed index', index({ a: 'hashed' }, { unique: true }), 16764),
    refuses('a unique index over duplicates', index({ a: 1 }, { unique: true }), 11000, [
      { _id: 1, a: 1 },
      { _id: 2, a: 1 },
    ]),
    refuses('a hashed index over an array', index({ a: 'hashed' }), 16766, [{ _id: 1, a: [1] }]),
    {
      ...refuses('on a view', { createIndexes: 'v', indexes: [{ key: { a: 1 }, name: 'a' }] }, 166),
      after: [{ create: 'v', viewOn: 'c', pipeline: [] }],
    },
  ]);
});

describe('a unique index', () => {
  const unique = (more: object = {}) => index({ a: 1 }, { unique: true, ...more });
  const insert = (document: object) => ({ insert: 'c', documents: [document] });
  holds(server, [
    {
      rule: 'refuses a second value and tells the keys',
      after: [unique(), insert({ _id: 1, a: 'x' })],
      command: insert({ _id: 2, a: 'x' }),
      refused: 11000,
      details: { keyPattern: { a: 1 }, keyValue: { a: 'x' } },
    },
    {
      rule: 'takes missing as null, so only once',
      after: [unique(), insert({ _id: 1 })],
      command: insert({ _id: 2, a: null }),
      refused: 11000,
    },
    {
      rule: 'that is sparse lets all in that lack the field',
      after: [unique({ sparse: true }), insert({ _id: 1 })],
      command: insert({ _id: 2 }),
      answers: { n: 1 },
    },
    {
      rule: 'that is partial minds only what fits its filter',
      after: [
        unique({ partialFilterExpression: { on: true } }),
        insert({ _id: 1, a: 1, on: false }),
        insert({ _id: 2, a: 1, on: true }),
      ],
      command: insert({ _id: 3, a: 1, on: true }),
      refused: 11000,
    },
    {
      rule: 'takes each element of an array',
      after: [unique(), insert({ _id: 1, a: [1, 2] })],
      command: insert({ _id: 2, a: [2, 3] }),
      refused: 11000,
    },
    {
      rule: 'allows one value twice inside a document',
      after: [unique()],
      command: insert({ _id: 1, a: [1, 1] }),
      answers: { n: 1 },
    },
    {
      rule: 'refuses an update too',
      after: [unique(), insert({ _id: 1, a: 1 }), insert({ _id: 2, a: 2 })],
      command: { update: 'c', updates: [{ q: { _id: 2 }, u: { $set: { a: 1 } } }] },
      refused: 11000,
    },
    {
      rule: 'with a collation holds texts equal that differ in case',
      after: [unique({ collation: { locale: 'en', strength: 2 } }), insert({ _id: 1, a: 'Ann' })],
      command: insert({ _id: 2, a: 'ANN' }),
      refused: 11000,
    },
  ]);
});

describe('collations', () => {
  const collation = { locale: 'en', strength: 2 };
  const given = [
    { _id: 1, a: 'b' },
    { _id: 2, a: 'A' },
    { _id: 3, a: 'a' },
    { _id: 4, a: 'é' },
  ];
  const ids = (...found: number[]) => found.map((_id) => ({ _id }));
  const find = (more: object) => ({ find: 'c', projection: { _id: 1 }, ...more });
  const compared = { is: { $eq: ['$a', 'ann'] } };
  holds(server, [
    {
      rule: 'equality without case',
      given,
      command: find({ filter: { a: 'a' }, sort: { _id: 1 }, collation }),
      documents: ids(2, 3),
    },
    {
      rule: 'equality without accents',
      given,
      command: find({ filter: { a: 'e' }, collation: { locale: 'en', strength: 1 } }),
      documents: ids(4),
    },
    { rule: 'order', given, command: find({ sort: { a: 1, _id: 1 }, collation }), documents: ids(2, 3, 1, 4) },
    { rule: 'order without one is by bytes', given, command: find({ sort: { a: 1 } }), documents: ids(2, 3, 1, 4) },
    {
      rule: 'ranges',
      given,
      command: find({ filter: { a: { $lt: 'B' } }, sort: { _id: 1 }, collation }),
      documents: ids(2, 3),
    },
    {
      rule: 'numbers in text',
      given: [
        { _id: 1, a: 'n10' },
        { _id: 2, a: 'n9' },
      ],
      command: find({ sort: { a: 1 }, collation: { locale: 'en', numericOrdering: true } }),
      documents: ids(2, 1),
    },
    {
      rule: 'distinct',
      given,
      command: { distinct: 'c', key: 'a', query: { _id: { $lt: 4 } }, collation },
      answers: { values: ['A', 'b'] },
    },
    // mongodb/mongo, src/mongo/db/pipeline/expression.cpp: ExpressionCompare
    {
      rule: 'comparisons of a projection',
      given: [{ _id: 1, a: 'ANN' }],
      command: find({ projection: compared, collation }),
      documents: [{ _id: 1, is: true }],
    },
    {
      rule: 'comparisons of the fields of findAndModify',
      given: [{ _id: 1, a: 'ANN' }],
      command: { findAndModify: 'c', remove: true, fields: compared, collation },
      answers: { value: { is: true } },
    },
    {
      rule: 'comparisons of $project',
      given: [{ _id: 1, a: 'ANN' }],
      command: { aggregate: 'c', pipeline: [{ $project: compared }], cursor: {}, collation },
      documents: [{ _id: 1, is: true }],
    },
    {
      rule: 'comparisons of an update',
      given: [{ _id: 1, a: 'ANN' }],
      command: { update: 'c', updates: [{ q: {}, u: [{ $set: compared }], collation }] },
      leaves: [{ _id: 1, a: 'ANN', is: true }],
    },
    {
      rule: 'comparisons of $documents',
      command: {
        aggregate: 1,
        pipeline: [{ $documents: [{ is: { $eq: ['ANN', 'ann'] } }] }],
        cursor: {},
        collation,
      },
      documents: [{ is: true }],
      since: 6,
    },
    { rule: 'an unknown locale is BadValue', command: find({ collation: { locale: 'nope' } }), refused: 2 },
  ]);
  it('of a collection hold for its queries', async () => {
    const names = await server.db.createCollection<{ _id: string }>('names', { collation });
    await names.insertOne({ _id: 'Ann' });
    expect(await names.findOne({ _id: 'ANN' })).toEqual({ _id: 'Ann' });
    await expect(names.insertOne({ _id: 'ann' })).rejects.toMatchObject({ code: 11000 });
    const [shown] = await server.db.listCollections({ name: 'names' }, { nameOnly: false }).toArray();
    expect(shown?.options).toMatchObject({
      collation: { locale: 'en', strength: 2, caseLevel: false, alternate: 'non-ignorable' },
    });
  });
});

describe('the index of _id', () => {
  it('has the collation of its collection', async () => {
    const names = await server.db.createCollection('names', { collation: { locale: 'en', strength: 2 } });
    const shown = { name: '_id_', collation: expect.objectContaining({ locale: 'en', strength: 2 }) };
    expect(await names.indexes()).toEqual([expect.objectContaining(shown)]);
    const [listed] = await server.db.listCollections({ name: 'names' }, { nameOnly: false }).toArray();
    expect(listed?.idIndex).toMatchObject(shown);
  });
});

describe('an index of version 1', () => {
  it.each([true, '', 0, null, new Date(0)])('has whatever direction it was given: %j', async (direction) => {
    await server.db.command({ createIndexes: 'c', indexes: [{ v: 1, key: { a: direction }, name: 'made' }] });
    expect(await server.db.collection('c').indexes()).toContainEqual({ v: 1, key: { a: direction }, name: 'made' });
  });
  it.each([{}, [1], 'no kind'])('has none such: %j', async (direction) => {
    const given = { createIndexes: 'c', indexes: [{ v: 1, key: { a: direction }, name: 'made' }] };
    await expect(server.db.command(given)).rejects.toMatchObject({ code: 67 });
  });
});

describe('listIndexes', () => {
  const made = (key: object, options: object, shown: object): Row => ({
    rule: `shows ${JSON.stringify({ key, ...options })}`,
    after: [index(key, options)],
    command: { listIndexes: 'c' },
    documents: [
      { v: 2, key: { _id: 1 }, name: '_id_' },
      { v: 2, key, name: 'made', ...shown },
    ],
  });
  holds(server, [
    made({ a: 1, b: -1 }, {}, {}),
    made({ a: 1 }, { unique: true }, { unique: true }),
    made({ a: 1 }, { unique: false, sparse: false }, {}),
    made({ a: 1 }, { sparse: true }, { sparse: true }),
    made({ a: 1 }, { expireAfterSeconds: 60 }, { expireAfterSeconds: 60 }),
    made({ a: 1 }, { partialFilterExpression: { b: { $gt: 1 } } }, { partialFilterExpression: { b: { $gt: 1 } } }),
    made({ a: 1 }, { hidden: true }, { hidden: true }),
    made({ a: 'hashed' }, {}, {}),
    made({ '$**': 1 }, {}, {}),
    made({ p: '2dsphere' }, {}, { '2dsphereIndexVersion': 3 }),
    {
      ...made({ a: 1 }, {}, {}),
      rule: 'shows an index that is ready in the same way where those that are being built are asked for',
      command: { listIndexes: 'c', includeBuildUUIDs: true },
    },
    // mongodb/mongo, src/mongo/db/fts/fts_spec.cpp (fixSpec): what it shows of a text index makes the same index.
    made(
      { _fts: 'text', _ftsx: 1 },
      { weights: { a: 1 } },
      { weights: { a: 1 }, default_language: 'english', language_override: 'language', textIndexVersion: 3 },
    ),
    { rule: 'of a collection that is not there', command: { listIndexes: 'nowhere' }, refused: 26 },
  ]);
});

// mongodb/mongo, src/mongo/db/catalog/clustered_collection_util.cpp (the defaults, and `formatClusterKeyForListIndexes`),
// and jstests/libs/clustered_collections/clustered_collection_util.js.
describe('a clustered collection', () => {
  const clustered = (more: object = {}) => ({
    create: 'c',
    clusteredIndex: { key: { _id: 1 }, unique: true, ...more },
  });
  const shown = { v: 2, key: { _id: 1 }, name: '_id_', unique: true };
  const rows: Row[] = [
    {
      rule: 'shows its index',
      after: [clustered()],
      command: { listIndexes: 'c' },
      documents: [{ ...shown, clustered: true }],
    },
    {
      rule: 'shows its index by the name that it was given',
      after: [clustered({ name: 'mine' })],
      command: { listIndexes: 'c' },
      documents: [{ ...shown, name: 'mine', clustered: true }],
    },
    {
      rule: 'holds one document for each _id',
      after: [clustered(), { insert: 'c', documents: [{ _id: 1 }] }],
      command: { insert: 'c', documents: [{ _id: 1 }] },
      refused: 11000,
    },
    {
      rule: 'finds by _id',
      after: [clustered({ name: 'mine' }), { insert: 'c', documents: [{ _id: 1 }, { _id: 2 }] }],
      command: { find: 'c', filter: { _id: { $gte: 2 } } },
      documents: [{ _id: 2 }],
    },
    {
      rule: 'keeps its index when all are dropped',
      after: [clustered({ name: 'mine' })],
      command: { dropIndexes: 'c', index: '*' },
      answers: { nIndexesWas: 1 },
    },
    {
      rule: 'cannot lose its index',
      after: [clustered({ name: 'mine' })],
      command: { dropIndexes: 'c', index: 'mine' },
      refused: 5979800,
    },
    { rule: 'by another key than _id is refused', command: clustered({ key: { a: 1 } }), refused: 197 },
    { rule: 'that is not unique is refused', command: clustered({ unique: false }), refused: 5979700 },
    { rule: 'without a key is refused', command: { create: 'c', clusteredIndex: { unique: true } }, refused: 40414 },
    { rule: 'with an unknown option is refused', command: clustered({ x: 1 }), refused: 40415 },
  ];
  // MongoDB manual, "Clustered Collections": there are some since 5.3
  holds(
    server,
    rows.map((row) => ({ ...row, since: 6 })),
  );

  it('is told with its index, and without another one', async () => {
    const made = server.db.command(clustered());
    if (server.major < 6) return void (await expect(made).rejects.toMatchObject({ code: 40415 }));
    await made;
    const [told] = await server.db.listCollections({ name: 'c' }, { nameOnly: false }).toArray();
    expect(told?.options).toEqual({ clusteredIndex: shown });
    expect(told).not.toHaveProperty('idIndex');
  });
});

describe('dropIndexes', () => {
  const after = [index({ a: 1 })];
  holds(server, [
    { rule: 'by name', after, command: { dropIndexes: 'c', index: 'made' }, answers: { nIndexesWas: 2 } },
    { rule: 'by keys', after, command: { dropIndexes: 'c', index: { a: 1 } }, answers: { nIndexesWas: 2 } },
    { rule: 'all', after, command: { dropIndexes: 'c', index: '*' }, answers: { nIndexesWas: 2 } },
    { rule: 'that is not there', after, command: { dropIndexes: 'c', index: 'nope' }, refused: 27 },
    { rule: 'of _id', after, command: { dropIndexes: 'c', index: '_id_' }, refused: 72 },
    { rule: 'of a collection that is not there', command: { dropIndexes: 'nowhere', index: '*' }, refused: 26 },
  ]);
});

describe('create', () => {
  holds(server, [
    {
      rule: 'a name that is taken by another',
      after: [{ create: 'c' }],
      command: { create: 'c', capped: true, size: 4096 },
      refused: 48,
    },
    { rule: 'an empty name', command: { create: '' }, refused: 73 },
    { rule: 'a name with a dollar', command: { create: 'a$b' }, refused: 73 },
    { rule: 'capped without a size', command: { create: 'c', capped: true }, refused: 72 },
    { rule: 'an option that nobody knows', command: { create: 'c', nope: 1 }, refused: 40415 },
    { rule: 'a validator that is no query', command: { create: 'c', validator: { a: { $nope: 1 } } }, refused: 2 },
    {
      rule: 'a view of a view works',
      after: [{ create: 'v', viewOn: 'c', pipeline: [{ $match: { a: 1 } }] }],
      given: [
        { _id: 1, a: 1 },
        { _id: 2, a: 2 },
      ],
      command: { find: 'v' },
      documents: [{ _id: 1, a: 1 }],
    },
    {
      rule: 'a view cannot be written',
      after: [{ create: 'v', viewOn: 'c', pipeline: [] }],
      command: { insert: 'v', documents: [{ a: 1 }] },
      refused: 166,
    },
  ]);
});

describe('listCollections', () => {
  it('shows names, types, options and uuids', async () => {
    const { db } = server;
    await db.command({ create: 'plain' });
    await db.command({ create: 'capped', capped: true, size: 4096, max: 10 });
    await db.command({ create: 'view', viewOn: 'plain', pipeline: [] });
    const shown = await db.listCollections({ name: { $in: ['plain', 'capped', 'view'] } }).toArray();
    const byName = (name: string) => shown.find((one) => one.name === name);
    expect(byName('plain')).toMatchObject({
      type: 'collection',
      options: {},
      info: { readOnly: false, uuid: expect.anything() },
      idIndex: { v: 2, key: { _id: 1 }, name: '_id_' },
    });
    expect(byName('capped')).toMatchObject({ type: 'collection', options: { capped: true, size: 4096, max: 10 } });
    expect(byName('view')).toMatchObject({
      type: 'view',
      options: { viewOn: 'plain', pipeline: [] },
      info: { readOnly: true },
    });
    const names = await db.listCollections({ type: 'view' }, { nameOnly: true }).toArray();
    expect(names.map(({ name, type }) => ({ name, type }))).toEqual([{ name: 'view', type: 'view' }]);
  });
});

/** MongoDB manual, "System Collections"; mongodb/mongo, src/mongo/db/views/durable_view_catalog.cpp. */
describe('system.views', () => {
  const view = (name: string, more: object = {}) => ({ create: name, viewOn: 'c', pipeline: [], ...more });
  const names = async () => (await server.db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);

  it('is listed from the first view on, beside the views', async () => {
    await server.db.command({ create: 'c' });
    expect(await names()).toEqual(['c']);
    await server.db.command(view('v'));
    expect((await names()).sort()).toEqual(['c', 'system.views', 'v']);
    const [first, again] = await Promise.all(
      [1, 2].map(() => server.db.listCollections({ name: 'system.views' }).toArray()),
    );
    expect(first).toEqual([
      {
        name: 'system.views',
        type: 'collection',
        options: {},
        info: { readOnly: false, uuid: expect.anything() },
        idIndex: { v: 2, key: { _id: 1 }, name: '_id_' },
      },
    ]);
    expect(again).toEqual(first);
    expect(await server.db.command({ dbStats: 1 })).toMatchObject({ collections: 2, views: 1, objects: 1 });
  });

  it('holds the definition of each view, by its name with the database', async () => {
    const db = server.db.databaseName;
    const pipeline = [{ $match: { a: 1 } }, { $project: { b: 1 } }];
    await server.db.command(view('v', { pipeline }));
    await server.db.command(view('w', { collation: { locale: 'en' } }));
    await server.db.command({ collMod: 'v', viewOn: 'd', pipeline });
    expect(await server.db.collection('system.views').find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: `${db}.v`, viewOn: 'd', pipeline },
      { _id: `${db}.w`, viewOn: 'c', pipeline: [], collation: expect.objectContaining({ locale: 'en', strength: 3 }) },
    ]);
  });

  it('stays when the last view is dropped, and goes with the database', async () => {
    await server.db.command(view('v'));
    await server.db.command({ drop: 'v' });
    expect(await names()).toEqual(['system.views']);
    expect(await server.db.collection('system.views').countDocuments()).toBe(0);
    await server.db.dropDatabase();
    expect(await names()).toEqual([]);
  });

  it('cannot be renamed, nor its place be taken', async () => {
    const { db, client } = server;
    await db.command({ create: 'c' });
    await db.command(view('v'));
    const rename = (from: string, to: string) =>
      client
        .db('admin')
        .command({ renameCollection: `${db.databaseName}.${from}`, to: `${db.databaseName}.${to}`, dropTarget: true });
    await expect(rename('system.views', 'other')).rejects.toMatchObject({ code: 20 });
    await expect(rename('c', 'system.views')).rejects.toMatchObject({ code: 20 });
  });
});

describe('collMod', () => {
  holds(server, [
    {
      rule: 'hides an index',
      after: [index({ a: 1 })],
      command: { collMod: 'c', index: { name: 'made', hidden: true } },
      answers: { hidden_old: false, hidden_new: true },
    },
    {
      rule: 'changes a TTL',
      after: [index({ a: 1 }, { expireAfterSeconds: 10 })],
      command: { collMod: 'c', index: { keyPattern: { a: 1 }, expireAfterSeconds: 20 } },
      answers: { expireAfterSeconds_old: 10, expireAfterSeconds_new: 20 },
    },
    // mongodb/mongo, src/mongo/db/catalog/coll_mod.cpp
    {
      rule: 'of a TTL below 0',
      after: [index({ a: 1 }, { expireAfterSeconds: 10 })],
      command: { collMod: 'c', index: { name: 'made', expireAfterSeconds: -1 } },
      refused: 72,
    },
    {
      rule: 'of a TTL of more than 32 bits',
      after: [index({ a: 1 }, { expireAfterSeconds: 10 })],
      command: { collMod: 'c', index: { name: 'made', expireAfterSeconds: Long.fromNumber(2 ** 31) } },
      refused: 72,
    },
    {
      rule: 'of a TTL where nothing is clustered',
      after: [{ create: 'c' }],
      command: { collMod: 'c', expireAfterSeconds: 10 },
      refused: 72,
    },
    {
      rule: 'of an index that is not there',
      after: [{ create: 'c' }],
      command: { collMod: 'c', index: { name: 'nope', hidden: true } },
      refused: 27,
    },
    { rule: 'of a collection that is not there', command: { collMod: 'nowhere', validator: {} }, refused: 26 },
    {
      rule: 'of an option that nobody knows',
      after: [{ create: 'c' }],
      command: { collMod: 'c', nope: 1 },
      refused: 40415,
    },
    {
      rule: 'a validator holds from then on',
      given: [{ _id: 1, a: 'x' }],
      after: [{ collMod: 'c', validator: { a: { $type: 'int' } } }],
      command: { insert: 'c', documents: [{ _id: 2, a: 'y' }] },
      refused: 121,
    },
    {
      rule: 'moderate leaves alone what was wrong before',
      given: [{ _id: 1, a: 'x' }],
      after: [{ collMod: 'c', validator: { a: { $type: 'int' } }, validationLevel: 'moderate' }],
      command: { update: 'c', updates: [{ q: { _id: 1 }, u: { $set: { b: 1 } } }] },
      answers: { nModified: 1 },
    },
    {
      rule: 'warn lets everything in',
      after: [{ create: 'c', validator: { a: 1 }, validationAction: 'warn' }],
      command: { insert: 'c', documents: [{ _id: 1, a: 2 }] },
      answers: { n: 1 },
    },
    {
      rule: 'capped sizes',
      after: [
        { create: 'c', capped: true, size: 4096, max: 5 },
        { insert: 'c', documents: [{ _id: 1 }, { _id: 2 }, { _id: 3 }] },
        { collMod: 'c', cappedMax: 2 },
        { insert: 'c', documents: [{ _id: 4 }] },
      ],
      since: 6,
      command: { ping: 1 },
      leaves: [{ _id: 3 }, { _id: 4 }],
    },
  ]);
});

it('collMod turns the TTL of a clustered collection off', async () => {
  if (server.major < 6) return expect(server.major).toBeGreaterThan(0);
  const options = { clusteredIndex: { key: { _id: 1 }, unique: true }, expireAfterSeconds: 10 };
  const { db } = server;
  await expect(db.createCollection('c', { ...options, expireAfterSeconds: -1 })).rejects.toMatchObject({ code: 72 });
  await db.createCollection('c', options);
  await db.command({ collMod: 'c', expireAfterSeconds: 20 });
  expect(await db.collection('c').options()).toMatchObject({ expireAfterSeconds: 20 });
  await db.command({ collMod: 'c', expireAfterSeconds: 'off' });
  expect(await db.collection('c').options()).not.toHaveProperty('expireAfterSeconds');
});

describe('renames, drops and conversions', () => {
  it("renameCollection keeps documents and indexes, and takes another's place when asked to", async () => {
    const { db, client } = server;
    const ns = (name: string) => `${db.databaseName}.${name}`;
    const admin = client.db('admin');
    await db.collection<{ _id: number }>('a').insertOne({ _id: 1 });
    await db.collection('a').createIndex({ x: 1 });
    await db.collection('b').insertOne({ other: 1 });
    await expect(admin.command({ renameCollection: ns('a'), to: ns('b') })).rejects.toMatchObject({ code: 48 });
    await expect(admin.command({ renameCollection: ns('nope'), to: ns('c') })).rejects.toMatchObject({ code: 26 });
    await admin.command({ renameCollection: ns('a'), to: ns('b'), dropTarget: true });
    expect(await db.collection('b').find().toArray()).toEqual([{ _id: 1 }]);
    expect((await db.collection('b').indexes()).map(({ name }) => name)).toEqual(['_id_', 'x_1']);
    expect(await db.listCollections({ name: 'a' }).toArray()).toEqual([]);
  });

  holds(server, [
    { rule: 'drop counts the indexes', after: [index({ a: 1 })], command: { drop: 'c' }, answers: { nIndexesWas: 2 } },
    { rule: 'drop of what is not there', since: 7, command: { drop: 'nowhere' }, answers: { ok: 1 } },
    { rule: 'drop of what is not there', until: 6, command: { drop: 'nowhere' }, refused: 26 },
    {
      rule: 'convertToCapped keeps the last documents',
      given: [{ _id: 1 }, { _id: 2 }],
      command: { convertToCapped: 'c', size: 4096 },
      leaves: [{ _id: 1 }, { _id: 2 }],
    },
    { rule: 'convertToCapped of what is not there', command: { convertToCapped: 'nowhere', size: 4096 }, refused: 26 },
    {
      rule: 'validate tells that all is well',
      given: [
        { _id: 1, a: 1 },
        { _id: 2, a: [1, 2] },
      ],
      after: [index({ a: 1 })],
      command: { validate: 'c' },
      answers: { valid: true, nrecords: 2, nIndexes: 2, keysPerIndex: { _id_: 2, made: 3 } },
    },
    { rule: 'validate of what is not there', command: { validate: 'nowhere' }, refused: 26 },
  ]);
});

describe('statistics', () => {
  const given = [
    { _id: 1, a: 'x' },
    { _id: 2, a: 'y' },
  ];
  holds(server, [
    { rule: 'collStats counts', given, command: { collStats: 'c' }, answers: { count: 2, nindexes: 1, capped: false } },
    {
      rule: 'collStats of a view',
      given,
      after: [{ create: 'v', viewOn: 'c', pipeline: [] }],
      command: { collStats: 'v' },
      refused: 166,
    },
    {
      rule: 'collStats of a collection that is not there is zero',
      command: { collStats: 'nowhere' },
      answers: { count: 0, size: 0 },
    },
    {
      rule: 'dbStats counts',
      given,
      command: { dbStats: 1 },
      answers: { collections: 1, views: 0, objects: 2, indexes: 1 },
    },
    {
      rule: '$collStats of a collection that is not there',
      command: { aggregate: 'nowhere', pipeline: [{ $collStats: { count: {} } }], cursor: {} },
      refused: 26,
    },
    {
      rule: 'dbHash tells equal data by equal hashes',
      given,
      command: { dbHash: 1 },
      answers: { collections: { c: expect.any(String) } },
    },
  ]);

  it('$indexStats counts what uses an index', async () => {
    const collection = server.db.collection('c');
    await collection.insertMany([{ a: 1 }, { a: 2 }]);
    await collection.createIndex({ a: 1 });
    await collection.findOne({ a: 1 });
    await collection.findOne({ a: 2 });
    const stats = await collection.aggregate([{ $indexStats: {} }]).toArray();
    const used = stats.find(({ name }) => name === 'a_1');
    expect(used).toMatchObject({ key: { a: 1 }, accesses: { ops: 2, since: expect.any(Date) } });
  });
});

describe('listCollections by name', () => {
  it.each<[Document, readonly string[]]>([
    [{ name: 'apples' }, ['apples']],
    [{ name: { $eq: 'apples' } }, ['apples']],
    [{ name: { $in: ['apples', 'view'] } }, ['apples', 'view']],
    [{ name: /^a/ }, ['apples']],
    [{ name: 'view', type: 'view' }, ['view']],
    [{ name: 'view', type: 'collection' }, []],
    [{ name: 'none' }, []],
    [{ name: 7 }, []],
    [{ type: 'view', name: { $ne: 'apples' } }, ['view']],
  ])('%o gives %o', async (filter, names) => {
    await server.db.createCollection('apples');
    await server.db.createCollection('pears');
    await server.db.createCollection('view', { viewOn: 'apples', pipeline: [] });
    const listed = await server.db.listCollections(filter).toArray();
    expect(listed.map(({ name }) => name).sort()).toEqual(names);
  });
});
