import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketsFor, compareHashed, type HashedLimits } from '../../../../src/verify/hashed/compare-hashed.ts';
import { comparedByHashes } from '../../../support/compared-by-hashes.ts';
import { asked, type Kept, sideOf } from './kept-in-memory.ts';

const small: HashedLimits = { few: 4, many: 1_000, atOnce: 3 };

const kept: fc.Arbitrary<Kept> = fc.record({
  id: fc.nat(60),
  hash: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  bytes: fc.constantFrom(20n, 24n),
});

/** Two sides that have most of their documents in common, some of them twice. */
const sides = fc
  .record({
    common: fc.array(kept, { maxLength: 80 }),
    here: fc.array(kept, { maxLength: 6 }),
    there: fc.array(kept, { maxLength: 6 }),
    seed: fc.integer(),
  })
  .map(({ common, here, there, seed }) => ({
    source: [...common, ...here],
    destination: [...there, ...common].toSorted((a, b) => ((a.id * seed) % 7) - ((b.id * seed) % 7)),
  }));

function expectedIds(source: readonly Kept[], destination: readonly Kept[]): number[] {
  const surplus = new Map<string, number>();
  const text = ({ id, hash, bytes }: Kept) => `${id} ${hash} ${bytes}`;
  for (const one of source) surplus.set(text(one), (surplus.get(text(one)) ?? 0) + 1);
  for (const one of destination) surplus.set(text(one), (surplus.get(text(one)) ?? 0) - 1);
  const different = [...surplus].filter(([, count]) => count !== 0).map(([key]) => Number(key.split(' ')[0]));
  return [...new Set(different)].toSorted((a, b) => a - b);
}

const sorted = (ids: readonly number[]) => ids.toSorted((a, b) => a - b);

describe('comparing by hashes', () => {
  it.each([
    ['with buckets', small],
    ['without buckets', { ...small, few: 1_000 }],
  ])('reads exactly the documents that differ, %s', async (_, limits) => {
    await fc.assert(
      fc.asyncProperty(sides, async ({ source, destination }) => {
        const documents = asked();
        const parts = { source: sideOf(source), destination: sideOf(destination), documents };
        const { read, digests } = await comparedByHashes(parts, 'part', limits);
        const expected = expectedIds(source, destination);
        expect(sorted(documents.ids.flat())).toEqual(expected);
        expect(read).toBe(expected.length === 0 ? 'none' : 'some');
        expect(digests?.source.count).toBe(BigInt(source.length));
        expect(documents.wholes).toBe(0);
      }),
    );
  });

  const one: Kept = { id: 1, hash: 5n, bytes: 20n };
  const tenOf = (hash: (id: number) => bigint) =>
    Array.from({ length: 10 }, (_, id): Kept => ({ id, hash: hash(id), bytes: 20n }));

  it('reads no document of two empty sides', async () => {
    const documents = asked();
    await comparedByHashes({ source: sideOf([]), destination: sideOf([]), documents }, 'part');
    expect(documents).toMatchObject({ ids: [], wholes: 0 });
  });

  it.each([
    ['of the whole', tenOf(() => 1n), small, 0],
    // Of the whole, of buckets, of documents, and four times for bytes.
    ['with buckets', tenOf(() => 2n), small, 6],
    ['without buckets', tenOf(() => 2n), { ...small, few: 1_000 }, 5],
  ])('can be held back between each question and the next, %s', async (_, destination, limits, pauses) => {
    const parts = { source: sideOf(tenOf(() => 1n)), destination: sideOf(destination), documents: asked() };
    let yielded = 0;
    for await (const _ of compareHashed(parts, 'part', limits)) yielded += 1;
    expect(yielded).toBe(pauses);
  });

  it('asks for so many documents at a time', async () => {
    const documents = asked();
    const parts = { source: sideOf(tenOf(() => 1n)), destination: sideOf(tenOf(() => 2n)), documents };
    await comparedByHashes(parts, 'part', small);
    expect(documents.ids.map((ids) => ids.length)).toEqual([3, 3, 3, 1]);
  });

  it.each([
    ['in the buckets that differ', { ...small, many: 9 }],
    ['in a part without buckets', { few: 1_000, many: 9, atOnce: 3 }],
  ])('reads the part where too many documents are %s', async (_, limits) => {
    const documents = asked();
    const parts = { source: sideOf(tenOf(() => 1n)), destination: sideOf(tenOf(() => 2n)), documents };
    expect(await comparedByHashes(parts, 'part', limits)).toMatchObject({ read: 'all' });
    expect(documents).toMatchObject({ ids: [], wholes: 1 });
  });

  it.each([
    ['with buckets', 0],
    ['without buckets', 4],
  ])('reads the part where both sides have become the same since, %s', async (_, few) => {
    const documents = asked();
    const parts = { source: sideOf([one]), destination: sideOf([], () => [one]), documents };
    expect(await comparedByHashes(parts, 'part', { ...small, few })).toMatchObject({ read: 'all' });
    expect(documents).toMatchObject({ ids: [], wholes: 1 });
  });

  it('reads the part where a document cannot be hashed', async () => {
    const documents = asked();
    const unhashable = { ...sideOf([one]), digest: async () => undefined };
    const result = await comparedByHashes({ source: unhashable, destination: sideOf([one]), documents }, 'part');
    expect(result).toEqual({ digests: undefined, read: 'all' });
    expect(documents.wholes).toBe(1);
  });

  it('ends with the error of the side that fails', async () => {
    const failing = {
      ...sideOf([one]),
      documents: () => ({
        [Symbol.asyncIterator]: () => ({ next: async () => await Promise.reject(new Error('the cursor is gone')) }),
      }),
    };
    const parts = { source: sideOf([]), destination: failing, documents: asked() };
    await expect(comparedByHashes(parts, 'part', small)).rejects.toThrow('the cursor is gone');
  });

  it.each([
    [10_001n, 101],
    [1_000_000n, 1_000],
    [2n ** 32n, 65_536],
  ])('divides %s documents into %s buckets', (count, buckets) => {
    expect(bucketsFor(count)).toBe(buckets);
  });
});
