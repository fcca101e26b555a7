import { describe } from 'vitest';
import { holds, type Row } from './rows.ts';
import { serverUnderTest } from './server-under-test.ts';

// A field that is no argument is refused by every command whose IDL says `strict: true` (mongodb/mongo,
// src/mongo/idl/idl_parser.cpp: 40415 unknown, 40414 missing, 14 of another type; 51024 validators of numbers).

const server = serverUnderTest('arguments');

const refuses = (rule: string, command: object, refused: number, more: object = {}): Row => ({
  rule,
  command,
  refused,
  ...more,
});
const update = (statement: object) => ({ update: 'c', updates: [{ q: {}, u: { $set: { a: 1 } }, ...statement }] });
const index = (more: object) => ({ createIndexes: 'c', indexes: [{ key: { a: 1 }, name: 'a', ...more }] });

describe('an unknown field is refused', () => {
  holds(server, [
    refuses('by find', { find: 'c', filtr: { a: 1 } }, 40415),
    refuses('by count', { count: 'c', qery: {} }, 40415),
    refuses('by distinct', { distinct: 'c', key: 'a', qery: {} }, 40415),
    refuses('by aggregate', { aggregate: 'c', pipeline: [], cursor: {}, x: 1 }, 40415),
    refuses('by the cursor of aggregate', { aggregate: 'c', pipeline: [], cursor: { x: 1 } }, 40415),
    refuses('by insert', { insert: 'c', documents: [{}], orderd: false }, 40415),
    refuses('by update', { ...update({}), x: 1 }, 40415),
    refuses('by a statement of update', update({ x: 1 }), 40415),
    {
      rule: 'by a later statement of update, before the first is run',
      given: [{ _id: 1 }],
      command: {
        update: 'c',
        updates: [
          { q: {}, u: { $set: { a: 1 } } },
          { q: {}, u: {}, x: 1 },
        ],
      },
      refused: 40415,
      leaves: [{ _id: 1 }],
    },
    refuses('by delete', { delete: 'c', deletes: [{ q: {}, limit: 1 }], x: 1 }, 40415),
    refuses('by a statement of delete', { delete: 'c', deletes: [{ q: {}, limit: 1, x: 1 }] }, 40415),
    refuses('by findAndModify', { findAndModify: 'c', remove: true, x: 1 }, 40415),
    refuses('by create', { create: 'c', x: 1 }, 40415),
    refuses('by createIndexes', { ...index({}), x: 1 }, 40415),
    refuses('by dropIndexes', { dropIndexes: 'c', index: '*', x: 1 }, 40415),
    refuses('by collMod', { collMod: 'c', x: 1 }, 40415, { after: [{ create: 'c' }] }),
    refuses('by an index of collMod', { collMod: 'c', index: { name: '_id_', x: 1 } }, 40415, {
      after: [{ create: 'c' }],
    }),
    refuses('by drop', { drop: 'c', x: 1 }, 40415),
    refuses('by listCollections', { listCollections: 1, x: 1 }, 40415),
    refuses('by listIndexes', { listIndexes: 'c', x: 1 }, 40415, { after: [{ create: 'c' }] }),
    refuses('by a collation', { find: 'c', collation: { locale: 'en', x: 1 } }, 40415),
    refuses('by a command that is explained', { explain: { find: 'c', filtr: {} } }, 40415),
    refuses('by $changeStream', { aggregate: 'c', pipeline: [{ $changeStream: { x: 1 } }], cursor: {} }, 40415),
    refuses('by $merge', { aggregate: 'c', pipeline: [{ $merge: { into: 'd', x: 1 } }], cursor: {} }, 40415),
    { rule: 'and read by none that is of all commands', command: { find: 'c', comment: 'why', maxTimeMS: 100 } },
    // mongodb/specifications, source/crud/tests/unified/updateOne-sort.yml: an error of the server before 8.0
    refuses('as sort in updates before 8.0', update({ sort: { a: 1 } }), 40415, { until: 7 }),
    { rule: 'and not sort in updates since 8.0', command: update({ sort: { a: 1 } }), since: 8, answers: { n: 0 } },
  ]);
});

describe('an argument of another type is refused', () => {
  holds(server, [
    refuses('as filter', { find: 'c', filter: 1 }, 14),
    refuses('as sort', { find: 'c', sort: 'a' }, 14),
    refuses('as projection', { find: 'c', projection: [] }, 14),
    refuses('as limit', { find: 'c', limit: 'x' }, 14),
    refuses('as name', { find: 1 }, 14),
    refuses('as query of count', { count: 'c', query: 1 }, 14),
    refuses('as documents', { insert: 'c', documents: 1 }, 14),
    refuses('as one of the documents', { insert: 'c', documents: [1] }, 14),
    refuses('as ordered', { insert: 'c', documents: [{}], ordered: 1 }, 14),
    refuses('as q', update({ q: 1 }), 14),
    refuses('as multi', update({ multi: 1 }), 14),
    refuses('as arrayFilters', update({ arrayFilters: {} }), 14),
    refuses('as collation of a statement', update({ collation: 1 }), 14),
    refuses('as key of an index', index({ key: 1 }), 14),
    refuses('as name of an index', index({ name: 1 }), 14),
    refuses('as partialFilterExpression', index({ partialFilterExpression: 5 }), 14),
    refuses('as unique', index({ unique: 'yes' }), 14),
    refuses('as expireAfterSeconds', index({ expireAfterSeconds: 'x' }), 14),
    refuses('as viewOn', { create: 'v', viewOn: 1 }, 14),
    refuses('as validator', { create: 'c', validator: 1 }, 14),
    refuses('as dropTarget', { listCollections: 1, filter: 1 }, 14),
    { rule: 'and null is the same as nothing', command: { find: 'c', filter: null, sort: null, limit: null } },
    {
      rule: 'and a fraction is cut off',
      given: [{ _id: 1 }, { _id: 2 }],
      command: { find: 'c', limit: 1.9 },
      documents: [{ _id: 1 }],
    },
  ]);
});

describe('a value is refused', () => {
  holds(server, [
    refuses('as limit below 0', { find: 'c', limit: -1 }, 51024),
    refuses('as skip below 0', { find: 'c', skip: -1 }, 51024),
    // mongodb/mongo, src/mongo/db/ops/write_ops_parsers.cpp, readMultiDeleteProperty: FailedToParse
    refuses('as limit of delete', { delete: 'c', deletes: [{ q: {}, limit: 5 }] }, 9),
    refuses('as validationLevel', { create: 'c', validationLevel: 'nope' }, 2),
    // The rest: mongodb/mongo, src/mongo/db/catalog/index_key_validate.cpp and index_catalog_impl.cpp
    refuses('as empty name of an index', index({ name: '' }), 67),
    refuses('as * for the name of an index', index({ name: '*' }), 2),
    refuses('as a key that begins with a dollar', index({ key: { $a: 1 } }), 67),
    refuses('as an empty collation of an index', index({ collation: {} }), 2),
    refuses('as a descending _id', index({ key: { _id: -1 } }), 2),
    refuses('as an option of an _id index', index({ key: { _id: 1 }, sparse: true }), 197),
    refuses('as an operator in partialFilterExpression', index({ partialFilterExpression: { a: { $nope: 1 } } }), 67),
    refuses('as an index without keys', { createIndexes: 'c', indexes: [] }, 2),
    refuses(
      'as two indexes with one key',
      {
        createIndexes: 'c',
        indexes: [
          { key: { a: 1 }, name: 'a' },
          { key: { a: 1 }, name: 'b' },
        ],
      },
      85,
    ),
    refuses(
      'as two indexes with one name',
      {
        createIndexes: 'c',
        indexes: [
          { key: { a: 1 }, name: 'a' },
          { key: { b: 1 }, name: 'a' },
        ],
      },
      86,
    ),
    refuses(
      'as one index twice',
      {
        createIndexes: 'c',
        indexes: [
          { key: { a: 1 }, name: 'a' },
          { key: { a: 1 }, name: 'a' },
        ],
      },
      68,
    ),
    {
      rule: 'and an index of _id by another name is there already',
      after: [{ create: 'c' }],
      command: index({ key: { _id: 1 } }),
      answers: { note: 'all indexes already exist' },
    },
    {
      rule: 'and a bad index makes no collection',
      after: [{ create: 'other' }],
      command: { listIndexes: 'c' },
      refused: 26,
    },
    // mongodb/mongo, src/mongo/db/commands/drop_indexes.idl: index has no default
    refuses('where dropIndexes names no index', { dropIndexes: 'c' }, 40414, { after: [{ create: 'c' }] }),
    // mongodb/mongo, src/mongo/db/commands/validate.cpp
    refuses('as validate in full and in the background', { validate: 'c', full: true, background: true }, 72, {
      after: [{ create: 'c' }],
    }),
    // mongodb/mongo, src/mongo/db/coll_mod.cpp and commands/create_command.cpp
    refuses('as an index of collMod without a name', { collMod: 'c', index: { hidden: true } }, 72, {
      after: [{ create: 'c' }],
    }),
    refuses('as an index of collMod without a change', { collMod: 'c', index: { name: '_id_' } }, 72, {
      after: [{ create: 'c' }],
    }),
    refuses('as a hidden _id index', { collMod: 'c', index: { name: '_id_', hidden: true } }, 2, {
      after: [{ create: 'c' }],
    }),
    refuses('as expireAfterSeconds of an ordinary collection', { create: 'c', expireAfterSeconds: 5 }, 72),
    // mongodb/mongo, src/mongo/db/query/query_request_helper.cpp
    refuses('as awaitData without tailable', { find: 'c', awaitData: true }, 9),
    refuses('as a sort of a tailable cursor', { find: 'c', tailable: true, sort: { a: 1 } }, 2),
    // mongodb/mongo, src/mongo/db/query/query_planner.cpp: 51173 without a hint, 51174 with one that does not fit
    refuses('as min without a hint', { find: 'c', min: { a: 1 } }, 51173),
    { rule: 'and an empty collation is none', command: { find: 'c', collation: {} }, documents: [] },
  ]);
});
