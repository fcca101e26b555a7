import { describe, expect, it } from 'vitest';
import { holds, type Row } from './rows.ts';
import { serverUnderTest } from './server-under-test.ts';

const server = serverUnderTest('operands');
const given = [{ _id: 1, a: 1, list: [1, 2] }];
const refuses = (rule: string, command: object, refused: number, after: object[] = []): Row => ({
  rule,
  given,
  after,
  command,
  refused,
});
const stages = (...pipeline: object[]) => ({ aggregate: 'c', pipeline, cursor: {} });
const update = (u: unknown, more: object = {}, q: object = {}) => ({ update: 'c', updates: [{ q, u, ...more }] });
const filtered = (...arrayFilters: unknown[]) => update({ $set: { 'list.$[x]': 1 } }, { arrayFilters });
const index = (more: object) => ({ createIndexes: 'c', indexes: [{ key: { a: 1 }, name: 'a', ...more }] });
const bucket = (more: object) => stages({ $bucket: { groupBy: '$a', boundaries: [0, 5], ...more } });

// mongodb/mongo, src/mongo/db/matcher/expression_with_placeholder.cpp; ops/write_ops.idl for the types
describe('an array filter is refused', () => {
  holds(server, [
    refuses('that is no object', filtered(1), 14),
    refuses('without a field', filtered({}), 9),
    refuses('about two elements', filtered({ x: 1, y: 1 }), 9),
    refuses('about two elements, inside of an operator', filtered({ $or: [{ x: 1 }, { y: 1 }] }), 9),
    refuses('with a capital', filtered({ X: 1 }), 2),
    {
      rule: 'and not one with an operator around its only name',
      given,
      command: filtered({ $or: [{ x: 1 }, { x: 7 }] }),
      answers: { n: 1 },
    },
  ]);
});

// mongodb/mongo, src/mongo/db/update/update_array_node.cpp and path_support: the query has to have met an element
describe('the position $', () => {
  holds(server, [
    refuses('is refused where the query asks for nothing', update({ $set: { 'list.$': 1 } }), 2),
    refuses('is refused where the query asks for another field', update({ $set: { 'list.$': 1 } }, {}, { _id: 1 }), 2),
    {
      rule: 'is where a part of the query met an element',
      given,
      command: update({ $set: { 'list.$': 7 } }, {}, { $and: [{ _id: 1 }, { list: 2 }] }),
      leaves: [{ _id: 1, a: 1, list: [1, 7] }],
    },
    // mongodb/mongo, src/mongo/db/query/projection_parser.cpp
    refuses(
      'is refused twice in a projection',
      { find: 'c', filter: { a: 1, list: 1 }, projection: { 'a.$': 1, 'list.$': 1 } },
      31276,
    ),
  ]);
});

// mongodb/mongo, src/mongo/db/pipeline/accumulation_statement.cpp and document_source_bucket.cpp
describe('a stage is refused', () => {
  holds(server, [
    // document_source_coll_stats.cpp and .idl, document_source_index_stats.h
    refuses('that tells statistics of a number', stages({ $collStats: 1 }), 5447000),
    refuses('that tells statistics that there are not', stages({ $collStats: { x: {} } }), 40415),
    refuses('that counts by a number', stages({ $collStats: { count: 1 } }), 14),
    refuses('that lists indexes by an option', stages({ $indexStats: { x: 1 } }), 28803),
    // document_source_documents.cpp; document_source_out.idl; document_source_merge.idl
    refuses('that writes to half a name', stages({ $out: { db: 'd' } }), 40414),
    refuses('that writes with an unknown option', stages({ $out: { db: 'd', coll: 'd', x: 1 } }), 40415),
    refuses('that merges in no way that there is', stages({ $merge: { into: 'd', whenMatched: 'x' } }), 2),
    refuses('with an accumulator of two values', stages({ $group: { _id: 1, n: { $sum: ['$a', 1] } } }), 40237),
    refuses('with buckets of a constant', bucket({ groupBy: 1 }), 40202),
    refuses('with boundaries of two types', bucket({ boundaries: [0, 'x'] }), 40193),
    refuses('with a default between the boundaries', bucket({ default: 3 }), 40199),
  ]);
});

// mongodb/mongo, src/mongo/db/pipeline/document_source_current_op.cpp
it.each([
  ['an unknown option', { x: true }],
  ['a number', { allUsers: 1 }],
])('a stage is refused that lists operations by %s', async (_, options) => {
  const listing = server.client.db('admin').command({ aggregate: 1, pipeline: [{ $currentOp: options }], cursor: {} });
  await expect(listing).rejects.toMatchObject({ code: 9 });
});

// mongodb/mongo, src/mongo/db/pipeline/expression.cpp
describe('an expression is refused', () => {
  const computing = (expression: object) => stages({ $project: { x: expression } });
  holds(server, [
    refuses('with one operand too few', computing({ $subtract: [1] }), 16020),
    refuses('with one too many', computing({ $abs: [1, 2] }), 16020),
    refuses('of another length than three', computing({ $cond: [1, 2] }), 16020),
    refuses('without a name that it needs', computing({ $filter: { input: [] } }), 28650),
    refuses('with a name that it has not', computing({ $filter: { input: [], cond: true, x: 1 } }), 28647),
    refuses('inside of another', computing({ $add: [1, { $subtract: [1] }] }), 16020),
    {
      rule: 'and not inside of a literal',
      given,
      command: computing({ $ifNull: [{ $literal: { $abs: [] } }, 1] }),
      documents: [{ _id: 1, x: { $abs: [] } }],
    },
    refuses('that switches between nothing', computing({ $switch: {} }), 40068),
    refuses('that lets and has no in', computing({ $let: { vars: { a: 1 } } }), 16877),
    refuses('that matches with an unknown option', computing({ $regexMatch: { input: 'a', regex: 'a', x: 1 } }), 31024),
    refuses('in $expr, of a date without a date', { find: 'c', filter: { $expr: { $dateToString: {} } } }, 18628),
    refuses('in an update', update([{ $set: { a: { $trim: {} } } }]), 50695),
    {
      rule: 'and not one operand without its array',
      given,
      command: computing({ $abs: -1 }),
      documents: [{ _id: 1, x: 1 }],
    },
  ]);
});

// mongodb/mongo, src/mongo/db/matcher/expression_parser.cpp (parseMOD)
describe('$mod is refused', () => {
  const mod = (...operand: unknown[]) => ({ find: 'c', filter: { a: { $mod: operand } } });
  holds(server, [
    refuses('with no number', mod(Number.NaN, 1), 2),
    refuses('with infinity', mod(Number.POSITIVE_INFINITY, 1), 2),
    refuses('with a remainder that no whole number holds', mod(2, 1e300), 2),
  ]);
});

// mongodb/mongo, src/mongo/db/index/index_descriptor and catalog/index_catalog_impl.cpp (isValidPartialFilter)
describe('a partial index is refused', () => {
  holds(server, [
    refuses('of what is missing', index({ partialFilterExpression: { a: { $exists: false } } }), 67),
    refuses('of what matches a regular expression', index({ partialFilterExpression: { a: /x/ } }), 67),
  ]);
});

// mongodb/mongo, jstests/libs/clustered_collections/clustered_collection_util.js
describe('the index of a clustered collection', () => {
  const clusteredIndex = { key: { _id: 1 }, unique: true, name: 'mine' };
  const made = [{ create: 'd', clusteredIndex }];
  const create = (collection: string, ...indexes: object[]) => ({ createIndexes: collection, indexes });
  const clustered = { v: 2, key: { _id: 1 }, name: 'mine', unique: true, clustered: true };
  holds(server, [
    {
      rule: 'is there already, created as it is listed',
      since: 6,
      after: made,
      command: create('d', clustered),
      answers: { note: 'all indexes already exist' },
    },
    {
      ...refuses('is no index of another field', create('d', { ...clustered, key: { a: 1 } }), 6243700, made),
      since: 6,
    },
    { ...refuses('is not of a collection that is not clustered', create('c', clustered), 6243700), since: 6 },
    { ...refuses('is unique', create('d', { ...clustered, unique: false }), 67, made), since: 6 },
  ]);
});

// mongodb/mongo, src/mongo/db/timeseries/timeseries.idl; db/timeseries/bucket_catalog (the time of a measurement)
describe('a time-series collection is refused', () => {
  const create = (timeseries: object) => ({ create: 'd', timeseries });
  const insert = (document: object) => ({ insert: 'd', documents: [document] });
  const made = [create({ timeField: 'at' })];
  holds(server, [
    refuses('without the name of its time', create({}), 40414),
    refuses('with an unknown option', create({ timeField: 'at', x: 1 }), 40415),
    refuses('with a granularity that there is not', create({ timeField: 'at', granularity: 'week' }), 2),
    refuses('a document without its time', insert({ _id: 1 }), 2, made),
    refuses('a document whose time is none', insert({ _id: 1, at: 5 }), 2, made),
  ]);
});

// mongodb/mongo, src/mongo/db/coll_mod.cpp
describe('collMod is refused', () => {
  const view = [{ create: 'v', viewOn: 'c', pipeline: [] }];
  holds(server, [
    refuses('for half of a view', { collMod: 'v', viewOn: 'c' }, 72, view),
    refuses('for a validator of a view', { collMod: 'v', validator: {} }, 72, view),
    refuses('for a definition of a collection', { collMod: 'c', viewOn: 'd', pipeline: [] }, 72),
  ]);
});

// mongodb/mongo, src/mongo/db/matcher/schema/json_schema_parser.cpp
describe('a schema is refused', () => {
  const schema = (keywords: object) => ({ find: 'c', filter: { $jsonSchema: keywords } });
  holds(server, [
    refuses('with both kinds of type', schema({ type: 'object', bsonType: 'object' }), 9),
    refuses('with the type integer', schema({ properties: { a: { type: 'integer' } } }), 9),
    refuses('with a bound that is none and exclusive', schema({ exclusiveMinimum: true }), 9),
    refuses('with a name that is required twice', schema({ required: ['a', 'a'] }), 9),
    refuses('with a value that is listed twice', schema({ enum: [1, 1] }), 9),
  ]);
});

// mongodb/mongo, src/mongo/db/ops/path_support.cpp: NotSingleValueField; update/rename_node.cpp; update/push_sorter
describe('an update is refused', () => {
  const upsert = (q: object) => update({ $set: { b: 1 } }, { upsert: true }, q);
  holds(server, [
    refuses('whose query gives an inserted field two values', upsert({ $and: [{ z: 1 }, { z: 2 }] }), 54),
    refuses('whose query gives a field and a part of it', upsert({ 'z.y': 1, z: { y: 1 } }), 54),
    refuses('that renames an element', update({ $rename: { 'list.0': 'z' } }), 2),
    refuses('that renames into an array', update({ $rename: { a: 'list.0' } }), 2),
    refuses('that sorts by an empty name', update({ $push: { list: { $each: [], $sort: { 'a..b': 1 } } } }), 2),
  ]);
});

// mongodb/mongo, src/mongo/db/pipeline/document_source_change_stream.cpp
it.each([
  ['admin', 1],
  ['local', 'c'],
  ['config', 'c'],
  ['livemig_conformance_operands', 'system.profile'],
])('a change stream of %s, %s is refused', async (db, aggregate) => {
  const opening = server.client.db(db).command({ aggregate, pipeline: [{ $changeStream: {} }], cursor: {} });
  await expect(opening).rejects.toMatchObject({ code: 73 });
});
