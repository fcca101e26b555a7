import { describe, expect, it } from 'vitest';
import { holds, type Row } from './rows.ts';
import { serverUnderTest } from './server-under-test.ts';

const server = serverUnderTest('definitions');
const refuses = (rule: string, command: object, refused: number, after: object[] = []): Row => ({
  rule,
  after,
  command,
  refused,
});
const index = (more: object) => ({ createIndexes: 'c', indexes: [{ key: { a: 1 }, name: 'a', ...more }] });
const create = (more: object) => ({ create: 'd', ...more });
const view = (viewOn: string, ...pipeline: object[]) => ({ create: 'v', viewOn, pipeline });
const reading = (from: string) => ({ $lookup: { from, as: 'x', pipeline: [] } });

// mongodb/mongo, src/mongo/db/catalog/index_key_validate.cpp, and index/expression_params for hashed ones
describe('an index is refused', () => {
  holds(server, [
    refuses('with an empty name in its key', index({ key: { 'a..b': 1 } }), 67),
    refuses('with a dot at the end of its key', index({ key: { 'a.': 1 } }), 67),
    refuses('with a direction that is no number', index({ key: { a: Number.NaN } }), 67),
    refuses('of a version that there is not', index({ v: 3 }), 67),
    refuses('as a unique one of all fields', index({ key: { '$**': 1 }, unique: true }), 67),
    refuses('as one of some fields that is not of all', index({ wildcardProjection: { b: 1 } }), 2),
    refuses('with two hashed fields', index({ key: { a: 'hashed', b: 'hashed' } }), 31303),
  ]);
});

// mongodb/mongo, src/mongo/db/commands/create_command.cpp; 2 views/view_catalog; 5 views/view_graph.cpp (GraphContainsCycle)
describe('create is refused', () => {
  const timeseries = { timeField: 'at' };
  holds(server, [
    refuses('for a capped time-series collection', create({ timeseries, capped: true, size: 4096 }), 72),
    refuses('for a validator of one', create({ timeseries, validator: {} }), 72),
    refuses('for one that is a view', create({ timeseries, viewOn: 'c', pipeline: [] }), 72),
    refuses('for one whose time is its meta field', create({ timeseries: { timeField: 'at', metaField: 'at' } }), 72),
    refuses('for one whose meta field is _id', create({ timeseries: { timeField: 'at', metaField: '_id' } }), 72),
    refuses('for a capped view', { ...view('c'), capped: true, size: 4096 }, 72),
    refuses('for a view of nothing', view(''), 2),
    refuses('for a view of itself', view('v'), 5),
    refuses('for a view that joins itself', view('c', reading('v')), 5),
    refuses('for a view that joins itself inside of a stage', view('c', { $facet: { a: [reading('v')] } }), 5),
    refuses('for a view of a view of it', view('w'), 5, [{ create: 'w', viewOn: 'v', pipeline: [] }]),
    {
      ...refuses('for a view that collMod makes one of itself', { collMod: 'w', viewOn: 'v', pipeline: [] }, 5),
      after: [view('c'), { create: 'w', viewOn: 'c', pipeline: [] }, { collMod: 'v', viewOn: 'w', pipeline: [] }],
    },
    // MongoDB manual, "Clustered Collections" (5.3), "Change Streams with Document Pre- and Post-Images" (6.0)
    {
      ...refuses(
        'for a clustered one before 5.3',
        create({ clusteredIndex: { key: { _id: 1 }, unique: true } }),
        40415,
      ),
      until: 5,
    },
    {
      ...refuses('for images before 6.0', create({ changeStreamPreAndPostImages: { enabled: true } }), 40415),
      until: 5,
    },
    refuses('for an _id index of another field', create({ idIndex: { key: { a: 1 }, name: '_id_' } }), 2),
    refuses(
      'for an _id index with an unknown option',
      create({ idIndex: { key: { _id: 1 }, name: '_id_', x: 1 } }),
      197,
    ),
    {
      ...refuses(
        'for documents that expire before they are there',
        create({ clusteredIndex: { key: { _id: 1 }, unique: true }, expireAfterSeconds: -1 }),
        72,
      ),
      since: 6,
    },
    // mongodb/mongo, src/mongo/db/namespace_string.h: MaxNSCollectionLenWithFCV50
    refuses('for a name of more than 255 bytes', { create: 'x'.repeat(255) }, 73),
  ]);
});

// mongodb/mongo, src/mongo/db/views/view_catalog_helpers.cpp
describe('a view', () => {
  const made = [view('c')];
  const collation = { locale: 'en' };
  holds(server, [
    refuses('is not found in another collation', { find: 'v', collation }, 167, made),
    refuses('is not counted in another collation', { count: 'v', query: {}, collation }, 167, made),
    refuses(
      'is not run through in another collation',
      { aggregate: 'v', pipeline: [], cursor: {}, collation },
      167,
      made,
    ),
    {
      rule: 'is read in its own',
      after: [{ ...view('c'), collation: { locale: 'en', strength: 2 } }],
      command: { find: 'v', collation: { locale: 'en', strength: 2 } },
      documents: [],
    },
  ]);
});

// mongodb/mongo, src/mongo/db/commands.cpp: Unauthorized for a command with `adminOnly()`
describe('outside of admin is refused', () => {
  holds(server, [
    refuses('listDatabases', { listDatabases: 1 }, 13),
    refuses('renameCollection', { renameCollection: 'a.b', to: 'a.c' }, 13),
    refuses('getParameter', { getParameter: '*' }, 13),
    refuses('replSetGetStatus', { replSetGetStatus: 1 }, 13),
    refuses('killOp', { killOp: 1, op: 1 }, 13),
  ]);
});

// mongodb/mongo, src/mongo/idl/idl_parser.cpp; write_ops_parsers.cpp for the sort of many
describe('a command is refused', () => {
  holds(server, [
    refuses('without its pipeline', { aggregate: 'c', cursor: {} }, 40414),
    refuses('that asks for the values of no path', { distinct: 'c', key: 'a.' }, 40353),
    {
      ...refuses(
        'that changes many in an order',
        { update: 'c', updates: [{ q: {}, u: { $set: { a: 1 } }, multi: true, sort: { a: 1 } }] },
        9,
      ),
      since: 8,
    },
  ]);

  // mongodb/mongo, src/mongo/db/commands/bulk_write.idl and bulk_write_common.cpp: of the whole command
  it.each([
    ['an unknown field of a namespace', [{ ns: 'a.b', x: 1 }], [{ insert: 0, document: {} }], 40415],
    ['a namespace that is none', [{ ns: 'a' }], [{ insert: 0, document: {} }], 73],
    ['a namespace that is not given', [{ ns: 'a.b' }], [{ insert: 1, document: {} }], 2],
  ])('a bulkWrite of %s is refused', async (_, nsInfo, ops, code) => {
    const reply = server.client.db('admin').command({ bulkWrite: 1, ops, nsInfo });
    await expect(reply).rejects.toMatchObject({ code: server.major < 8 ? 59 : code });
  });
});
