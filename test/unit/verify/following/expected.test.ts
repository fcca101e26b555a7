import { BSON } from 'mongodb';
import { describe, expect, it } from 'vitest';
import type { OwnDeletions } from '../../../../src/verify/own-deletions.ts';
import { ended, followedWorld, namespace, wordsOf } from '../../../support/followed-world.ts';

const size = BSON.calculateObjectSize({ _id: 1 });
const oldAt = new Date(Date.parse('2026-01-18T12:00:00.000Z') - 60_000);

/** What still differs once nobody writes, in words and by class. */
async function foundIn(
  deletions: { source: OwnDeletions; destination: OwnDeletions },
  act: (world: ReturnType<typeof followedWorld>) => void,
  before: (world: ReturnType<typeof followedWorld>) => void = () => {},
) {
  const world = followedWorld();
  before(world);
  const following = await world.follow({ deletions: () => deletions });
  act(world);
  const { settled } = await ended(following, 'strict');
  return { words: wordsOf(settled), expected: settled.namespaces[0]?.expected, open: settled.followed.open };
}

describe('a document that one side alone has, when changes are followed', () => {
  const rules = [{ field: 'at', expireAfterSeconds: 60 }];
  const expiring = { source: { rules }, destination: { rules } };

  it('is expected where the server of the other side had to delete it', async () => {
    const found = await foundIn(expiring, ({ source }) => source.put(namespace, { _id: 1, at: oldAt }));
    expect(found).toEqual({ words: [], expected: { ttl: 1 }, open: 0 });
    const extra = await foundIn(expiring, ({ destination }) => destination.put(namespace, { _id: 1, at: oldAt }));
    expect(extra).toEqual({ words: [], expected: { ttl: 1 }, open: 0 });
  });

  it('is a difference where it was not due there', async () => {
    const other = { source: { rules }, destination: { rules: [] } };
    const found = await foundIn(other, ({ source }) => source.put(namespace, { _id: 1, at: oldAt }));
    expect(found).toMatchObject({ words: ['missing-document 1'], open: 1 });
    const early = await foundIn(expiring, ({ source }) =>
      source.put(namespace, { _id: 1, at: new Date(oldAt.getTime() + 30_000) }),
    );
    expect(early).toMatchObject({ words: ['missing-document 1'], open: 1 });
  });

  const capped = { bytes: 3 * size, documents: 3 };
  const both = { source: { rules: [], capped }, destination: { rules: [], capped } };
  type Put = { put(namespace: string, document: BSON.Document): void };
  const put = (side: Put, ...ids: number[]) => {
    for (const _id of ids) side.put(namespace, { _id });
  };

  it('is expected where it rolled off a full capped collection', async () => {
    const found = await foundIn(both, ({ source, destination }) => {
      put(source, 1, 2, 3);
      put(destination, 2, 3, 4);
      put(source, 4);
    });
    expect(found).toEqual({ words: [], expected: { capped: 1 }, open: 0 });
  });

  it.each<[string, number[], number[], string[]]>([
    ['in the middle', [1, 2, 3, 4, 5], [3, 5, 6], ['extra-document 6', 'missing-document 4']],
    ['the newest one', [2, 3, 4, 5], [2, 3, 4], ['missing-document 5']],
    ['of a side that has room', [1, 2, 3], [2, 3], ['missing-document 1']],
    [
      'of a side whose oldest one the other does not have',
      [1, 2, 3],
      [7, 2, 3],
      ['extra-document 7', 'missing-document 1'],
    ],
  ])('is a difference in a capped collection: %s', async (_, here, there, words) => {
    const found = await foundIn(both, ({ source, destination }) => {
      put(source, ...here);
      put(destination, ...there);
    });
    expect(found.words).toEqual(expect.arrayContaining(words));
    expect(found.words.length).toBe(found.open);
  });

  it('is a difference where one side alone is capped', async () => {
    const one = { source: { rules: [] }, destination: { rules: [], capped } };
    const found = await foundIn(one, ({ source, destination }) => {
      put(source, 1, 2, 3, 4);
      put(destination, 2, 3, 4);
    });
    expect(found.words).toEqual(['missing-document 1']);
  });
});
