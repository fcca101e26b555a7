import { describe } from 'vitest';
import { holds, type Row } from './rows.ts';
import { serverUnderTest } from './server-under-test.ts';

// mongodb/mongo, jstests/aggregation/sources/documents: basics.js and subpipeline_validation.js

const server = serverUnderTest('documents_stage');

const given = [
  { _id: 1, docs: [{ x: 1 }, { x: 2 }] },
  { _id: 2, docs: [] },
];

const made = (rule: string, documents: unknown, ...rest: object[]): Row => ({
  rule,
  command: { aggregate: 1, pipeline: [{ $documents: documents }, ...rest], cursor: {} },
  since: 6,
});

const inside = (rule: string, stage: object, more: Partial<Row>): Row => ({
  rule,
  given,
  command: { aggregate: 'c', pipeline: [stage, { $unset: ['_id', 'docs'] }], cursor: {} },
  since: 6,
  ...more,
});

describe('$documents', () => {
  holds(server, [
    { ...made('computes what it makes', [{ a: { $add: [1, 2] } }, { b: '$none' }]), documents: [{ a: 3 }, {}] },
    {
      ...made('makes what an expression gives', { $map: { input: { $range: [0, 2] }, in: { x: '$$this' } } }),
      documents: [{ x: 0 }, { x: 1 }],
    },
    {
      ...made('knows the variables of the command', '$$given'),
      command: { aggregate: 1, pipeline: [{ $documents: '$$given' }], let: { given: [{ x: 1 }] }, cursor: {} },
      documents: [{ x: 1 }],
    },
    { ...made('makes nothing of one document', { x: 1 }), refused: 5858203 },
    { ...made('makes nothing of a number', 1), refused: 5858203 },
    { ...made('makes nothing of what is missing', '$none'), refused: 5858203 },
    { ...made('makes documents only', [{ a: 1 }, 2]), refused: 40228 },
    { ...made('does not compute what nobody knows', { $nope: 1 }), refused: 31325 },
    { ...made('does not know any variable', '$$nope'), refused: 17276 },
    { rule: 'is new', command: made('', []).command, refused: 40324, until: 5 },
    {
      ...made('needs no collection when it is explained', []),
      command: { explain: { aggregate: 1, pipeline: [{ $documents: [] }], cursor: {} } },
      answers: { ok: 1 },
    },
    {
      ...made('is refused on a collection also when it is explained', []),
      command: { explain: { aggregate: 'c', pipeline: [{ $documents: [] }], cursor: {} } },
      refused: 73,
    },
    {
      ...made('and what comes behind it are looked at before the namespace', []),
      command: { aggregate: 1, pipeline: [{ $nope: 1 }], cursor: {} },
      refused: 40324,
    },
    {
      ...made('makes no view', []),
      command: { create: 'v', viewOn: 'c', pipeline: [{ $documents: [] }] },
      refused: 73,
    },
    {
      ...made('is followed by the stages of a facet', [{ x: 1 }], { $facet: { all: [{ $match: { x: 1 } }] } }),
      documents: [{ all: [{ x: 1 }] }],
    },
  ]);
});

describe('$documents inside of $lookup', () => {
  const lookup = (more: object) => ({ $lookup: { as: 'found', ...more } });
  holds(server, [
    inside('makes its documents anew for each', lookup({ let: { d: '$docs' }, pipeline: [{ $documents: '$$d' }] }), {
      documents: [{ found: [{ x: 1 }, { x: 2 }] }, { found: [] }],
    }),
    inside(
      'is joined by a field before the other stages see it',
      lookup({
        localField: '_id',
        foreignField: 'x',
        pipeline: [{ $documents: [{ x: 1 }, { x: 3 }, { x: [1, 2] }] }, { $set: { x: 9 } }],
      }),
      { documents: [{ found: [{ x: 9 }, { x: 9 }] }, { found: [{ x: 9 }] }] },
    ),
    inside(
      'is joined by a field that is missing',
      lookup({ localField: 'none', foreignField: 'x', pipeline: [{ $documents: [{ x: 1 }, { x: null }, { y: 1 }] }] }),
      { documents: [{ found: [{ x: null }, { y: 1 }] }, { found: [{ x: null }, { y: 1 }] }] },
    ),
    inside('is the only stage that needs no collection', lookup({ pipeline: [{ $currentOp: {} }] }), { refused: 9 }),
    inside('comes where there is no collection', lookup({ pipeline: [] }), { refused: 9 }),
    inside('reads no collection', lookup({ from: 'c', pipeline: [{ $documents: [{ x: 1 }] }] }), {
      refused: 73,
      since: 8,
    }),
    inside('passes over a collection', lookup({ from: 'c', pipeline: [{ $documents: [{ x: 1 }] }] }), {
      documents: [{ found: [{ x: 1 }] }, { found: [{ x: 1 }] }],
      until: 7,
    }),
    {
      ...inside('makes nothing where nothing is looked up', {}, {}),
      command: { aggregate: 'none', pipeline: [lookup({ pipeline: [{ $documents: 1 }] })], cursor: {} },
      documents: [],
    },
    // document_source_lookup.cpp: the $match comes before any other stage
    inside(
      'is the only source that can be joined by a field',
      lookup({ from: 'c', localField: 'a', foreignField: 'b', pipeline: [{ $collStats: {} }] }),
      { refused: 40602 },
    ),
  ]);
});

describe('$documents inside of $unionWith', () => {
  const union = (more: object) => ({ $unionWith: more });
  holds(server, [
    inside('comes behind the others', union({ pipeline: [{ $documents: [{ x: 1 }] }] }), {
      documents: [{}, {}, { x: 1 }],
    }),
    inside('reads no collection', union({ coll: 'c', pipeline: [{ $documents: [] }] }), { refused: 73, since: 8 }),
    inside('passes over a collection', union({ coll: 'c', pipeline: [{ $documents: [{ x: 1 }] }] }), {
      documents: [{}, {}, { x: 1 }],
      until: 7,
    }),
    inside('is behind the stages of a view', union({ coll: 'v', pipeline: [{ $documents: [] }] }), {
      after: [{ create: 'v', viewOn: 'c', pipeline: [{ $match: {} }] }],
      refused: 40602,
      until: 7,
    }),
  ]);
});
