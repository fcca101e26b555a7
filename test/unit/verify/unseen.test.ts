import { describe, expect, it } from 'vitest';
import type { Privilege } from '../../../src/core/facts/health.ts';
import { scopeOf } from '../../../src/core/verification/scope.ts';
import type { SideRead } from '../../../src/core/verification/side-read.ts';
import { unseenOf } from '../../../src/verify/unseen.ts';
import { replicaSet, sharded, user } from './sides.ts';

const read = ['collStats', 'find', 'listCollections', 'listIndexes'];
const may = (db: string, collection: string, actions: readonly string[] = read): Privilege => ({
  resource: { db, collection },
  actions,
});
const collection = (name: string) => ({ name, type: 'collection' });
const seen = (privileges: readonly Privilege[], rest: Partial<SideRead>) =>
  unseenOf('the source', replicaSet({ login: user(privileges), ...rest }));
const shop = { name: 'shop', collections: ['goods', 'orders'].map(collection) };

describe('what a user may not see', () => {
  it.each<[string, readonly Privilege[], Partial<SideRead>, readonly string[]]>([
    ['nothing, with a right on all', [may('', '')], {}, []],
    ['nothing, with a right on each database', [may('shop', '')], {}, []],
    [
      'a database without a right',
      [may('shop', '')],
      { databases: [{ name: 'hr' }, { name: 'shop' }] },
      ['database "hr" of the source'],
    ],
    [
      'a database whose collections alone may be read',
      [may('shop', 'orders')],
      { databases: [{ name: 'shop' }] },
      ['database "shop" of the source'],
    ],
    [
      'a database of which only the list may be read',
      [may('shop', '', ['listCollections'])],
      { databases: [shop] },
      ['database "shop" of the source'],
    ],
    [
      'one collection of a database',
      [may('shop', '', ['listCollections']), may('shop', 'orders')],
      { databases: [shop] },
      ['collection "shop.goods" of the source'],
    ],
    [
      'what has no collection of a name that may be read everywhere',
      [may('', '', ['listCollections']), may('', 'orders')],
      { databases: [shop] },
      ['collection "shop.goods" of the source'],
    ],
    [
      'no view that may be found in',
      [may('shop', '', ['listCollections', 'find'])],
      { databases: [{ name: 'shop', collections: [{ name: 'cheap', type: 'view' }, collection('goods')] }] },
      ['collection "shop.goods" of the source'],
    ],
    [
      'databases of which nobody told, beside the one that it names',
      [may('shop', '')],
      { isListWhole: false },
      ['databases of the source on which its user has no right'],
    ],
    [
      'nothing of an empty database of which only the list may be read',
      [may('e', '', ['listCollections'])],
      { databases: [{ name: 'e', collections: [] }] },
      [],
    ],
    ['shard keys, of a mongos', [may('', '')], { topology: 'sharded' }, ['shard keys of the source']],
  ])('is %s', (_, privileges, rest, whats) => {
    expect(seen(privileges, rest).map(({ what }) => what)).toEqual(whats);
  });

  it.each([
    ['everything but itself, of a part of a cluster', '66f1c0a5e4b0a1b2c3d4e5f6', 1],
    ['nothing, of a set by itself', null, 0],
  ])('is %s', (_, partOf, count) => {
    const found = unseenOf('the source', { ...replicaSet({ identity: { partOf } }), login: undefined });
    expect(found.map(({ what }) => what)).toEqual(
      Array(count).fill('the rest of the cluster that the source is a part of'),
    );
  });

  it.each([
    ['that is wanted by its name and is not listed', ['hr'], false, ['database "hr" of the source']],
    ['on which it has a right, and which is not there', ['shop.orders', 'app'], false, []],
    ['that is not there', ['hr'], true, []],
  ])('is a database %s', (_, namespaces, isListWhole, whats) => {
    const side = replicaSet({ login: user([may('shop', ''), may('app', '')]), isListWhole, databases: [] });
    const found = unseenOf('the source', side, scopeOf({ namespaces, skip: [] }));
    expect(found.map(({ what }) => what)).toEqual(whats);
  });

  it('is nothing where the server wants no login', () => {
    expect(unseenOf('the source', { ...sharded(), login: undefined })).toEqual([]);
  });

  it('is told with the user, with what he lacks and with the role that it takes', () => {
    const shopOnly = [may('shop', '', ['listCollections', 'find']), may('shop', 'orders')];
    const list = [may('e', '', ['listCollections'])];
    const e = { name: 'e', collections: [collection('x')] };
    const rest = { topology: 'sharded', isListWhole: false, databases: [{ name: 'hr' }, shop, e] } as const;
    const who = 'the user "verifier@admin"';
    expect(seen([...shopOnly, ...list], rest).map(({ why }) => why)).toEqual([
      `${who} may not list all databases, so nobody knows which there are; grant readAnyDatabase on admin`,
      `${who} may not list its collections; grant read on "hr", or readAnyDatabase on admin`,
      `${who} lacks collStats, listIndexes on it; grant read on "shop", or readAnyDatabase on admin`,
      `${who} may not read it; grant read on "e", or readAnyDatabase on admin`,
      `${who} may not read config.collections; grant clusterMonitor on admin`,
    ]);
  });

  it('of a cluster, is told with the cluster that was meant', () => {
    const [part] = unseenOf('the source', replicaSet({ identity: { partOf: '66f1' } }));
    expect(part?.why).toMatch(/leads to one replica set of the cluster with the id 66f1; name a mongos in it$/);
  });

  it('has no line that a name could forge', () => {
    const [one] = seen([], { databases: [{ name: 'a\nb\u001b[2J' }] });
    expect(`${one?.what} ${one?.why}`).not.toMatch(/\p{Cc}/u);
  });
});
