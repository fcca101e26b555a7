import { describe, expect, it } from 'vitest';
import { comparingActions, sightOf } from '../../../../src/core/verification/sight.ts';

const on = (db: string, collection: string, ...actions: string[]) => ({ resource: { db, collection }, actions });
const sight = (...privileges: ReturnType<typeof on>[]) => sightOf({ privileges });
const [orders, view] = [
  { name: 'orders', type: 'collection' },
  { name: 'cheap', type: 'view' },
];

describe('what a user may see', () => {
  it('is everything where the server wants no login', () => {
    const { lists, readsAll, lacks, seesShardKeys } = sightOf(undefined);
    expect([lists('a'), readsAll('a'), lacks('a', orders), seesShardKeys]).toEqual([true, true, [], true]);
  });

  it('is nothing without a privilege', () => {
    const { lists, readsAll, lacks, seesShardKeys } = sight();
    const seen = [lists('a'), readsAll('a'), lacks('a', orders), seesShardKeys];
    expect(seen).toEqual([false, false, ['collStats', 'find', 'listIndexes'], false]);
  });

  it('is a list of collections by the right on all of the database alone', () => {
    expect(sight(on('a', '', 'listCollections')).lists('a')).toBe(true);
    expect(sight(on('a', 'orders', 'listCollections')).lists('a')).toBe(false);
    expect(sight(on('b', '', 'listCollections')).lists('a')).toBe(false);
  });

  it.each(comparingActions)('is not a whole database without %s', (missing) => {
    expect(sight(on('a', '', ...comparingActions)).readsAll('a')).toBe(true);
    const { readsAll, lacks } = sight(on('a', '', ...comparingActions.filter((action) => action !== missing)));
    expect([readsAll('a'), lacks('a', orders)]).toEqual([false, [missing]]);
  });

  it('is one collection by a right on it, and a view by find alone', () => {
    const { readsAll, lacks } = sight(on('a', 'orders', ...comparingActions), on('a', 'cheap', 'find'));
    expect([readsAll('a'), lacks('a', orders), lacks('a', view)]).toEqual([false, [], []]);
    expect(sight().lacks('a', view)).toEqual(['find']);
  });

  it('is shard keys by a right on config, which a right on any database is not', () => {
    expect(sight(on('config', '', 'find')).seesShardKeys).toBe(true);
    expect(sight(on('', '', 'find')).seesShardKeys).toBe(false);
  });
});
