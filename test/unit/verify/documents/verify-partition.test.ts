import { BSON } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { type Identity, identityAt } from '../../../../src/core/bson/identity.ts';
import { LivemigError } from '../../../../src/core/errors.ts';
import type { DocumentSide } from '../../../../src/core/verification/document-side.ts';
import { bson, comparePartition, type InMemory, sideInMemory } from '../../../support/documents-in-memory.ts';
import { field, oddIds, rawDocument } from '../../../support/raw-bson.ts';

const idText = (identity: Identity) => String(BSON.deserialize(identity)._id);
const numbered = (count: number, change: (at: number) => BSON.Document = () => ({})) =>
  Array.from({ length: count }, (_, at) => bson({ _id: at, a: 1, b: 2, ...change(at) }));
const ten = numbered(10);
const without = (documents: readonly Buffer[], ...at: number[]) => documents.filter((_, place) => !at.includes(place));
const withOne = (document: BSON.Document, at = 4) => [...ten.slice(0, at), bson(document), ...ten.slice(at + 1)];

const compare = (
  source: InMemory | readonly Buffer[],
  destination: InMemory | readonly Buffer[],
  more: Parameters<typeof comparePartition>[1] = {},
) => {
  const side = (given: InMemory | readonly Buffer[]) =>
    sideInMemory('documents' in given ? given : { documents: given }).side;
  return comparePartition({ source: side(source), destination: side(destination) }, { idText, ...more });
};

describe('verifyPartition', () => {
  it('finds nothing between the same documents, counts and weighs them, and looks at nothing again', async () => {
    const { result, words, pauses } = await compare(ten, ten);
    const bytes = 2 * ten.reduce((sum, { length }) => sum + length, 0);
    const none = { missing: 0, extra: 0, different: 0, expected: {} };
    expect(result).toEqual({ index: 0, source: 10, destination: 10, compared: 10, bytes, ...none });
    expect(words).toEqual([]);
    expect(pauses).toBe(0);
  });

  it('compares nothing with nothing', async () => {
    expect((await compare([], [])).result).toMatchObject({ source: 0, destination: 0, compared: 0 });
  });

  it.each<[string, readonly Buffer[], readonly Buffer[], string[], object]>([
    ['a missing document', ten, without(ten, 4), ['missing-document 4'], { missing: 1, compared: 9 }],
    ['the first one missing', ten, without(ten, 0), ['missing-document 0'], { missing: 1 }],
    ['the last one missing', ten, without(ten, 9), ['missing-document 9'], { missing: 1 }],
    ['an extra one', without(ten, 4), ten, ['extra-document 4'], { extra: 1, compared: 9 }],
    [
      'as many missing as extra',
      without(ten, 2),
      without(ten, 7),
      ['extra-document 2', 'missing-document 7'],
      { missing: 1, extra: 1, compared: 8 },
    ],
    ['all missing', ten, [], ten.map((_, at) => `missing-document ${at}`), { missing: 10, compared: 0 }],
    ['all extra', [], ten, ten.map((_, at) => `extra-document ${at}`), { extra: 10, compared: 0 }],
    ['another value', ten, withOne({ _id: 4, a: 1, b: 3 }), ['document 4 b'], { different: 1, compared: 10 }],
    ['another type', ten, withOne({ _id: 4, a: new BSON.Double(1), b: 2 }), ['document 4 a'], { different: 1 }],
    [
      'another order of fields, which is expected',
      ten,
      withOne({ _id: 4, b: 2, a: 1 }),
      ['field-order 4 field-order'],
      { different: 0, expected: { 'field-order': 1 }, compared: 10 },
    ],
    ['nothing in another order of documents', ten, ten.toReversed(), [], { compared: 10, different: 0 }],
    [
      'what differs in another order of documents',
      ten,
      withOne({ _id: 4, a: 1, b: 3 }).toReversed(),
      ['document 4 b'],
      { different: 1, missing: 0, extra: 0, compared: 10 },
    ],
  ])('finds %s', async (_, source, destination, words, counts) => {
    for (const batchSize of [1, 3, 100]) {
      const compared = await compare(source, destination, { batchSize });
      expect(compared.words).toEqual(words);
      expect(compared.result).toMatchObject(counts);
      expect(compared.pauses).toBe(words.length > 0 ? 1 : 0);
    }
  });

  it('takes nothing for a difference that is none any more when it is looked at again', async () => {
    const changed = withOne({ _id: 4, a: 1, b: 3 });
    const late = { documents: without(changed, 7), later: ten };
    const { words, result, pauses } = await compare(ten, late);
    expect(words).toEqual([]);
    expect(result).toMatchObject({ missing: 0, different: 0, source: 10, destination: 9, compared: 10 });
    expect(pauses).toBe(1);
  });

  it.each<[string, InMemory, InMemory, number | undefined]>([
    ['one that a server gives twice', { documents: [...ten, ...ten.slice(9)], later: ten }, { documents: ten }, 1],
    ['one that a server leaves out', { documents: ten }, { documents: without(ten, 4), later: ten }, 1],
    [
      'one that is found on neither side by its _id',
      { documents: ten, later: [] },
      { documents: without(ten, 4), later: [] },
      1,
    ],
    ['none where what differs still does', { documents: ten }, { documents: without(ten, 4) }, undefined],
    ['none between the same ones', { documents: ten }, { documents: ten.toReversed() }, undefined],
  ])('counts as unsteady %s', async (_, source, destination, count) => {
    for (const batchSize of [1, 3, 100])
      expect((await compare(source, destination, { batchSize })).result.unsteady).toBe(count);
  });

  it('does not count a document as compared that is gone when it is looked at again', async () => {
    const { words, result } = await compare({ documents: ten, later: without(ten, 4) }, without(ten, 4));
    expect(words).toEqual([]);
    expect(result).toMatchObject({ missing: 0, compared: 9 });
  });

  it.each(Object.entries(oddIds))('knows a document by its _id: %s', async (_, odd) => {
    const document = (value: number) => rawDocument(odd, field('a', value));
    const text = identityHex(document(1));
    const found = async (source: Buffer[], destination: Buffer[]) =>
      (
        await compare([...ten, ...source], [...destination, ...ten], {
          idText: (identity) => Buffer.from(identity).toString('hex'),
        })
      ).words;
    expect(await found([document(1)], [document(1)])).toEqual([]);
    expect(await found([document(1)], [document(2)])).toEqual([`document ${text} a`]);
    expect(await found([document(1)], [])).toEqual([`missing-document ${text}`]);
    expect(await found([], [document(1)])).toEqual([`extra-document ${text}`]);
  });

  it('reads the partition once more for _ids that no query can ask for', async () => {
    const odd = numbered(3).map((_, at) => rawDocument([0x02, '_id', Buffer.from([2, 0, 0, 0, 0xf0 + at, 0])]));
    const isSendable = () => false;
    const source = sideInMemory({ documents: odd, isSendable });
    const destination = sideInMemory({ documents: odd.slice(1), isSendable });
    const { words } = await comparePartition({ source: source.side, destination: destination.side });
    expect(words).toHaveLength(1);
    expect([source.seen.opened, source.seen.closed]).toEqual([2, 2]);
  });

  describe('where one _id is on two shards', () => {
    const [one, other] = [bson({ _id: 4, a: 1 }), bson({ _id: 4, a: 2 })];
    it.each<[string, Buffer[], Buffer[], string[]]>([
      ['the same twice', [one, one], [one, one], []],
      ['two in another order', [one, other], [other, one], []],
      ['one of two', [one, other], [other], ['missing-document 4']],
      ['one of two equal ones', [one, one], [one], ['missing-document 4']],
      ['one too many', [one], [one, one], ['extra-document 4']],
      ['one that differs', [one, other], [one, bson({ _id: 4, a: 3 })], ['document 4 a']],
    ])('finds %s', async (_, source, destination, words) => {
      const around = (middle: Buffer[]) => [...ten.slice(0, 4), ...middle, ...ten.slice(5)];
      for (const batchSize of [1, 3, 100]) {
        const found = await compare(around(source), around(destination), { batchSize });
        expect([found.words, found.result.unsteady]).toEqual([words, undefined]);
      }
    });
  });

  describe('of _ids that are equal for a server and differ in bytes', () => {
    const [int, double] = [bson({ _id: 4, a: 1 }), bson({ _id: new BSON.Double(4), a: 1 })];
    const alike = (key: string) => (key === keyOf(double) ? keyOf(int) : key);
    const keyOf = (document: Buffer) => Buffer.from(identityAt(document, 0)).toString('latin1');
    const around = (...middle: Buffer[]) => ({ documents: [...ten.slice(0, 4), ...middle, ...ten.slice(5)], alike });

    it('names one document, by its _id, and not two', async () => {
      const { words, result } = await compare(around(int), around(double));
      expect(words).toEqual(['document 4 _id']);
      expect(result).toMatchObject({ missing: 0, extra: 0, different: 1, compared: 10 });
    });

    it('pairs those that are the same first', async () => {
      expect((await compare(around(int, double), around(double))).words).toEqual(['missing-document 4']);
      expect((await compare(around(int, double), around(double, int))).words).toEqual([]);
    });
  });

  describe('of what servers delete by themselves', () => {
    const now = Date.UTC(2026, 0, 1);
    const aged = (seconds: number) => numbered(10, () => ({ at: new Date(now - seconds * 1000) }));
    const rules = [{ field: 'at', expireAfterSeconds: 60 }];
    const expiry = { source: { rules, now }, destination: { rules, now } };

    it.each<[string, Buffer[], Buffer[], string, object]>([
      [
        'expects a missing document that is due',
        aged(60),
        without(aged(60), 4),
        'missing-document 4 ttl',
        { missing: 0 },
      ],
      ['expects an extra one that is due', without(aged(60), 4), aged(60), 'extra-document 4 ttl', { extra: 0 }],
      ['counts one that is not due', aged(59), without(aged(59), 4), 'missing-document 4', { missing: 1 }],
    ])('%s', async (_, source, destination, word, counts) => {
      const { words, result } = await compare(source, destination, { expiry });
      expect(words).toEqual([word]);
      expect(result).toMatchObject({ ...counts, compared: 9 });
    });

    it('asks the rules and the clock of the side that does not have it', async () => {
      const slow = { rules, now: now - 60_000 };
      const documents = aged(60);
      const found = async (source: Buffer[], destination: Buffer[], sides: typeof expiry) =>
        (await compare(source, destination, { expiry: sides })).words;
      const slowDestination = { source: { rules, now }, destination: slow };
      expect(await found(documents, without(documents, 4), slowDestination)).toEqual(['missing-document 4']);
      expect(await found(without(documents, 4), documents, slowDestination)).toEqual(['extra-document 4 ttl']);
      const noRule = { source: { rules, now }, destination: { rules: [], now } };
      expect(await found(documents, without(documents, 4), noRule)).toEqual(['missing-document 4']);
    });
  });

  describe('of a capped collection', () => {
    const partition = { index: 0, order: 'natural' as const };
    const bytes = ten.slice(3).reduce((sum, { length }) => sum + length, 0);
    const full = { bytes, documents: 7 };
    const roomy = { bytes: 1_000_000, documents: 1_000 };
    const found = async (source: readonly Buffer[], destination: readonly Buffer[], limit: typeof full) =>
      (await compare(source, destination, { partition, capped: { source: limit, destination: limit } })).words;
    const rolled = ['missing-document 0 capped', 'missing-document 1 capped', 'missing-document 2 capped'];

    it('expects that the oldest have rolled off a side that is full', async () => {
      expect(await found(ten, ten.slice(3), full)).toEqual(rolled);
      expect(await found(ten, ten.slice(3), { ...roomy, bytes })).toEqual(rolled);
      expect(await found(ten, ten.slice(3), { ...roomy, documents: 7 })).toEqual(rolled);
      expect(await found(ten.slice(3), ten, full)).toEqual(rolled.map((word) => word.replace('missing', 'extra')));
    });

    it.each<[string, readonly Buffer[], readonly Buffer[], typeof full, string[]]>([
      ['one in the middle', ten, without(ten, 0, 1, 5), full, ['missing-document 5']],
      ['the oldest of a side with room', ten, ten.slice(1), roomy, ['missing-document 0']],
      ['all', ten.slice(0, 2), [], full, ['missing-document 0', 'missing-document 1']],
      [
        'the oldest of both',
        ten.slice(0, 9),
        [bson({ _id: 77 }), ...ten.slice(2)],
        full,
        ['extra-document 77', 'missing-document 0', 'missing-document 1'],
      ],
    ])('does not expect %s', async (_, source, destination, limit, words) => {
      expect(await found(source, destination, limit)).toEqual(expect.arrayContaining(words));
    });
  });

  it('holds no more in memory than it may, and still tells each difference once', async () => {
    const documents = numbered(200);
    const reversed = numbered(200, (at) => (at === 17 ? { a: 9 } : {}))
      .filter((_, at) => at !== 30 && at !== 160)
      .reverse();
    const extra = [...reversed.slice(0, 50), bson({ _id: 999 }), ...reversed.slice(50)];
    const { words, result, pauses } = await compare(documents, extra, { batchSize: 7, mostWaiting: 4_000 });
    expect(pauses).toBeGreaterThan(3);
    expect(words).toEqual(['document 17 a', 'extra-document 999', 'missing-document 160', 'missing-document 30']);
    expect(result).toMatchObject({ source: 200, destination: 199, compared: 198, missing: 2, extra: 1, different: 1 });
    expect(result.unsteady).toBeUndefined();
  });

  it('does not end by a document that is no BSON', async () => {
    const broken = rawDocument(field('_id', 4), [0x60, 'a', Buffer.alloc(9)]);
    const { words } = await compare(withOne({ _id: 4 }), [...ten.slice(0, 4), broken, ...ten.slice(5)]);
    expect(words).toEqual(['document 4 (not well-formed BSON)']);
  });

  it('closes the reads of both sides where one fails', async () => {
    const failing: DocumentSide = {
      ...sideInMemory({ documents: ten }).side,
      async *batches() {
        yield* [];
        throw new LivemigError({ kind: 'step-failed', code: 'MONGODB', message: 'The source is gone.', fix: '-' });
      },
    };
    const { side, seen } = sideInMemory({ documents: ten });
    await expect(comparePartition({ source: failing, destination: side })).rejects.toThrow('The source is gone.');
    expect(seen).toMatchObject({ opened: 1, closed: 1 });
  });
});

function identityHex(document: Buffer): string {
  return Buffer.from(identityAt(document, 0)).toString('hex');
}
