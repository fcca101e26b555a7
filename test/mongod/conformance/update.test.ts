import { Decimal128, Double, Int32, Long } from 'mongodb';
import { describe } from 'vitest';
import { holds, type Row } from './rows.ts';
import { serverUnderTest } from './server-under-test.ts';

const server = serverUnderTest('update');

const update = (u: object, more: object = {}, q: object = {}) => ({ update: 'c', updates: [{ q, u, ...more }] });

/** One document before and after. */
const turns = (rule: string, before: object, u: object, after: object, more: object = {}): Row => ({
  rule,
  given: [{ _id: 1, ...before }],
  command: update(u, more),
  leaves: [{ _id: 1, ...after }],
});

const refuses = (rule: string, before: object, u: object, refused: number): Row => ({
  rule,
  given: [{ _id: 1, ...before }],
  command: update(u),
  refused,
  leaves: [{ _id: 1, ...before }],
});

describe('update operators', () => {
  holds(server, [
    turns('$set makes the documents on its way', {}, { $set: { 'a.b.c': 1 } }, { a: { b: { c: 1 } } }),
    turns('$set fills an array with null', { a: [1] }, { $set: { 'a.3': 4 } }, { a: [1, null, null, 4] }),
    turns('$unset takes a field away', { a: 1, b: 2 }, { $unset: { a: '' } }, { b: 2 }),
    turns('$unset leaves null in an array', { a: [1, 2] }, { $unset: { 'a.0': '' } }, { a: [null, 2] }),
    turns('$inc starts at zero', {}, { $inc: { n: 2 } }, { n: 2 }),
    turns('$mul starts at zero', {}, { $mul: { n: 2 } }, { n: 0 }),
    turns('$min', { n: 5, m: 5 }, { $min: { n: 3, m: 9 } }, { n: 3, m: 5 }),
    turns('$max compares types', { n: 5 }, { $max: { n: 'text' } }, { n: 'text' }),
    turns('$rename', { a: 1, b: 2 }, { $rename: { a: 'c' } }, { b: 2, c: 1 }),
    turns('$push', { a: [1] }, { $push: { a: 2 } }, { a: [1, 2] }),
    turns('$push makes the array', {}, { $push: { a: 2 } }, { a: [2] }),
    turns(
      '$push with $each, $position',
      { a: [1, 4] },
      { $push: { a: { $each: [2, 3], $position: 1 } } },
      { a: [1, 2, 3, 4] },
    ),
    turns(
      '$push with $sort and $slice',
      { a: [3, 1] },
      { $push: { a: { $each: [2], $sort: 1, $slice: 2 } } },
      { a: [1, 2] },
    ),
    turns('$push with a negative $slice', { a: [1, 2] }, { $push: { a: { $each: [3], $slice: -2 } } }, { a: [2, 3] }),
    turns(
      '$push sorts documents by a field',
      { a: [{ n: 2 }] },
      { $push: { a: { $each: [{ n: 1 }], $sort: { n: 1 } } } },
      { a: [{ n: 1 }, { n: 2 }] },
    ),
    turns('$addToSet', { a: [1, 2] }, { $addToSet: { a: { $each: [2, 3] } } }, { a: [1, 2, 3] }),
    turns('$pull by value', { a: [1, 2, 1] }, { $pull: { a: 1 } }, { a: [2] }),
    turns('$pull by condition', { a: [1, 5, 9] }, { $pull: { a: { $gt: 3 } } }, { a: [1] }),
    turns(
      '$pull documents by fields',
      { a: [{ x: 1, y: 1 }, { x: 2 }] },
      { $pull: { a: { x: 1 } } },
      { a: [{ x: 2 }] },
    ),
    turns('$pullAll', { a: [1, 2, 3, 1] }, { $pullAll: { a: [1, 3] } }, { a: [2] }),
    turns('$pop from the end', { a: [1, 2, 3] }, { $pop: { a: 1 } }, { a: [1, 2] }),
    turns('$pop from the beginning', { a: [1, 2, 3] }, { $pop: { a: -1 } }, { a: [2, 3] }),
    turns('$bit', { n: 13 }, { $bit: { n: { and: 10 } } }, { n: 8 }),
    turns('$[] works on each element', { a: [1, 2] }, { $inc: { 'a.$[]': 10 } }, { a: [11, 12] }),
    turns(
      '$[name] works on the elements that fit',
      { a: [1, 5, 9] },
      { $set: { 'a.$[big]': 0 } },
      { a: [1, 0, 0] },
      { arrayFilters: [{ big: { $gte: 5 } }] },
    ),
    turns('an empty $set changes nothing', { a: 1 }, { $set: {} }, { a: 1 }),
    turns('a replacement keeps _id', { a: 1, b: 2 }, { c: 3 }, { c: 3 }),
    {
      rule: '$ works on the element that the query found',
      given: [{ _id: 1, a: [1, 5, 9] }],
      command: update({ $set: { 'a.$': 0 } }, {}, { a: { $gt: 3 } }),
      leaves: [{ _id: 1, a: [1, 0, 9] }],
    },
    {
      rule: 'a pipeline computes from the document',
      given: [{ _id: 1, a: 1, b: 5 }],
      command: update([{ $set: { bigger: { $gt: ['$b', '$a'] } } }, { $unset: 'a' }]),
      leaves: [{ _id: 1, b: 5, bigger: true }],
    },
    {
      rule: '$inc keeps int32 where it fits and widens where it does not',
      exact: true,
      given: [
        { _id: new Int32(1), n: new Int32(1) },
        { _id: new Int32(2), n: new Int32(2147483647) },
        { _id: new Int32(3), n: new Double(1) },
        { _id: new Int32(4), n: Decimal128.fromString('1.50') },
      ],
      command: update({ $inc: { n: new Int32(1) } }, { multi: true }),
      leaves: [
        { _id: new Int32(1), n: new Int32(2) },
        { _id: new Int32(2), n: Long.fromString('2147483648') },
        { _id: new Int32(3), n: new Double(2) },
        { _id: new Int32(4), n: Decimal128.fromString('2.50') },
      ],
    },
  ]);
});

describe('an update is refused', () => {
  holds(server, [
    refuses('where _id would change', { a: 1 }, { $set: { _id: 2 } }, 66),
    refuses('where a replacement has another _id', { a: 1 }, { _id: 2, a: 1 }, 66),
    refuses('with an unknown operator', { a: 1 }, { $nope: { a: 1 } }, 9),
    refuses('with two operators on one path', { a: 1 }, { $set: { a: 1 }, $inc: { a: 1 } }, 40),
    refuses('with an operator inside the path of another', { a: 1 }, { $set: { a: 1, 'a.b': 1 } }, 40),
    refuses('with $inc on text', { a: 'x' }, { $inc: { a: 1 } }, 14),
    refuses('with $push on a number', { a: 1 }, { $push: { a: 1 } }, 2),
    refuses('below a number', { a: 1 }, { $set: { 'a.b': 1 } }, 28),
    refuses('with $pop on text', { a: 'x' }, { $pop: { a: 1 } }, 14),
    refuses('with an empty path', { a: 1 }, { $set: { '': 1 } }, 56),
    refuses('with a replacement that has a field with a dollar behind the first', { a: 1 }, { b: 1, $c: 1 }, 52),
    refuses('with operators behind a field', { a: 1 }, { b: 1, $set: { c: 1 } }, 52),
    refuses('with an array filter that is missing', { a: [1] }, { $set: { 'a.$[x]': 1 } }, 2),
    {
      rule: 'with multi and a replacement',
      given: [{ _id: 1 }],
      command: update({ a: 1 }, { multi: true }),
      refused: 9,
    },
    // mongodb/mongo, src/mongo/db/ops/write_ops.cpp, checkOpCountForCommand: InvalidLength
    { rule: 'of 0 statements', command: { update: 'c', updates: [] }, refused: 16 },
  ]);
});

const wrong = (rule: string, modifiers: object, refused: number, more: object = {}) => ({
  rule,
  command: update(modifiers, more),
  refused,
});

// Each code stands in the operator's own file: mongodb/mongo, src/mongo/db/update/OPERATOR_node.cpp; the array filters'
// in parsed_update_base.cpp and update_driver.cpp. There is no document: an update is checked anyway.
describe('an operand that is none is refused', () => {
  holds(server, [
    wrong('$unset of no document', { $unset: 1 }, 9),
    wrong('$set of no document', { $set: 'x' }, 9),
    wrong('$inc by text', { $inc: { a: 'x' } }, 14),
    wrong('$mul by null', { $mul: { a: null } }, 14),
    wrong('$currentDate of text', { $currentDate: { a: 'x' } }, 2),
    wrong('$currentDate of an unknown type', { $currentDate: { a: { $type: 'x' } } }, 2),
    wrong('$push of no list', { $push: { a: { $each: 1 } } }, 2),
    wrong('$push with an unknown clause', { $push: { a: { $each: [1], $x: 1 } } }, 2),
    wrong('$push with $slice of text', { $push: { a: { $each: [1], $slice: 'x' } } }, 2),
    wrong('$push with $position of text', { $push: { a: { $each: [1], $position: 'x' } } }, 2),
    wrong('$push sorted by 2', { $push: { a: { $each: [1], $sort: 2 } } }, 2),
    wrong('$push sorted by text', { $push: { a: { $each: [1], $sort: { b: 'x' } } } }, 2),
    wrong('$addToSet of no list', { $addToSet: { a: { $each: 1 } } }, 14),
    wrong('$addToSet with another clause', { $addToSet: { a: { $each: [1], $slice: 1 } } }, 2),
    wrong('$pull by an unknown operator', { $pull: { a: { $nope: 1 } } }, 2),
    wrong('$pullAll of no list', { $pullAll: { a: 1 } }, 2),
    wrong('$pop of 2', { $pop: { a: 2 } }, 9),
    wrong('$pop of text', { $pop: { a: 'x' } }, 9),
    wrong('$bit of a number', { $bit: { a: 1 } }, 2),
    wrong('$bit by an unknown name', { $bit: { a: { nand: 1 } } }, 2),
    wrong('$bit with a fraction', { $bit: { a: { and: 1.5 } } }, 2),
    wrong('$rename to a number', { $rename: { a: 1 } }, 2),
    wrong('$rename to itself', { $rename: { a: 'a' } }, 2),
    wrong('an array filter that nobody names', { $set: { a: 1 } }, 9, { arrayFilters: [{ x: 1 }] }),
    wrong('two array filters of one name', { $set: { 'a.$[x]': 1 } }, 9, { arrayFilters: [{ x: 1 }, { x: 2 }] }),
    wrong('two operators on one path', { $set: { a: 1 }, $inc: { a: 1 } }, 40),
    wrong('an empty path', { $set: { '': 1 } }, 56),
    {
      rule: 'an update that is a number',
      command: { update: 'c', updates: [{ q: {}, u: 1 }] },
      refused: 14,
    },
    {
      rule: 'an operand of findAndModify',
      command: { findAndModify: 'c', query: {}, update: { $pop: { a: 2 } } },
      refused: 9,
    },
  ]);
});

// "Pipelines can use the variables of let" (the documentation of update and findAndModify)
describe('let names values for the pipeline', () => {
  const given = [{ _id: 1, a: 1 }];
  const pipeline = [{ $set: { a: { $add: ['$a', '$$more'] }, b: '$$more' } }];
  const after = [{ _id: 1, a: 6, b: 5 }];
  holds(server, [
    { rule: 'of update', given, command: { ...update(pipeline), let: { more: 5 } }, leaves: after },
    {
      rule: 'of findAndModify',
      given,
      command: { findAndModify: 'c', query: { _id: 1 }, update: pipeline, let: { more: 5 } },
      leaves: after,
    },
    {
      rule: 'of an upsert',
      command: { ...update([{ $set: { b: '$$more' } }], { upsert: true }, { _id: 2 }), let: { more: 5 } },
      leaves: [{ _id: 2, b: 5 }],
    },
    { rule: 'and an unknown one is refused', command: update([{ $set: { b: '$$nope' } }]), refused: 17276 },
  ]);
});

describe('counts and upserts', () => {
  holds(server, [
    {
      rule: 'n counts what was found and nModified what was changed',
      given: [
        { _id: 1, a: 1 },
        { _id: 2, a: 2 },
      ],
      command: update({ $set: { a: 1 } }, { multi: true }),
      answers: { n: 2, nModified: 1 },
    },
    {
      rule: 'without multi only one is changed',
      given: [{ _id: 1 }, { _id: 2 }],
      command: update({ $set: { a: 1 } }),
      answers: { n: 1, nModified: 1 },
    },
    {
      rule: 'of nothing makes no collection',
      command: update({ $set: { a: 1 } }),
      answers: { n: 0, nModified: 0 },
      leaves: [],
    },
    {
      rule: 'an upsert takes equalities from the query',
      command: update({ $set: { c: 3 } }, { upsert: true }, { _id: 7, a: 1, b: { $gt: 5 }, 'd.e': 4 }),
      answers: { n: 1, nModified: 0, upserted: [{ index: 0, _id: 7 }] },
      leaves: [{ _id: 7, a: 1, d: { e: 4 }, c: 3 }],
    },
    {
      rule: '$setOnInsert works when an upsert inserts',
      command: update({ $setOnInsert: { a: 1 }, $set: { b: 2 } }, { upsert: true }, { _id: 7 }),
      leaves: [{ _id: 7, a: 1, b: 2 }],
    },
    {
      rule: '$setOnInsert does nothing when an upsert finds',
      given: [{ _id: 7 }],
      command: update({ $setOnInsert: { a: 1 }, $set: { b: 2 } }, { upsert: true }, { _id: 7 }),
      leaves: [{ _id: 7, b: 2 }],
    },
    {
      rule: 'an ordered batch ends at the first error',
      given: [
        { _id: 1, a: 'x' },
        { _id: 2, a: 1 },
      ],
      command: {
        update: 'c',
        updates: [
          { q: { _id: 1 }, u: { $inc: { a: 1 } } },
          { q: { _id: 2 }, u: { $inc: { a: 1 } } },
        ],
      },
      refused: 14,
      leaves: [
        { _id: 1, a: 'x' },
        { _id: 2, a: 1 },
      ],
    },
    {
      rule: 'an unordered batch goes on',
      given: [
        { _id: 1, a: 'x' },
        { _id: 2, a: 1 },
      ],
      command: {
        update: 'c',
        ordered: false,
        updates: [
          { q: { _id: 1 }, u: { $inc: { a: 1 } } },
          { q: { _id: 2 }, u: { $inc: { a: 1 } } },
        ],
      },
      refused: 14,
      leaves: [
        { _id: 1, a: 'x' },
        { _id: 2, a: 2 },
      ],
    },
    {
      rule: 'let names values for $expr',
      given: [
        { _id: 1, a: 1 },
        { _id: 2, a: 5 },
      ],
      command: {
        ...update({ $set: { hit: true } }, { multi: true }, { $expr: { $gt: ['$a', '$$least'] } }),
        let: { least: 3 },
      },
      leaves: [
        { _id: 1, a: 1 },
        { _id: 2, a: 5, hit: true },
      ],
    },
  ]);
});

describe('findAndModify', () => {
  const given = [
    { _id: 1, n: 5 },
    { _id: 2, n: 3 },
  ];
  holds(server, [
    {
      rule: 'answers the document as it was',
      given,
      command: { findAndModify: 'c', query: { _id: 1 }, update: { $inc: { n: 1 } } },
      answers: { value: { _id: 1, n: 5 }, lastErrorObject: { n: 1, updatedExisting: true } },
    },
    {
      rule: 'answers the new document',
      given,
      command: { findAndModify: 'c', query: { _id: 1 }, update: { $inc: { n: 1 } }, new: true, fields: { _id: 0 } },
      answers: { value: { n: 6 } },
    },
    {
      rule: 'takes the first in the order of the sort',
      given,
      command: { findAndModify: 'c', sort: { n: 1 }, remove: true },
      answers: { value: { _id: 2, n: 3 }, lastErrorObject: { n: 1 } },
      leaves: [{ _id: 1, n: 5 }],
    },
    {
      rule: 'finds nothing',
      given,
      command: { findAndModify: 'c', query: { _id: 9 }, update: { $inc: { n: 1 } } },
      answers: { value: null, lastErrorObject: { n: 0, updatedExisting: false } },
    },
    {
      rule: 'upserts',
      command: { findAndModify: 'c', query: { _id: 9 }, update: { $inc: { n: 1 } }, upsert: true, new: true },
      answers: { value: { _id: 9, n: 1 }, lastErrorObject: { n: 1, updatedExisting: false, upserted: 9 } },
    },
    { rule: 'wants an update or a removal', given, command: { findAndModify: 'c', query: {} }, refused: 9 },
    {
      rule: 'wants not both',
      given,
      command: { findAndModify: 'c', query: {}, update: { $set: { a: 1 } }, remove: true },
      refused: 9,
    },
  ]);
});

describe('delete', () => {
  const given = [
    { _id: 1, n: 1 },
    { _id: 2, n: 1 },
    { _id: 3, n: 2 },
  ];
  holds(server, [
    { rule: 'one', given, command: { delete: 'c', deletes: [{ q: { n: 1 }, limit: 1 }] }, answers: { n: 1 } },
    {
      rule: 'all',
      given,
      command: { delete: 'c', deletes: [{ q: { n: 1 }, limit: 0 }] },
      answers: { n: 2 },
      leaves: [{ _id: 3, n: 2 }],
    },
    {
      rule: 'a limit of 2 is refused',
      given,
      command: { delete: 'c', deletes: [{ q: {}, limit: 2 }] },
      refused: 9,
      leaves: given,
    },
  ]);
});
