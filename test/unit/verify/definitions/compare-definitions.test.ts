import { Binary, type BSON, Decimal128, Double, Int32, Long, UUID } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { harmless } from '../../../../src/core/harmless.ts';
import type { Definitions } from '../../../../src/core/verification/definition.ts';
import { Difference } from '../../../../src/core/verification/difference.ts';
import { compareDefinitions } from '../../../../src/verify/definitions/compare-definitions.ts';
import { definition, definitions } from '../../../support/definitions.ts';

type Given = Parameters<typeof definition>[0];

function compared(source: Definitions, destination: Definitions, synchronizing = false) {
  const { differences, ...rest } = compareDefinitions(source, destination, { synchronizing });
  return { differences: differences.map((one) => Difference.parse(one)), ...rest };
}

/** What is told of one namespace, as `kind class: detail`. */
function told(source: Given, destination: Given, when: { synchronizing?: boolean; sharded?: boolean } = {}): string[] {
  const side = (given: Given) => definitions([definition(given)], { isSharded: when.sharded ?? false });
  const { differences } = compared(side(source), side(destination), when.synchronizing);
  return differences.map(({ kind, expected, detail }) => `${kind}${expected ? ` ${expected}` : ''}: ${detail}`);
}

const ofOptions = (source: BSON.Document, destination: BSON.Document) =>
  told({ options: source }, { options: destination });
const index = (spec: BSON.Document): Given => ({ indexes: [{ v: 2, key: { a: 1 }, name: 'x', ...spec }] });
const ofIndex = (source: BSON.Document, destination: BSON.Document, synchronizing = false) =>
  told(index(source), index(destination), { synchronizing });
const inOrder = (...names: string[]) => new Map(names.map((name) => [name, new Int32(1)]));
const beyond = (last: number) => Long.fromString(`900719925474099${last}`);

describe('options', () => {
  it.each<[string, BSON.Document, BSON.Document, string]>([
    [
      'the stages of a pipeline change places',
      { viewOn: 'c', pipeline: [{ $match: { a: 1 } }, { $limit: 1 }] },
      { viewOn: 'c', pipeline: [{ $limit: 1 }, { $match: { a: 1 } }] },
      'options: pipeline.0.$match: { a: 1 }',
    ],
    [
      'a sort goes by other fields first',
      { viewOn: 'c', pipeline: [{ $sort: inOrder('b', '7') }] },
      { viewOn: 'c', pipeline: [{ $sort: inOrder('7', 'b') }] },
      'options: pipeline.0.$sort: b, 7 in this order in the source, 7, b in the destination',
    ],
    ['a view is of another collection', { viewOn: 'c' }, { viewOn: 'd' }, 'options: viewOn: "c" in the source, "d" in'],
    [
      'the fields of a validator change places',
      { validator: { a: { x: 1, y: 2 } } },
      { validator: { a: { y: 2, x: 1 } } },
      'options: validator.a: x, y in this order',
    ],
    [
      'a number of a validator has a neighbour beyond 2^53',
      { validator: { a: { $gt: beyond(3) } } },
      { validator: { a: { $gt: beyond(2) } } },
      'options: validator.a.$gt: NumberLong("9007199254740993") in the source, NumberLong("9007199254740992") in',
    ],
    [
      'a number of a validator is of another type',
      { validator: { a: new Int32(1) } },
      { validator: { a: new Double(1) } },
      'options: validator.a: 1 in the source, Double(1) in the destination',
    ],
    [
      'a field of a validator is called otherwise',
      { validator: { a: 1 } },
      { validator: { b: 1 } },
      'options: validator.a: 1 in the source, absent in the destination',
    ],
    ['a validator is gone', { validator: { a: 1 } }, {}, 'options: validator: { a: 1 } in the source, absent in'],
    [
      'validation is weaker',
      { validationLevel: 'strict' },
      { validationLevel: 'off' },
      'options: validationLevel: "st',
    ],
    ['it only warns', {}, { validationAction: 'warn' }, 'options: validationAction: absent in the source, "warn"'],
    [
      'a capped one is not',
      { capped: true, size: 4096 },
      { size: 4096 },
      'options: capped: true in the source, absent',
    ],
    [
      'it is smaller',
      { capped: true, size: 4096 },
      { capped: true, size: 8192 },
      'options: size: 4096 in the source, 8',
    ],
    ['it holds less', { capped: true, max: 2 }, { capped: true, max: 3 }, 'options: max: 2 in the source, 3 in'],
    [
      'a size has a neighbour beyond 2^53',
      { size: beyond(3) },
      { size: new Double(2 ** 53) },
      'options: size: NumberLong',
    ],
    [
      'the collation is stronger',
      { collation: { locale: 'fr', strength: 2 } },
      { collation: { locale: 'fr', strength: 3 } },
      'options: collation.strength: 2 in the source, 3 in the destination',
    ],
    ['there is no collation', { collation: { locale: 'fr' } }, {}, 'options: collation: '],
    [
      'a time series is coarser',
      { timeseries: { timeField: 't', granularity: 'seconds', bucketMaxSpanSeconds: 3600 } },
      { timeseries: { timeField: 't', granularity: 'minutes', bucketMaxSpanSeconds: 3600 } },
      'options: timeseries.granularity: "seconds" in the source, "minutes" in the destination',
    ],
    [
      'its buckets are wider',
      { timeseries: { timeField: 't', bucketMaxSpanSeconds: 3600 } },
      { timeseries: { timeField: 't', bucketMaxSpanSeconds: 86400 } },
      'options: timeseries.bucketMaxSpanSeconds: 3600 in the source, 86400 in the destination',
    ],
    ['documents expire', {}, { expireAfterSeconds: 60 }, 'options: expireAfterSeconds: absent in the source, 60 in'],
    [
      'it is clustered',
      { clusteredIndex: { v: 2, key: { _id: 1 }, name: '_id_', unique: true } },
      {},
      'options: clusteredIndex: ',
    ],
    [
      'images are kept',
      { changeStreamPreAndPostImages: { enabled: true } },
      { changeStreamPreAndPostImages: { enabled: false } },
      'options: changeStreamPreAndPostImages.enabled: true in the source, false in the destination',
    ],
    [
      'another key encrypts',
      { encryptedFields: { fields: [{ path: 'a', keyId: new UUID('00112233-4455-4677-8899-aabbccddeeff') }] } },
      { encryptedFields: { fields: [{ path: 'a', keyId: new UUID('00112233-4455-4677-8899-aabbccddee00') }] } },
      'options: encryptedFields.fields.0.keyId: BinData(4, "ABEiM0RVRneImaq7zN3u/w==") in the source, ',
    ],
    [
      'the storage engine is told otherwise',
      { storageEngine: { wiredTiger: { configString: 'block_compressor=zstd' } } },
      { storageEngine: { wiredTiger: { configString: 'block_compressor=snappy' } } },
      'options: storageEngine.wiredTiger.configString: "block_compressor=zstd" in',
    ],
    ['there is one that nobody knows yet', {}, { newer: true }, 'options: newer: absent in the source, true in'],
  ])('differ where %s', (_, source, destination, expected) => {
    expect(ofOptions(source, destination)).toEqual([expect.stringContaining(expected)]);
    expect(ofOptions(source, source)).toEqual([]);
    expect(ofOptions(destination, source)).toHaveLength(1);
  });

  it.each<[string, BSON.Document, BSON.Document]>([
    ['come in another order', { capped: true, size: 4096 }, { size: 4096, capped: true }],
    [
      'are an int32 here and a double or an int64 there',
      { size: new Int32(4096), max: 1 },
      { size: new Double(4096), max: Long.ONE },
    ],
    [
      'have a collation in another order',
      { collation: { locale: 'fr', strength: 2 } },
      { collation: { strength: 2, locale: 'fr' } },
    ],
    ['name the simple collation', {}, { collation: { locale: 'simple' } }],
    ['tell the id of the collection', { uuid: new UUID() }, { uuid: new UUID() }],
  ])('are the same where they %s', (_, source, destination) => {
    expect(ofOptions(source, destination)).toEqual([]);
  });

  it.each<[string, BSON.Document, BSON.Document]>([
    ['the level of validation', { validator: { a: 1 } }, { validator: { a: 1 }, validationLevel: 'strict' }],
    ['what an invalid document causes', { validationAction: 'error' }, {}],
    ['a validator that allows everything', { validator: {} }, {}],
    ['images that are not kept', { changeStreamPreAndPostImages: { enabled: false } }, {}],
    ['a cap that is none', { capped: false }, {}],
    ['flags of a storage engine that is gone', { flags: 1 }, { flags: 0 }],
    ['an index on _id that is always there', { autoIndexId: true }, {}],
  ])('are the same in another form where one side writes %s', (_, source, destination) => {
    expect(ofOptions(source, destination)).toEqual([expect.stringMatching(/^options legacy-form: /)]);
  });

  it('of a capped collection are wide only while the engine synchronizes', () => {
    const [source, wide] = [
      { options: { capped: true, size: 4096, max: 5 } },
      { options: { capped: true, size: Long.fromNumber(2 ** 50) } },
    ];
    const kinds = (synchronizing: boolean) =>
      told(source, wide, { synchronizing }).map((one) => one.slice(0, one.indexOf(': ')));
    expect(kinds(true)).toEqual(['options during-sync', 'options during-sync']);
    expect(kinds(false)).toEqual(['options', 'options']);
    expect(told(wide, source, { synchronizing: true })[0]).toMatch(/^options: /);
    const smaller = { options: { capped: true, size: 2048, max: 5 } };
    expect(told(source, smaller, { synchronizing: true })).toEqual([expect.stringMatching(/^options: size/)]);
  });
});

describe('a capped collection while the engine synchronizes', () => {
  const [capped, pb] = [{ capped: true, size: 4096, max: 5 }, Long.fromNumber(1e15)];

  it.each<[string, BSON.Document, BSON.Document, string[]]>([
    ['has no most', capped, { capped: true, size: pb }, ['during-sync', 'during-sync']],
    ['has 0 for none', capped, { capped: true, size: pb, max: 0 }, ['during-sync', 'during-sync']],
    ['has the largest most', capped, { capped: true, size: pb, max: 2147483647 }, ['during-sync', 'during-sync']],
    ['has another most', capped, { capped: true, size: pb, max: 2147483646 }, ['during-sync', '-']],
    ['has no most, and is not wide', capped, { capped: true, size: 4096 }, ['-']],
    ['is just not wide', capped, { ...capped, size: Long.fromNumber(1e15 - 1) }, ['-']],
    ['was not capped', { size: 1 }, { size: pb }, ['-']],
    ['has something else', capped, { ...capped, size: pb, validator: { a: 1 } }, ['during-sync', '-']],
  ])('is told by classes where it %s', (_, source, destination, expected) => {
    const sides = [source, destination].map((options) => definitions([definition({ options })]));
    const [here = definitions([]), there = definitions([])] = sides;
    expect(compared(here, there, true).differences.map((one) => one.expected ?? '-')).toEqual(expected);
  });
});

describe('indexes', () => {
  it.each<[string, BSON.Document, BSON.Document, string]>([
    [
      'their fields come in another order, also where one looks like a number',
      { key: inOrder('b', '7') },
      { key: inOrder('7', 'b') },
      'index: x: key: b, 7 in this order in the source, 7, b in the destination',
    ],
    ['one goes down', { key: { a: 1 } }, { key: { a: -1 } }, 'index: x: key.a: 1 in the source, -1 in the destination'],
    ['one is hashed', { key: { a: 'hashed' } }, { key: { a: 1 } }, 'index: x: key.a: "hashed" in the source, 1 in'],
    ['one is unique', { unique: true }, {}, 'index: x: unique: true in the source, absent in the destination'],
    ['one is sparse', {}, { sparse: true }, 'index: x: sparse: absent in the source, true in'],
    ['one is hidden', { hidden: true }, {}, 'index: x: hidden: true'],
    ['one prepares', {}, { prepareUnique: true }, 'index: x: prepareUnique: absent'],
    [
      'the time to live is another',
      { expireAfterSeconds: 60 },
      { expireAfterSeconds: 61 },
      'index: x: expireAfterSeconds: 60',
    ],
    ['nothing expires', { expireAfterSeconds: 60 }, {}, 'index: x: expireAfterSeconds: 60 in the source, absent'],
    [
      'a filter compares with a neighbour beyond 2^53',
      { partialFilterExpression: { a: { $gt: beyond(3) } } },
      { partialFilterExpression: { a: { $gt: beyond(2) } } },
      'index: x: partialFilterExpression.a.$gt: NumberLong("9007199254740993") in',
    ],
    [
      'a filter compares in another order',
      { partialFilterExpression: { a: { x: 1, y: 1 } } },
      { partialFilterExpression: { a: { y: 1, x: 1 } } },
      'index: x: partialFilterExpression.a: x, y in this order',
    ],
    [
      'a filter compares with another type',
      { partialFilterExpression: { a: new Int32(1) } },
      { partialFilterExpression: { a: new Double(1) } },
      'index: x: partialFilterExpression.a: 1 in the source, Double(1)',
    ],
    ['a field weighs more', { weights: { a: 1, b: 2 } }, { weights: { a: 1, b: 3 } }, 'index: x: weights.b: 2'],
    ['the weights change places', { weights: { a: 1, b: 2 } }, { weights: { b: 2, a: 1 } }, 'index: x: weights: a, b'],
    [
      'more is indexed',
      { wildcardProjection: { a: 1 } },
      { wildcardProjection: { a: 0 } },
      'index: x: wildcardProjection.a',
    ],
    [
      'the collation is another',
      { collation: { locale: 'fr', strength: 1 } },
      { collation: { locale: 'fr', strength: 2 } },
      'index: x: collation.strength: 1',
    ],
    [
      'the language is another',
      { default_language: 'english' },
      { default_language: 'french' },
      'index: x: default_la',
    ],
    ['the points are coarser', { bits: 26 }, { bits: 20 }, 'index: x: bits: 26'],
    ['the destination has an option that nobody knows yet', {}, { newer: 1 }, 'index: x: newer: absent'],
  ])('differ where %s', (_, source, destination, expected) => {
    expect(ofIndex(source, destination)).toEqual([expect.stringContaining(expected)]);
    expect(ofIndex(source, source)).toEqual([]);
  });

  it.each<[string, BSON.Document, BSON.Document]>([
    ['are of another version', { v: 1 }, { v: 2 }],
    ['name their namespace', { ns: 'shop.orders' }, {}],
    ['were built in the background', { background: true }, {}],
    [
      'have their options in another order',
      { sparse: true, expireAfterSeconds: 5 },
      { expireAfterSeconds: 5, sparse: true },
    ],
    [
      'have a time to live of another type',
      { expireAfterSeconds: new Int32(60) },
      { expireAfterSeconds: Long.fromNumber(60) },
    ],
    ['name the simple collation', {}, { collation: { locale: 'simple' } }],
    [
      'have a collation in another order',
      { collation: { locale: 'fr', strength: 2 } },
      { collation: { strength: 2, locale: 'fr' } },
    ],
  ])('are the same where they %s', (_, source, destination) => {
    expect(ofIndex(source, destination)).toEqual([]);
  });

  it.each<[string, BSON.Document, BSON.Document]>([
    ['true for 1', { v: 1, key: { a: true } }, { key: { a: 1 } }],
    ['false for 1', { v: 1, key: { a: false } }, { key: { a: 1 } }],
    ['no text for 1', { v: 1, key: { a: '' } }, { key: { a: 1 } }],
    ['a text that is no kind for 1', { v: 1, key: { a: 'asc' } }, { key: { a: 1 } }],
    ['null for 1', { v: 1, key: { a: null } }, { key: { a: 1 } }],
    ['a document for 1', { v: 1, key: { a: {} } }, { key: { a: 1 } }],
    ['0 for 1', { v: 1, key: { a: new Int32(0) } }, { key: { a: 1 } }],
    ['0 as an int64 for 1', { v: 1, key: { a: Long.ZERO } }, { key: { a: 1 } }],
    ['0 as a double for 1', { v: 1, key: { a: new Double(0) } }, { key: { a: 1 } }],
    ['a direction of another type', { key: { a: new Double(1) } }, { key: { a: new Int32(1) } }],
    ['a unique that is false', { unique: false }, {}],
    ['a sparse that is false', { sparse: false }, {}],
    ['a number for true', { sparse: 1 }, { sparse: true }],
    ['0 for false', { sparse: 0 }, {}],
    ['null for false', { sparse: null }, {}],
    ['a fraction of bits', { bits: 26.5 }, { bits: 26 }],
    ['a weight of another type', { weights: { a: new Double(1) } }, { weights: { a: new Int32(1) } }],
    ['a text for true', { unique: 'yes' }, { unique: true }],
    ['safe, which is no option', { safe: null }, {}],
    ['dropDups, which nobody obeys', { dropDups: true }, {}],
    ['a time to live with a fraction', { expireAfterSeconds: 60.5 }, { expireAfterSeconds: 60 }],
    ['a time to live that is no number', { expireAfterSeconds: Number.NaN }, { expireAfterSeconds: 2147483647 }],
  ])('are the same in another form where one side writes %s', (_, source, destination) => {
    expect(ofIndex(source, destination)).toEqual([expect.stringMatching(/^index legacy-form: x: /)]);
  });

  it('differ where only a part of it is a matter of form', () => {
    expect(ofIndex({ v: 1, key: { a: 0 }, sparse: false }, { key: { a: 1 }, sparse: true })).toEqual([
      'index legacy-form: x: key.a: 0 in the source, 1 in the destination',
      'index: x: sparse: false in the source, true in the destination',
    ]);
    expect(ofIndex({ key: { a: 'text' } }, { key: { a: 1 } })).toEqual([expect.stringMatching(/^index: x: key/)]);
    expect(ofIndex({ key: { a: 0 } }, { key: { a: -1 } })).toEqual([expect.stringMatching(/^index: x: key/)]);
    expect(ofIndex({ key: { a: Decimal128.fromString('0') } }, { key: { a: 1 } })).toEqual([
      expect.stringMatching(/^index: x: key/),
    ]);
  });

  it.each<[string, BSON.Document, BSON.Document]>([
    ['not yet unique', { unique: true }, {}],
    ['made ready for being unique', { unique: true }, { prepareUnique: true }],
    ['visible', { hidden: true }, {}],
    ['never expiring', { expireAfterSeconds: 60 }, { expireAfterSeconds: 2147483647 }],
  ])('are %s only while the engine synchronizes, and only on the destination', (_, source, destination) => {
    expect(ofIndex(source, destination, true)).toEqual([expect.stringMatching(/^index during-sync: x: /)]);
    expect(ofIndex(source, destination, false)).toEqual([expect.stringMatching(/^index: x: /)]);
    expect(ofIndex(destination, source, true)).toEqual([expect.stringMatching(/^index: x: /)]);
  });

  it.each<[string, BSON.Document, BSON.Document]>([
    ['expire at another time', { expireAfterSeconds: 60 }, { expireAfterSeconds: 3600 }],
    ['expire no longer', { expireAfterSeconds: 60 }, {}],
    ['are hidden where they were not', {}, { hidden: true }],
    ['are sparse where they were not', {}, { sparse: true }],
    ['prepare for what they were not', {}, { prepareUnique: true }],
    ['prepare no longer', { unique: true, prepareUnique: true }, { unique: true }],
    ['are unique where they were not', {}, { unique: true }],
    ['never expire where they were none that did', {}, { expireAfterSeconds: 2147483647 }],
  ])('differ also while the engine synchronizes where they %s', (_, source, destination) => {
    expect(ofIndex(source, destination, true)).toEqual([expect.stringMatching(/^index: x: /)]);
  });

  const states = (source: Given, destination: Given) =>
    compared(definitions([definition(source)]), definitions([definition(destination)])).differences.map(
      ({ index: of, expected }) => [of?.name, of?.state, expected],
    );
  const one = { v: 2, key: { a: 1 }, name: 'x' };
  const built = { spec: one, buildUUID: new UUID() };

  it.each<[string, BSON.Document[], BSON.Document[], unknown[]]>([
    ['missing', [one], [], [['x', 'missing', undefined]]],
    ['extra', [], [one], [['x', 'extra', undefined]]],
    ['called otherwise', [one], [{ ...one, name: 'y' }], [['x', 'different', undefined]]],
    [
      'missing, where another one is beside it',
      [one],
      [{ ...one, name: 'y', key: { b: 1 } }],
      [
        ['x', 'missing', undefined],
        ['y', 'extra', undefined],
      ],
    ],
    [
      'missing, where the engine has one like it',
      [one],
      [{ ...one, name: 'mongosync_dummy_shard_key_index_0' }],
      [
        ['x', 'missing', undefined],
        ['mongosync_dummy_shard_key_index_0', 'extra', 'engine'],
      ],
    ],
    ['different', [one], [{ ...one, sparse: true }], [['x', 'different', undefined]]],
    ['still being built', [one], [built], [['x', 'incomplete', undefined]]],
    [
      'still being built, by the other flag',
      [one],
      [{ spec: one, indexBuildInfo: {} }],
      [['x', 'incomplete', undefined]],
    ],
    ['built on one side first', [built], [one], [['x', 'incomplete', undefined]]],
    ['being built on both sides', [built], [built], []],
    [
      'another one that is being built',
      [one],
      [{ ...built, spec: { ...one, key: { b: 1 } } }],
      [
        ['x', 'incomplete', undefined],
        ['x', 'different', undefined],
      ],
    ],
    [
      'one that should have become unique',
      [{ ...one, unique: true }],
      [{ ...one, prepareUnique: true }],
      [['x', 'failed', undefined]],
    ],
    [
      'left by the engine, wherever in its name it says so',
      [],
      [{ v: 2, key: { a: 1 }, name: 'a_mongosync_dummy_shard_key_index_1' }],
      [['a_mongosync_dummy_shard_key_index_1', 'extra', 'engine']],
    ],
  ])('are told apart by state: %s', (_, source, destination, expected) => {
    expect(states({ indexes: source }, { indexes: destination })).toEqual(expected);
  });

  it('are compared by name, whatever it holds', () => {
    const name = 'a.b$"\u001b[31m\u202e\n日本';
    const { differences } = compared(
      definitions([definition({ indexes: [{ ...one, name }] })]),
      definitions([definition({})]),
    );
    expect(differences).toEqual([expect.objectContaining({ index: { name, state: 'missing' } })]);
    expect(differences[0]?.detail).toBe(`${harmless(name)}: missing in the destination`);
    expect(harmless(name)).not.toBe(name);
  });
});

describe('shard keys', () => {
  const key = (fields: BSON.Document, unique = false): Given => ({ shardKey: { key: fields, unique } });

  it.each<[string, Given, Given, string]>([
    ['is another', key({ a: 1 }), key({ b: 1 }), '{ a: 1 } in the source, { b: 1 } in the destination'],
    [
      'goes by other fields first',
      key(inOrder('b', '7')),
      key(inOrder('7', 'b')),
      'new Map([["b", 1], ["7", 1]]) in the',
    ],
    ['is hashed', key({ a: 'hashed' }), key({ a: 1 }), '{ a: "hashed" } in the source'],
    ['has a hashed part', key({ a: 1, b: 'hashed' }), key({ a: 1, b: 1 }), '{ a: 1, b: "hashed" } in the source'],
    ['is not unique', key({ a: 1 }, true), key({ a: 1 }), '{ a: 1 }, unique in the source, { a: 1 } in'],
    ['is missing', key({ a: 1 }), {}, '{ a: 1 } in the source, none in the destination'],
    ['is one too many', {}, key({ a: 1 }), 'none in the source, { a: 1 } in the destination'],
  ])('differ where one %s', (_, source, destination, expected) => {
    const found = told(source, destination, { sharded: true });
    expect(found).toEqual([expect.stringContaining(`shard-key: the shard key: ${expected}`)]);
  });

  it('are the same where a direction is of another type', () => {
    expect(told(key({ a: new Int32(1) }), key({ a: new Double(1) }), { sharded: true })).toEqual([]);
  });

  it('are no difference on the way from a replica set, and neither is the index that they need', () => {
    const there = definition({ ...key({ a: 1 }), indexes: [{ v: 2, key: { a: 1 }, name: 'a_1' }] });
    const { differences } = compared(definitions([definition({})]), definitions([there], { isSharded: true }));
    expect(differences).toEqual([expect.objectContaining({ kind: 'index', expected: 'engine' })]);
    const other = definition({ ...key({ a: 1 }), indexes: [{ v: 2, key: { a: -1 }, name: 'a_1' }] });
    const found = compared(definitions([definition({})]), definitions([other], { isSharded: true }));
    expect(found.differences[0]).not.toHaveProperty('expected');
  });
});

describe('of two clusters', () => {
  const cluster = (rest: Partial<Definitions> = {}) =>
    definitions([definition({ shardKey: { key: { a: 1 } } })], { isSharded: true, ...rest });
  const uneven = { namespace: 'shop.orders', index: 'x', missingFrom: ['s1'], differing: ['key'] };

  it('shard keys are not compared where those of one side are not known', () => {
    const other = { ...definition({}), namespace: 'shop.orders' };
    const blind = definitions([other], { isSharded: true, unread: [{ ofEach: 'shard key', why: 'x' }] });
    for (const [source, destination] of [
      [cluster(), blind],
      [blind, cluster()],
    ] as const) {
      const { differences, notCompared } = compared(source, destination);
      expect(differences).toEqual([]);
      expect(notCompared).toEqual([{ what: 'the shard key of every collection', why: 'x' }]);
    }
    const missing = compared(cluster(), { ...blind, namespaces: [] });
    expect(missing.differences).toEqual([expect.objectContaining({ kind: 'missing-namespace' })]);
  });

  it('indexes differ that are not the same on every shard of the destination', () => {
    const { differences } = compared(cluster(), cluster({ unevenIndexes: [uneven] }));
    expect(differences).toEqual([
      {
        namespace: 'shop.orders',
        kind: 'index',
        detail: 'x: missing on s1 of the destination; the shards of the destination differ in key',
        index: { name: 'x', state: 'missing' },
      },
    ]);
  });

  it('indexes are not compared on every shard where those of the source do not agree', () => {
    expect(compared(cluster({ unevenIndexes: [uneven] }), cluster())).toMatchObject({
      differences: [],
      notCompared: [
        {
          what: 'the index x of shop.orders on every shard',
          why: 'missing on s1 of the source; the shards of the source differ in key',
        },
      ],
    });
  });
});

describe('namespaces', () => {
  const named = (...names: string[]) => names.map((namespace) => definition({ namespace }));
  const kinds = (source: Definitions, destination: Definitions) =>
    compared(source, destination).differences.map(({ kind, namespace, expected }) => [kind, namespace, expected]);

  it('are missing or extra by their whole names', () => {
    const [source, destination] = [definitions(named('a.b.c', 'a.x')), definitions(named('a.b.d', 'a.x'))];
    expect(kinds(source, destination)).toEqual([
      ['missing-namespace', 'a.b.c', undefined],
      ['extra-namespace', 'a.b.d', undefined],
    ]);
    expect(compared(source, destination)).toMatchObject({ namespaces: 3, indexes: 2 });
  });

  it('of another type are told once', () => {
    const view = { type: 'view', options: { viewOn: 'c', pipeline: [] } };
    expect(told(view, { options: { capped: true, size: 1 } })).toEqual([
      'type: view in the source, collection in the destination',
    ]);
  });

  it.each<[string, Definitions['unread'][number], boolean]>([
    ['itself could not be read', { namespace: 'a.b', why: 'x' }, true],
    ['has a database that could not be read', { database: 'a', why: 'x' }, true],
    ['may be in a database that was not listed', { why: 'x' }, true],
    ['is beside one that could not be read', { namespace: 'a.c', why: 'x' }, false],
    ['is not in the database that could not be read', { database: 'b', why: 'x' }, false],
  ])('are not compared, and named, where one %s', (_, unread, isUnread) => {
    const [full, part] = [definitions(named('a.b')), definitions([], { unread: [unread] })];
    expect(kinds(full, part)).toHaveLength(isUnread ? 0 : 1);
    expect(kinds(part, full)).toHaveLength(isUnread ? 0 : 1);
    const what = unread.namespace ?? unread.database ?? 'databases that are not listed';
    expect(compared(full, part).notCompared).toEqual([{ what, why: 'x' }]);
  });

  it('are missing where the user sees the database and not all databases', () => {
    const part = definitions(named('a.c'), { unread: [{ why: 'x' }] });
    expect(kinds(definitions(named('a.b', 'a.c', 'z.b')), part)).toEqual([['missing-namespace', 'a.b', undefined]]);
  });

  it('of engines are told by database, on whichever side they are', () => {
    const here = definitions([], { engineDatabases: ['__mdb_internal_mongosync', 'mongosync_internal_1'] });
    const there = definitions([], { engineDatabases: ['__mdb_internal_mongosync'] });
    expect(kinds(here, there)).toEqual([
      ['extra-namespace', '__mdb_internal_mongosync', 'engine'],
      ['missing-namespace', 'mongosync_internal_1', 'engine'],
    ]);
  });
});

it('quotes of long values the place in which they differ', () => {
  const long = (end: string) => ({ validator: { a: `${'x'.repeat(5_000)}${end}${'y'.repeat(5_000)}` } });
  const [detail = ''] = ofOptions(long('here'), long('there'));
  expect(detail).toContain('here');
  expect(detail).toContain('there');
  expect(detail.length).toBeLessThan(400);
});

it('tells of bytes that no text stands for', () => {
  const old = (byte: number) => ({ validator: { a: new Binary(Buffer.from([byte]), 2) } });
  expect(ofOptions(old(1), old(2))).toEqual([expect.stringMatching(/validator\.a: the bytes 0500000002\S+01 in the/)]);
});
