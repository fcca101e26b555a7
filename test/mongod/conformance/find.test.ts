import { Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'mongodb';
import { describe } from 'vitest';
import { holds } from './rows.ts';
import { serverUnderTest } from './server-under-test.ts';

const server = serverUnderTest('find');

const people = [
  { _id: 1, name: 'Ann', age: 30, tags: ['a', 'b'], home: { city: 'Rome', zip: 10 } },
  { _id: 2, name: 'Ben', age: 20, tags: ['b'], home: { city: 'Bonn', zip: 20 } },
  { _id: 3, name: 'Cid', age: 40, tags: [], home: null },
  {
    _id: 4,
    name: 'Dan',
    tags: ['c', ['a']],
    marks: [
      { of: 'x', n: 1 },
      { of: 'y', n: 9 },
    ],
  },
];

/** The `_id`s that a filter finds. */
const finds = (rule: string, filter: object, ids: readonly number[]) => ({
  rule,
  given: people,
  command: { find: 'c', filter, projection: { _id: 1 }, sort: { _id: 1 } },
  documents: ids.map((_id) => ({ _id })),
});

describe('a filter', () => {
  holds(server, [
    finds('finds by equality', { name: 'Ann' }, [1]),
    finds('finds null and missing by null', { home: null }, [3, 4]),
    finds('enters arrays by element', { tags: 'b' }, [1, 2]),
    finds('takes a whole array', { tags: ['b'] }, [2]),
    finds('takes a nested array as element', { tags: ['a'] }, [4]),
    finds('takes an empty array', { tags: [] }, [3]),
    finds('takes a whole document in its order', { home: { city: 'Rome', zip: 10 } }, [1]),
    finds('tells documents in another order apart', { home: { zip: 10, city: 'Rome' } }, []),
    finds('follows dots', { 'home.city': 'Bonn' }, [2]),
    finds('follows dots into arrays of documents', { 'marks.of': 'y' }, [4]),
    finds('follows an index', { 'tags.1': 'b' }, [1]),
    finds('$gt stays inside the type', { age: { $gt: 25 } }, [1, 3]),
    finds('$lte', { age: { $lte: 30 } }, [1, 2]),
    finds('$gt and $lt together', { age: { $gt: 20, $lt: 40 } }, [1]),
    finds('$ne finds the missing too', { age: { $ne: 30 } }, [2, 3, 4]),
    finds('$in', { age: { $in: [20, 40, 99] } }, [2, 3]),
    finds('$in with null finds the missing', { age: { $in: [null, 20] } }, [2, 4]),
    finds('$nin', { age: { $nin: [20, 40] } }, [1, 4]),
    finds('$not', { age: { $not: { $gt: 25 } } }, [2, 4]),
    finds('$exists true', { home: { $exists: true } }, [1, 2, 3]),
    finds('$exists false', { home: { $exists: false } }, [4]),
    finds('$type by name', { home: { $type: 'null' } }, [3]),
    finds('$type of elements', { tags: { $type: 'array' } }, [1, 2, 3, 4].slice(0, 4)),
    finds('$size', { tags: { $size: 2 } }, [1, 4]),
    finds('$all', { tags: { $all: ['a', 'b'] } }, [1]),
    finds('$elemMatch on documents', { marks: { $elemMatch: { of: 'x', n: { $gt: 5 } } } }, []),
    finds('two dotted conditions may meet in two elements', { 'marks.of': 'x', 'marks.n': { $gt: 5 } }, [4]),
    finds('$elemMatch on values', { tags: { $elemMatch: { $gt: 'a', $lt: 'c' } } }, [1, 2]),
    finds('$mod', { age: { $mod: [20, 0] } }, [2, 3]),
    finds('a regular expression', { name: /^[ab]/i }, [1, 2]),
    finds('$regex with $options', { name: { $regex: '^C', $options: '' } }, [3]),
    finds('$or', { $or: [{ name: 'Ann' }, { age: 40 }] }, [1, 3]),
    finds('$nor', { $nor: [{ name: 'Ann' }, { age: 40 }] }, [2, 4]),
    finds('$and', { $and: [{ tags: 'a' }, { tags: 'b' }] }, [1]),
    finds('$expr compares across types', { $expr: { $gt: ['$age', 25] } }, [1, 3]),
    finds('$expr with $literal', { $expr: { $eq: ['$name', { $literal: 'Ben' }] } }, [2]),
    finds(
      '$expr on a range of _id',
      { $expr: { $and: [{ $gte: ['$_id', { $literal: 2 }] }, { $lt: ['$_id', { $literal: 4 }] }] } },
      [2, 3],
    ),
    finds('$comment changes nothing', { name: 'Ann', $comment: 'why' }, [1]),
    { rule: 'an unknown operator is BadValue', command: { find: 'c', filter: { a: { $nope: 1 } } }, refused: 2 },
    { rule: 'an unknown top level operator is BadValue', command: { find: 'c', filter: { $nope: 1 } }, refused: 2 },
    { rule: '$in wants an array', command: { find: 'c', filter: { a: { $in: 1 } } }, refused: 2 },
    { rule: '$or wants elements', command: { find: 'c', filter: { $or: [] } }, refused: 2 },
    { rule: 'a filter must be a document', command: { find: 'c', filter: 1 }, refused: 14 },
    { rule: 'a collection that is not there is empty', command: { find: 'nowhere' }, documents: [] },
  ]);
});

const refuses = (rule: string, filter: object, refused = 2) => ({ rule, command: { find: 'c', filter }, refused });

// mongodb/mongo, src/mongo/db/matcher/expression_parser.cpp; 51091 and 51108 from expression_leaf.cpp; matcher_type_set.cpp
// for $type; schema/json_schema_parser.cpp for $jsonSchema. The collection is not there: a filter is checked anyway.
describe('an operand that is none is refused', () => {
  holds(server, [
    refuses('$size below 0', { a: { $size: -1 } }),
    refuses('$size with a fraction', { a: { $size: 1.5 } }),
    refuses('$size of text', { a: { $size: 'x' } }),
    refuses('$mod by 0', { a: { $mod: [0, 1] } }),
    refuses('$mod without a remainder', { a: { $mod: [2] } }),
    refuses('$mod with too much', { a: { $mod: [2, 1, 1] } }),
    refuses('$mod by text', { a: { $mod: ['x', 1] } }),
    refuses('$mod of text', { a: { $mod: [2, 'x'] } }),
    refuses('$type of no number', { a: { $type: 99 } }),
    refuses('$type of no name', { a: { $type: 'nope' } }),
    refuses('$type of true', { a: { $type: true } }, 14),
    refuses('$type of nothing', { a: { $type: [] } }, 9),
    refuses('$all of a number', { a: { $all: 1 } }),
    refuses('$all of operators', { a: { $all: [{ $gt: 1 }] } }),
    refuses('$all of both', { a: { $all: [{ $elemMatch: { b: 1 } }, 1] } }),
    refuses('$elemMatch of a number', { a: { $elemMatch: 1 } }),
    refuses('$elemMatch of an array', { a: { $elemMatch: [] } }),
    refuses('$not of a number', { a: { $not: 1 } }),
    refuses('$not of nothing', { a: { $not: {} } }),
    refuses('$not of a value', { a: { $not: { b: 1 } } }),
    refuses('$ne of a regular expression', { a: { $ne: /x/ } }),
    refuses('$gt of a regular expression', { a: { $gt: /x/ } }),
    refuses('$in of operators', { a: { $in: [{ $gt: 1 }] } }),
    refuses('$nin of a number', { a: { $nin: 1 } }),
    refuses('$regex of a number', { a: { $regex: 1 } }),
    refuses('$options alone', { a: { $options: 'i' } }),
    refuses('$options that are no text', { a: { $regex: 'x', $options: 1 } }),
    refuses('$options besides flags', { a: { $regex: /x/i, $options: 'm' } }, 51075),
    refuses('a flag that nobody knows', { a: { $regex: 'x', $options: 'q' } }, 51108),
    refuses('a regular expression that is none', { a: { $regex: '(' } }, 51091),
    refuses('a regular expression that is none, in $not', { a: { $not: { $regex: '*' } } }, 51091),
    refuses('an element of $or that is no document', { $or: [1] }),
    refuses('$sampleRate of text', { $sampleRate: 'x' }),
    refuses('$sampleRate above 1', { $sampleRate: 2 }),
    refuses('$jsonSchema of a number', { $jsonSchema: 1 }, 14),
    refuses('required that is no list', { $jsonSchema: { required: 'a' } }, 14),
    refuses('required that is empty', { $jsonSchema: { required: [] } }, 9),
    refuses('properties that are none', { $jsonSchema: { properties: 1 } }, 14),
    refuses('a property without a schema', { $jsonSchema: { properties: { a: 1 } } }, 14),
    refuses('minimum of text', { $jsonSchema: { minimum: 'x' } }, 14),
    refuses('minLength below 0', { $jsonSchema: { minLength: -1 } }, 9),
    refuses('pattern that is none', { $jsonSchema: { pattern: '(' } }, 51091),
    refuses('allOf of numbers', { $jsonSchema: { allOf: [1] } }, 14),
    refuses('bsonType of no name', { $jsonSchema: { bsonType: 'nope' } }),
    {
      rule: 'by an update where there is no collection',
      command: { update: 'c', updates: [{ q: { a: { $nope: 1 } }, u: { $set: { a: 1 } } }] },
      refused: 2,
    },
    {
      rule: 'by a delete where there is no collection',
      command: { delete: 'c', deletes: [{ q: { a: { $nope: 1 } }, limit: 1 }] },
      refused: 2,
    },
  ]);
});

const shows = (rule: string, projection: object, document: object) => ({
  rule,
  given: people.slice(0, 1),
  command: { find: 'c', projection },
  documents: [document],
});

describe('a projection', () => {
  holds(server, [
    shows('takes fields and _id', { name: 1 }, { _id: 1, name: 'Ann' }),
    shows('takes fields without _id', { _id: 0, name: 1 }, { name: 'Ann' }),
    shows('leaves fields out', { tags: 0, home: 0 }, { _id: 1, name: 'Ann', age: 30 }),
    shows('takes nested fields', { 'home.city': 1 }, { _id: 1, home: { city: 'Rome' } }),
    shows('leaves nested fields out', { _id: 0, name: 0, age: 0, tags: 0, 'home.zip': 0 }, { home: { city: 'Rome' } }),
    shows('takes nested documents as such', { home: { city: 1 } }, { _id: 1, home: { city: 'Rome' } }),
    shows('computes fields', { old: { $gt: ['$age', 18] } }, { _id: 1, old: true }),
    shows('$slice keeps the other fields', { tags: { $slice: 1 } }, { ...people[0], tags: ['a'] }),
    shows(
      '$elemMatch takes the first fitting element',
      { tags: { $elemMatch: { $gt: 'a' } } },
      { _id: 1, tags: ['b'] },
    ),
    shows('a text value is computed', { _id: 0, x: 'text' }, { x: 'text' }),
    { rule: 'cannot take and leave', command: { find: 'c', projection: { a: 1, b: 0 } }, refused: 31254 },
    { rule: 'cannot leave and take', command: { find: 'c', projection: { a: 0, b: 1 } }, refused: 31253 },
    {
      rule: 'takes a part of _id',
      given: [{ _id: { a: 1, b: 2 }, c: 3 }],
      command: { find: 'c', projection: { '_id.a': 1 } },
      documents: [{ _id: { a: 1 } }],
    },
    // mongodb/mongo, src/mongo/db/query/projection_parser.cpp
    { rule: 'takes no empty document', command: { find: 'c', projection: { a: {} } }, refused: 51270 },
    {
      rule: '$elemMatch wants a document',
      command: { find: 'c', projection: { a: { $elemMatch: 1 } } },
      refused: 31274,
    },
    {
      rule: 'cannot take a path inside of another',
      command: { find: 'c', projection: { a: 1, 'a.b': 1 } },
      refused: 31249,
    },
    {
      rule: 'cannot take a path around another',
      command: { find: 'c', projection: { 'a.b': 1, a: 1 } },
      refused: 31250,
    },
    {
      rule: 'the positional $ takes the element that the filter found',
      given: [{ _id: 1, n: [1, 5, 9] }],
      command: { find: 'c', filter: { n: { $gt: 3 } }, projection: { 'n.$': 1 } },
      documents: [{ _id: 1, n: [5] }],
    },
  ]);
});

const everyType = [
  { _id: 0, v: new MinKey() },
  { _id: 1, v: null },
  { _id: 2, v: new Double(Number.NaN) },
  { _id: 3, v: new Double(-1.5) },
  { _id: 4, v: new Int32(1) },
  { _id: 5, v: Long.fromString('9007199254740993') },
  { _id: 6, v: Decimal128.fromString('9007199254740993.5') },
  { _id: 7, v: 'a' },
  { _id: 8, v: 'ab' },
  { _id: 9, v: { a: 1 } },
  { _id: 10, v: { b: 0 } },
  { _id: 11, v: Buffer.from('b') },
  { _id: 12, v: Buffer.from('aa') },
  { _id: 13, v: new ObjectId('000000000000000000000001') },
  { _id: 14, v: false },
  { _id: 15, v: true },
  { _id: 16, v: new Date(-1) },
  { _id: 17, v: new Date(1) },
  { _id: 18, v: new Timestamp({ t: 1, i: 1 }) },
  { _id: 19, v: /a/ },
  { _id: 20, v: new MaxKey() },
];
const inOrder = everyType.map(({ _id }) => ({ _id }));
const shuffled = [...everyType].sort((a, b) => ((a._id * 8) % 21) - ((b._id * 8) % 21));

describe('a sort', () => {
  holds(server, [
    {
      rule: 'orders every type by the comparison order',
      given: shuffled,
      command: { find: 'c', projection: { _id: 1 }, sort: { v: 1 } },
      documents: inOrder,
    },
    {
      rule: 'orders every type by an index alike',
      given: shuffled,
      after: [{ createIndexes: 'c', indexes: [{ key: { v: 1 }, name: 'v_1' }] }],
      command: { find: 'c', projection: { _id: 1 }, sort: { v: 1 }, hint: 'v_1' },
      documents: inOrder,
    },
    {
      rule: 'orders downwards',
      given: shuffled,
      command: { find: 'c', projection: { _id: 1 }, sort: { v: -1 } },
      documents: [...inOrder].reverse(),
    },
    {
      rule: 'takes the smallest element of an array upwards, empty arrays before null',
      given: [{ _id: 1, v: [3, 9] }, { _id: 2, v: 5 }, { _id: 3, v: [] }, { _id: 4 }],
      command: { find: 'c', projection: { _id: 1 }, sort: { v: 1 } },
      documents: [{ _id: 3 }, { _id: 4 }, { _id: 1 }, { _id: 2 }],
    },
    {
      rule: 'takes the largest element of an array downwards',
      given: [
        { _id: 1, v: [3, 9] },
        { _id: 2, v: 5 },
      ],
      command: { find: 'c', projection: { _id: 1 }, sort: { v: -1 } },
      documents: [{ _id: 1 }, { _id: 2 }],
    },
    {
      rule: 'goes on with the next key',
      given: [
        { _id: 1, a: 1, b: 1 },
        { _id: 2, a: 1, b: 2 },
        { _id: 3, a: 0, b: 3 },
      ],
      command: { find: 'c', projection: { _id: 1 }, sort: { a: 1, b: -1 } },
      documents: [{ _id: 3 }, { _id: 2 }, { _id: 1 }],
    },
    // mongodb/mongo, src/mongo/db/query/sort_pattern.cpp
    { rule: 'a direction of 2', command: { find: 'c', sort: { a: 2 } }, refused: 15975 },
    { rule: 'a direction of 0', command: { find: 'c', sort: { a: 0 } }, refused: 15975 },
    {
      rule: 'a direction with a fraction is cut',
      given: [{ _id: 1 }],
      command: { find: 'c', sort: { a: 1.5 } },
      documents: [{ _id: 1 }],
    },
    { rule: 'a direction in words', command: { find: 'c', sort: { a: 'desc' } }, refused: 15974 },
    { rule: 'a direction of null', command: { find: 'c', sort: { a: null } }, refused: 15974 },
    {
      rule: 'a direction that is an unknown expression',
      command: { find: 'c', sort: { a: { $b: 1 } } },
      refused: 17312,
    },
    { rule: 'a direction of true', command: { find: 'c', sort: { a: true } }, refused: 15974 },
    {
      rule: 'skip and limit cut after the sort',
      given: people,
      command: { find: 'c', projection: { _id: 1 }, sort: { _id: -1 }, skip: 1, limit: 2 },
      documents: [{ _id: 3 }, { _id: 2 }],
    },
    {
      rule: '$natural -1 reads backwards',
      given: people,
      command: { find: 'c', projection: { _id: 1 }, sort: { $natural: -1 } },
      documents: [{ _id: 4 }, { _id: 3 }, { _id: 2 }, { _id: 1 }],
    },
    { rule: 'a negative skip is BadValue', command: { find: 'c', skip: -1 }, refused: 51024 },
  ]);
});
