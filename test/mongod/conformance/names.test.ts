import { BSONRegExp } from 'mongodb';
import { describe } from 'vitest';
import { holds, type Row } from './rows.ts';
import { serverUnderTest } from './server-under-test.ts';

const server = serverUnderTest('names');
const given = [{ _id: 1, a: 1, s: 'Foo' }];
const refuses = (rule: string, command: object, refused: number): Row => ({ rule, given, command, refused });
const stages = (...pipeline: object[]) => ({ aggregate: 'c', pipeline, cursor: {} });
const computing = (expression: unknown) => stages({ $project: { x: expression } });
const lookup = (more: object) => stages({ $lookup: { from: 'c', as: 'x', pipeline: [], ...more } });
const update = (u: unknown) => ({ update: 'c', updates: [{ q: {}, u }] });

// mongodb/mongo, src/mongo/db/pipeline/field_path.cpp: 40352 empty, 40353 a dot at the end, 15998 an empty name,
// 16410 a dollar, 16412 a dot in a name; 28822 document_source_unwind.cpp, 16872 expression.cpp; 31249 and 31250
// db/query/projection_parser.cpp
describe('a path that is none is refused', () => {
  holds(server, [
    refuses('as a key of sort, with a dollar', { find: 'c', sort: { $a: 1 } }, 16410),
    refuses('as a key of sort, with an empty name', { find: 'c', sort: { 'a..b': 1 } }, 15998),
    refuses('as a key of sort, with nothing', { find: 'c', sort: { '': 1 } }, 40352),
    refuses('as a key of $sort, with a dot at its end', stages({ $sort: { 'a.': 1 } }), 40353),
    refuses(
      'as a key of sort of findAndModify',
      { findAndModify: 'c', query: {}, sort: { 'a..b': 1 }, remove: true },
      15998,
    ),
    refuses('in a projection', { find: 'c', projection: { $a: 1 } }, 16410),
    refuses('inside of a projection', { find: 'c', projection: { a: { 'b..c': 1 } } }, 15998),
    refuses('in $project', stages({ $project: { 'a.': 1 } }), 40353),
    refuses('in $addFields', stages({ $addFields: { $a: 1 } }), 16410),
    refuses('in $set of an update', update([{ $set: { 'a..b': 1 } }]), 15998),
    refuses('in $unset', stages({ $unset: '$a' }), 16410),
    refuses('in $unset of an update', update([{ $unset: ['a', ''] }]), 40352),
    refuses('in $unwind', stages({ $unwind: '$a..b' }), 15998),
    refuses('as the index of $unwind', stages({ $unwind: { path: '$a', includeArrayIndex: '$i' } }), 28822),
    refuses('as the name of a $facet, with a dollar', stages({ $facet: { $a: [] } }), 16410),
    refuses('as the name of a $facet, with a dot', stages({ $facet: { 'a.b': [] } }), 16412),
    refuses('as what $lookup makes', lookup({ as: 'x.' }), 40353),
    refuses('as what $lookup compares', lookup({ localField: '$a', foreignField: 'a' }), 16410),
    refuses('in an expression', computing('$a..b'), 15998),
    refuses('in an expression, a dollar alone', computing('$'), 16872),
    refuses('in an expression, behind a variable', computing('$$ROOT.a.'), 40353),
    refuses('in $expr', { find: 'c', filter: { $expr: { $eq: ['$a.', 1] } } }, 40353),
    refuses('as a field of an expression', computing({ $eq: [{ 'a.b': 1 }, 1] }), 16412),
    refuses('inside of a field that is computed as well', stages({ $addFields: { a: 1, 'a.b': 1 } }), 31249),
    refuses('around a field that is computed as well', update([{ $set: { 'a.b': 1, a: 1 } }]), 31250),
    {
      rule: 'and one of a DBRef is none of them',
      given: [{ _id: 1, r: { $ref: 'c', $id: 7 } }],
      command: { find: 'c', projection: { 'r.$id': 1 } },
      documents: [{ _id: 1, r: { $id: 7 } }],
    },
  ]);
});

// mongodb/mongo, src/mongo/db/pipeline/variable_validation.cpp: FailedToParse; 17276 variables.cpp
describe('a variable is refused', () => {
  holds(server, [
    refuses('with a capital, in let of find', { find: 'c', let: { A: 1 } }, 9),
    refuses('with an underscore, in let of aggregate', { ...stages(), let: { _a: 1 } }, 9),
    refuses('with a dash, in let of update', { ...update({ $set: { a: 1 } }), let: { 'a-b': 1 } }, 9),
    refuses('in let of $lookup', lookup({ let: { A: 1 } }), 9),
    refuses('of the system that is not known', computing('$$NOPE'), 17276),
  ]);
});

// mongodb/mongo, src/mongo/db/query/find_command.idl, ops/find_and_modify_command.idl: let is of the whole command
describe('let is seen', () => {
  const findAndModify = { findAndModify: 'c', query: {}, update: { $set: { b: 1 } } };
  holds(server, [
    {
      rule: 'by the projection of find',
      given,
      command: { find: 'c', projection: { x: '$$v' }, let: { v: 7 } },
      documents: [{ _id: 1, x: 7 }],
    },
    {
      rule: 'by the fields of findAndModify',
      given,
      command: { ...findAndModify, fields: { x: '$$v' }, let: { v: 7 } },
      answers: { value: { _id: 1, x: 7 } },
    },
    {
      rule: 'by the filter of a tailable cursor',
      after: [
        { create: 'd', capped: true, size: 4096 },
        { insert: 'd', documents: [{ _id: 1 }, { _id: 2 }] },
      ],
      command: { find: 'd', tailable: true, filter: { $expr: { $eq: ['$_id', '$$v'] } }, let: { v: 2 } },
      documents: [{ _id: 2 }],
    },
  ]);
});

// mongodb/mongo, src/mongo/db/query/canonical_query.cpp
describe('$natural is refused', () => {
  holds(server, [refuses('beside another key', { find: 'c', sort: { $natural: 1, a: 1 } }, 2)]);
});

// mongodb/mongo, src/mongo/util/pcre_util.cpp: 51091, wherever it stands
describe('a regular expression that is none is refused', () => {
  const broken = new BSONRegExp('(');
  holds(server, [
    refuses('as a value', { find: 'c', filter: { s: broken } }, 51091),
    refuses('in $in', { find: 'c', filter: { s: { $in: ['a', broken] } } }, 51091),
    refuses('in $not', { count: 'c', query: { s: { $not: broken } } }, 51091),
    refuses('in $match', stages({ $match: { s: broken } }), 51091),
    refuses('by delete', { delete: 'c', deletes: [{ q: { s: broken }, limit: 1 }] }, 51091),
    {
      rule: 'and stored as it is',
      after: [{ insert: 'c', documents: [{ _id: 1, s: broken }] }],
      command: stages({ $project: { s: { $type: '$s' } } }),
      documents: [{ _id: 1, s: 'regex' }],
    },
  ]);
});
