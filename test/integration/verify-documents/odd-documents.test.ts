import { BSON } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { mongodFixture, password } from '../../support/mongod-fixture.ts';
import { field, oddIds, type RawField, rawDocument, rawText } from '../../support/raw-bson.ts';
import { readingOf, type VerifyOptions, verifyBetween } from '../../support/verified-side.ts';

const fixture = mongodFixture();
let names = 0;

/** Loads both sides into new collections and compares them. */
async function compare(source: readonly Buffer[], destination: readonly Buffer[], options: VerifyOptions = {}) {
  const { client, mongod } = fixture;
  names += 1;
  const namespaces = { source: `src.odd${names}`, destination: `dst.odd${names}` };
  await client.db('src').createCollection(`odd${names}`);
  await client.db('dst').createCollection(`odd${names}`);
  mongod.load(namespaces.source, source);
  mongod.load(namespaces.destination, destination);
  const uri = mongod.uri('root', password);
  const readings = [
    await readingOf('the source', client, uri),
    await readingOf('the destination', client, uri),
  ] as const;
  return verifyBetween(...readings, { namespaces, ...options });
}

const filler = Buffer.alloc(300, 1);
/** A few of every kind of `_id` that there is, so that bounds lie within each type and between them. */
const mixed = [
  ...Array.from({ length: 60 }, (_, at) => rawDocument(field('_id', 1_000 + at), field('x', filler))),
  ...Array.from({ length: 60 }, (_, at) => rawDocument(field('_id', `text ${at}`), field('x', filler))),
  ...Array.from({ length: 60 }, (_, at) => rawDocument(field('_id', new Date(1 + at)), field('x', filler))),
  ...Array.from({ length: 60 }, (_, at) => rawDocument(field('_id', { at }), field('x', filler))),
  ...Object.values(oddIds).map((id) => rawDocument(id, field('x', filler))),
];
const partitionBytes = 4_000;

describe('documents of a server', () => {
  it('are all compared, in partitions across all types of _id, and none of them twice', async () => {
    const { total, words, partitions } = await compare(mixed, mixed.toReversed(), { partitionBytes, batchSize: 7 });
    expect(words).toEqual([]);
    expect(partitions.length).toBeGreaterThan(5);
    const count = mixed.length;
    expect(total).toMatchObject({ source: count, destination: count, compared: count, missing: 0, different: 0 });
    expect(total.bytes).toBe(2 * mixed.reduce((sum, { length }) => sum + length, 0));
  });

  it.each(Object.entries(oddIds))('are known by any _id: %s', async (_, odd) => {
    const document = (value: number) => rawDocument(odd, field('x', filler), field('a', value));
    const others = mixed.filter(
      (one) => !one.includes(Buffer.concat([Buffer.of(odd[0]), Buffer.from('_id\0'), odd[2]])),
    );
    const found = async (source: Buffer[], destination: Buffer[]) =>
      (await compare([...others, ...source], [...others, ...destination], { partitionBytes: 20_000 })).differences.map(
        ({ kind, paths }) => [kind, paths],
      );
    expect(await found([document(1)], [document(2)])).toEqual([['document', ['a']]]);
    expect(await found([document(1)], [])).toEqual([['missing-document', undefined]]);
    expect(await found([], [document(1)])).toEqual([['extra-document', undefined]]);
  });

  it('differ by their _id, once, where a server takes two for equal', async () => {
    const others = mixed.filter((one) => one[4] !== 0x10);
    const { words, total } = await compare(
      [...others, rawDocument(field('_id', new BSON.Int32(1)))],
      [...others, rawDocument(field('_id', new BSON.Double(1)))],
      { partitionBytes },
    );
    expect(words).toEqual(['document {"$numberInt":"1"} _id']);
    expect(total).toMatchObject({ different: 1, missing: 0, extra: 0 });
  });

  it('are told by an _id of several megabytes in few words', async () => {
    const long = (fill: string) => rawDocument(field('_id', fill.repeat(4_000_000)));
    const { differences } = await compare([long('a'), long('b')], [long('b'), long('c')]);
    expect(differences.map(({ kind, id }) => [kind, id?.slice(0, 3)])).toEqual([
      ['missing-document', '"aa'],
      ['extra-document', '"cc'],
    ]);
    expect(differences.every(({ id = '' }) => id.length < 1_100)).toBe(true);
  });

  it('keep number types, repeated fields and order, which promoted values lose', async () => {
    const of = (...more: readonly RawField[]) => [rawDocument(field('_id', 1), ...more)];
    const kinds = async (source: Buffer[], destination: Buffer[]) => (await compare(source, destination)).words;
    expect(await kinds(of(field('a', 1)), of(field('a', BSON.Long.fromNumber(1))))).toEqual([
      'document {"$numberInt":"1"} a',
    ]);
    expect(await kinds(of(field('a', 1), field('a', 2)), of(field('a', 2)))).toEqual([
      'document {"$numberInt":"1"} a a (2)',
    ]);
    expect(await kinds(of(field('b', 1), field('7', 1)), of(field('7', 1), field('b', 1)))).toEqual([
      'field-order {"$numberInt":"1"} field-order',
    ]);
  });

  it('follow the collation of their collection', async () => {
    const { client, mongod } = fixture;
    const collation = { locale: 'en', strength: 2 };
    for (const name of ['src', 'dst']) await client.db(name).createCollection('words', { collation });
    const letters = Array.from({ length: 200 }, (_, at) => (at % 2 === 0 ? `a${at}` : `B${at}`));
    const documents = letters.map((_id) => rawDocument(field('_id', _id), field('x', filler)));
    const changed = documents.with(20, rawDocument(field('_id', 'A20'), field('x', filler)));
    mongod.load('src.words', documents);
    mongod.load('dst.words', changed.slice(0, -1));
    const uri = mongod.uri('root', password);
    const { words, total, partitions } = await verifyBetween(
      await readingOf('the source', client, uri),
      await readingOf('the destination', client, uri),
      { namespaces: { source: 'src.words', destination: 'dst.words' }, partitionBytes },
    );
    expect(partitions.length).toBeGreaterThan(5);
    expect(words).toEqual(['document "a20" _id', 'missing-document "B199"']);
    expect(total).toMatchObject({ source: 200, destination: 199 });
  });

  it('of a clustered collection are compared in partitions', async () => {
    const { client, mongod } = fixture;
    for (const name of ['src', 'dst'])
      await client.db(name).createCollection('clustered', { clusteredIndex: { key: { _id: 1 }, unique: true } });
    mongod.load('src.clustered', mixed.slice(0, 240));
    mongod.load('dst.clustered', mixed.slice(0, 239));
    const uri = mongod.uri('root', password);
    const { words, partitions } = await verifyBetween(
      await readingOf('the source', client, uri),
      await readingOf('the destination', client, uri),
      { namespaces: { source: 'src.clustered', destination: 'dst.clustered' }, partitionBytes },
    );
    expect(partitions.length).toBeGreaterThan(5);
    expect(words).toEqual(['missing-document {"at":{"$numberInt":"59"}}']);
  });

  it('of a capped collection have an oldest one', async () => {
    const { client, mongod } = fixture;
    for (const [name, max] of [
      ['src', 100],
      ['dst', 90],
    ] as const) {
      await client.db(name).createCollection('capped', { capped: true, size: 1_000_000, max });
      await client
        .db(name)
        .collection<{ _id: number }>('capped')
        .insertMany(Array.from({ length: 100 }, (_, at) => ({ _id: 100 - at })));
    }
    const uri = mongod.uri('root', password);
    const limit = { bytes: 1_000_000, documents: 90 };
    const { words, total, partitions } = await verifyBetween(
      await readingOf('the source', client, uri),
      await readingOf('the destination', client, uri),
      {
        namespaces: { source: 'src.capped', destination: 'dst.capped' },
        shape: { type: 'collection', capped: true },
        capped: { source: limit, destination: limit },
        batchSize: 8,
      },
    );
    expect(partitions).toHaveLength(1);
    expect(words).toHaveLength(10);
    expect(words.every((word) => word.endsWith(' capped'))).toBe(true);
    expect(total).toMatchObject({ missing: 0, expected: { capped: 10 }, compared: 90 });
  });

  it('that are read with text in them that is not UTF-8 end nothing', async () => {
    const document = (byte: number) => rawDocument(field('_id', 1), [0x02, 'a', rawText(Buffer.from([byte]))]);
    expect((await compare([document(0xff)], [document(0xff)])).words).toEqual([]);
    expect((await compare([document(0xff)], [document(0xfe)])).words).toEqual(['document {"$numberInt":"1"} a']);
  });
});
