import { BSON, BSONSymbol, Decimal128, type Document, Double, Int32, Long } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { hashedSide } from '../../../src/mongo/verify/hashed/hashed-side.ts';
import { probedValues } from '../../../src/mongo/verify/hashed/probed-values.ts';
import type { HashedLimits } from '../../../src/verify/hashed/compare-hashed.ts';
import { judgeProbes } from '../../../src/verify/hashed/judge-probes.ts';
import { comparedByHashes } from '../../support/compared-by-hashes.ts';
import { twoDeployments } from '../../support/two-deployments.ts';
import { foundByBytes } from './found-by-bytes.ts';

const servers = twoDeployments();
const all = { namespace: 'd.c', partition: { index: 0, order: 'id' } } as const;

function side(name: 'source' | 'destination', salt = 'salt of this run') {
  return hashedSide(servers[name].asking(), salt);
}

const usual: HashedLimits = { few: 10_000, many: 100_000, atOnce: 1_000 };
const withBuckets: HashedLimits = { ...usual, few: 0 };

async function compared(source: readonly Document[], destination: readonly Document[], limits = usual) {
  await servers.source.fill(source);
  await servers.destination.fill(destination);
  const documents = foundByBytes(servers);
  const sides = { source: side('source'), destination: side('destination'), documents };
  const { read } = await comparedByHashes(sides, all, limits);
  return { read, differing: documents.differing(), ids: documents.asked.ids };
}

const ordinary = Array.from({ length: 50 }, (_, at) => ({ _id: new Int32(at), n: new Int32(at * 7), text: `t${at}` }));
const but = (at: number, document: Document): Document[] =>
  ordinary.map((one, place) => (place === at ? document : one));

interface Fault {
  readonly rule: string;
  readonly source: readonly Document[];
  readonly destination: readonly Document[];
  readonly ids: readonly string[];
}

const of = (rule: string, one: unknown, other: unknown): Fault => ({
  rule,
  source: but(5, { _id: new Int32(5), v: one }),
  destination: but(5, { _id: new Int32(5), v: other }),
  ids: ['5'],
});

const found: readonly Fault[] = [
  of('2.3 and 2.9', new Double(2.3), new Double(2.9)),
  of('2.3 and 2.9 inside of a document in an array', [{ a: new Double(2.3) }], [{ a: new Double(2.9) }]),
  of('an int32 that became an int64', new Int32(1), Long.ONE),
  of('an int64 that became an int32', Long.ONE, new Int32(1)),
  of('another text', 'a', 'b'),
  of('another order of fields', { a: 1, b: 2 }, { b: 2, a: 1 }),
  of('the item of an array', [1, 2], [1, 3]),
  {
    rule: 'null and nothing',
    source: but(5, { _id: new Int32(5), v: null }),
    destination: but(5, { _id: new Int32(5) }),
    ids: ['5'],
  },
  {
    rule: '4 bytes more here and 4 bytes less there',
    source: but(5, { _id: new Int32(5), v: Long.ONE }).with(6, { _id: new Int32(6), v: new Int32(1) }),
    destination: but(5, { _id: new Int32(5), v: new Int32(1) }).with(6, { _id: new Int32(6), v: Long.ONE }),
    ids: ['5', '6'],
  },
  {
    rule: 'two documents that have swapped a field',
    source: but(5, { _id: new Int32(5), v: 'one' }).with(6, { _id: new Int32(6), v: 'two' }),
    destination: but(5, { _id: new Int32(5), v: 'two' }).with(6, { _id: new Int32(6), v: 'one' }),
    ids: ['5', '6'],
  },
  { rule: 'a missing document', source: ordinary, destination: ordinary.toSpliced(9, 1), ids: ['9'] },
  { rule: 'an extra document', source: ordinary.toSpliced(9, 1), destination: ordinary, ids: ['9'] },
  {
    rule: 'one missing and another one extra',
    source: ordinary.toSpliced(9, 1),
    destination: ordinary.toSpliced(8, 1),
    ids: ['8', '9'],
  },
  { rule: 'an empty destination', source: ordinary.slice(0, 2), destination: [], ids: ['0', '1'] },
];

describe('hashes find', () => {
  it.each(found.map((fault) => [fault.rule, fault] as const))('%s', async (_, { source, destination, ids }) => {
    const expected = { read: 'some', differing: [...ids], ids: ids.length };
    expect(await compared(source, destination)).toEqual(expected);
    expect(await compared(source, destination, withBuckets)).toEqual(expected);
  });

  it('nothing where nothing differs, in whatever order the documents lie', async () => {
    expect(await compared(ordinary, ordinary.toReversed())).toEqual({ read: 'none', differing: [], ids: 0 });
  });

  it('only what is in the range', async () => {
    await servers.source.fill(ordinary);
    await servers.destination.fill(ordinary.toSpliced(9, 1));
    const documents = foundByBytes(servers);
    const sides = { source: side('source'), destination: side('destination'), documents };
    const from = Buffer.from(BSON.serialize({ _id: new Int32(10) })).toString('base64');
    const after = { namespace: 'd.c', partition: { index: 1, order: 'id', from } } as const;
    expect(await comparedByHashes(sides, after)).toMatchObject({ read: 'none', digests: { source: { count: 40n } } });
  });

  it.each([
    ['a capped one', { capped: true, size: 1_000_000 }],
    ['a clustered one', { clusteredIndex: { key: { _id: 1 }, unique: true } }],
    ['one whose collation takes capitals for small letters', { collation: { locale: 'en', strength: 2 } }],
  ] as const)('differences in every kind of collection: %s', async (_, options) => {
    const documents = ['a', 'b', 'c'].map((_id) => ({ _id, v: 'x' }));
    await servers.source.fill(documents, options);
    await servers.destination.fill(documents.with(1, { _id: 'B', v: 'x' }).with(2, { _id: 'c', v: 'X' }), options);
    const found = foundByBytes(servers);
    const sides = { source: side('source'), destination: side('destination'), documents: found };
    await comparedByHashes(sides, all, withBuckets);
    expect(found.differing()).toEqual(['"B"', '"b"', '"c"']);
    expect(found.asked).toEqual({ ids: 3, wholes: 0 });
  });

  it('each _id of every type', async () => {
    const documents = Object.values(probedValues)
      .filter((value) => !Array.isArray(value))
      .map((_id) => ({ _id, v: 1 }));
    const changed = documents.map((document) => ({ ...document, v: 2 }));
    expect(await compared(documents.filter(canBeId), changed.filter(canBeId))).toMatchObject({
      read: 'some',
      ids: documents.filter(canBeId).length,
    });
  });
});

/** A server refuses patterns. */
function canBeId({ _id }: { readonly _id: unknown }): boolean {
  return !(typeof _id === 'object' && _id !== null && '_bsontype' in _id && _id._bsontype === 'BSONRegExp');
}

/** Two fields of one name, which no object and no driver has. */
class Twice extends Map<string, unknown> {
  override *entries(): MapIterator<[string, unknown]> {
    for (const [name, values] of super.entries()) {
      for (const value of Array.isArray(values) ? values : [values]) yield [name, value];
    }
  }
}

const unseen: readonly Fault[] = [
  of('an int64 that became a double of the same value', Long.fromNumber(5), new Double(5)),
  of('an int32 and an int64 that have changed places', [new Int32(1), Long.ONE], [Long.ONE, new Int32(1)]),
  of('0 and -0', new Double(0), new Double(-0)),
  of('Decimal128 1.0 and 1.00', Decimal128.fromString('1.0'), Decimal128.fromString('1.00')),
  of('a string that became a symbol', 'text', new BSONSymbol('text')),
];

describe('hashes do not see, and bytes do,', () => {
  it.each(unseen.map((fault) => [fault.rule, fault] as const))('%s', async (_, { source, destination, ids }) => {
    expect(await compared(source, destination)).toEqual({ read: 'none', differing: [], ids: 0 });
    const documents = foundByBytes(servers);
    await documents.whole(all);
    expect(documents.differing()).toEqual(ids);
  });
});

// UNVERIFIED of a real server, which may make one field of the two; the embedded one keeps the bytes.
it('a repeated field of the same length is seen by the hashes of the embedded server', async () => {
  const twice = (v: readonly number[]) => new Twice(Object.entries({ _id: new Int32(5), v }));
  expect(await compared(but(5, twice([1, 2])), but(5, twice([1, 3])))).toMatchObject({ read: 'some', ids: 1 });
});

describe('the probe', () => {
  it('finds that two servers hash every type alike', async () => {
    await servers.source.fill([]);
    await servers.destination.fill([]);
    const [here, there] = [await side('source').probe('d.c'), await side('destination').probe('d.c')];
    expect(here).toMatchObject({ hashes: expect.objectContaining({ size: Object.keys(probedValues).length }) });
    expect(judgeProbes(here, there)).toBeUndefined();
  });

  it('finds that two servers do not hash alike', async () => {
    await servers.source.fill([]);
    await servers.destination.fill([]);
    const [here, there] = [await side('source').probe('d.c'), await side('destination', 'other').probe('d.c')];
    expect(judgeProbes(here, there)).toBe('the two sides hash double 2.3 differently');
  });
});
