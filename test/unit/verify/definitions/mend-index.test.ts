import { BSON } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { compareDefinitions } from '../../../../src/verify/definitions/compare-definitions.ts';
import { definition, definitions, raw } from '../../../support/definitions.ts';
import { pasted } from '../../../support/in-mongosh.ts';

type Given = Parameters<typeof definition>[0];

function mends(source: Given, destination: Given = {}, synchronizing = false): (string | undefined)[] {
  const [here, there] = [
    definition(source),
    definition({ ...destination, namespace: source.namespace ?? 'shop.orders' }),
  ];
  return compareDefinitions(definitions([here]), definitions([there]), { synchronizing }).differences.map(
    ({ mend }) => mend,
  );
}

/** The specification that a paste asks for. */
function created(source: Given): Buffer {
  const [mend = ''] = mends(source);
  return Buffer.from(raw(pasted(mend)[0]?.command.indexes[0]));
}

const one = { v: 2, key: { a: 1 }, name: 'a_1' };

describe('the command for a missing index', () => {
  it('can be pasted into mongosh', () => {
    expect(mends({ indexes: [{ ...one, unique: true, expireAfterSeconds: 60 }] })).toEqual([
      'db.getSiblingDB("shop").runCommand({ createIndexes: "orders", indexes: [{ key: { a: 1 }, name: "a_1", unique: true, expireAfterSeconds: 60 }] })',
    ]);
  });

  it.each<[string, BSON.Document]>([
    ['names like numbers, in their order', { key: new Map(Object.entries({ b: 1 }).concat([['7', -1]])), name: 'x' }],
    ['numbers of every type', { key: { a: new BSON.Double(1), b: BSON.Long.fromNumber(-1) }, name: 'x' }],
    [
      'a filter with hard values',
      {
        key: { a: 1 },
        name: 'x',
        partialFilterExpression: {
          a: { $gt: BSON.Long.fromString('9007199254740993'), $lt: new Date(0) },
          b: new BSON.MinKey(),
        },
      },
    ],
    [
      'a text index as the server keeps it',
      { key: { _fts: 'text', _ftsx: 1 }, name: 'x', weights: { a: 1 }, textIndexVersion: 3 },
    ],
    ['a name that a terminal would obey', { key: { a: 1 }, name: '\u001b[31m"$\u202e\n' }],
    ['a collation', { key: { a: 1 }, name: 'x', collation: { locale: 'fr', strength: 2 } }],
  ])('asks for the same bytes where it has %s', (_, spec) => {
    expect(created({ indexes: [{ v: 2, ...spec }] })).toEqual(Buffer.from(raw(spec)));
  });

  it('names what it is for, whatever the names hold', () => {
    const [mend = ''] = mends({ namespace: 'it"s.a.b$\u202ec', indexes: [one] });
    expect(mend).not.toContain('\u202e');
    expect(pasted(mend)).toEqual([
      { database: 'it"s', command: expect.objectContaining({ createIndexes: 'a.b$\u202ec' }) },
    ]);
  });

  it('leaves out what says nothing, and what no server takes any more', () => {
    const old = {
      v: 1,
      key: { a: '', b: true, c: -1 },
      name: 'x',
      ns: 'shop.orders',
      background: true,
      sparse: false,
      safe: 1,
      dropDups: true,
    };
    expect(created({ indexes: [old] })).toEqual(Buffer.from(raw({ key: { a: 1, b: 1, c: -1 }, name: 'x' })));
  });

  it('asks for no collation where the collection has one and the index has none', () => {
    const source = { options: { collation: { locale: 'fr' } }, indexes: [one] };
    const [mend = ''] = mends(source, { options: source.options });
    expect(pasted(mend)[0]?.command.indexes[0]).toEqual({
      key: { a: 1 },
      name: 'a_1',
      collation: { locale: 'simple' },
    });
  });

  it.each<[string, Given, Given, boolean]>([
    ['of a clustered collection', { indexes: [{ ...one, name: 'x', unique: true, clustered: true }] }, {}, false],
    ['where it is one too many', {}, { indexes: [one] }, false],
    [
      'where it is still being built',
      { indexes: [one] },
      { indexes: [{ spec: one, buildUUID: new BSON.UUID() }] },
      false,
    ],
    ['where the engine will mend it', { indexes: [{ ...one, unique: true }] }, { indexes: [one] }, true],
    ['where the engine has not built it yet', { indexes: [one] }, {}, true],
    ['where only the form differs', { indexes: [{ ...one, sparse: false }] }, { indexes: [one] }, false],
    ['where the engine left it', { indexes: [{ ...one, name: 'mongosync_dummy_shard_key_index_1' }] }, {}, false],
  ])('does not exist %s', (_, source, destination, synchronizing) => {
    expect(mends(source, destination, synchronizing)).toEqual([undefined]);
  });
});

describe('the command for a different index', () => {
  const sent = (source: BSON.Document, destination: BSON.Document) =>
    pasted(mends({ indexes: [{ ...one, ...source }] }, { indexes: [{ ...one, ...destination }] })[0] ?? '').map(
      ({ command }) => JSON.stringify(command),
    );

  it.each<[string, BSON.Document, BSON.Document, string]>([
    ['visible', {}, { hidden: true }, '"hidden":false'],
    ['hidden', { hidden: true }, {}, '"hidden":true'],
    ['expiring at another time', { expireAfterSeconds: 60 }, { expireAfterSeconds: 61 }, '"expireAfterSeconds":60'],
    ['not unique after all', { unique: true }, { prepareUnique: true }, '"unique":true'],
  ])('builds nothing anew where it is %s', (_, source, destination, change) => {
    expect(sent(source, destination)).toEqual([`{"collMod":"orders","index":{"name":"a_1",${change}}}`]);
  });

  it.each<[string, BSON.Document, BSON.Document]>([
    ['another key', { key: { a: 1 } }, { key: { b: 1 } }],
    ['a time to live that it had not', { expireAfterSeconds: 60 }, {}],
    ['two differences', { hidden: true, sparse: true }, {}],
    ['to become unique', { unique: true }, {}],
  ])('drops it first where it gets %s', (_, source, destination) => {
    expect(sent(source, destination)).toEqual([
      '{"dropIndexes":"orders","index":"a_1"}',
      expect.stringMatching(/^\{"createIndexes":"orders",/),
    ]);
  });

  it('drops the index that has another name, which would be in its way', () => {
    const [mend = ''] = mends({ indexes: [one] }, { indexes: [{ ...one, name: 'other' }] });
    expect(pasted(mend).map(({ command }) => command.index ?? command.indexes[0].name)).toEqual(['other', 'a_1']);
  });

  it('does not exist for the index of _id, which cannot be dropped', () => {
    const id = (spec: BSON.Document) =>
      definitions([{ ...definition({}), indexes: [raw({ key: { _id: 1 }, name: '_id_', ...spec })] }]);
    const { differences } = compareDefinitions(id({ collation: { locale: 'fr' } }), id({}), { synchronizing: false });
    expect(differences).toEqual([expect.not.objectContaining({ mend: expect.anything() })]);
  });
});
