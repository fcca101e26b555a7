import { describe, expect, it } from 'vitest';
import { willNotArrive } from '../../../src/checks/will-not-arrive.ts';
import type { FactValues } from '../../../src/core/facts.ts';
import { good } from '../../support/good-facts.ts';
import { holding } from './rows/data.ts';

const restrictions: never[] = [];
const nobody = { sourceUsers: [], sourceRoles: [] };
const search = { database: 'shop', collection: 'orders', name: 'words', type: 'search', definition: '{}' };
const range = { namespace: 'shop.orders', zone: 'EU', min: '{"country":"DE"}', max: '{"country":"DF"}' };

it.each<[kind: string, Partial<FactValues>, names: readonly string[]]>([
  ['users', { sourceUsers: [{ user: 'app', db: 'shop', roles: [], mechanisms: [], restrictions }] }, ['app@shop']],
  ['roles', { sourceRoles: [{ role: 'clerk', db: 'shop', privileges: [], roles: [], restrictions }] }, ['clerk@shop']],
  [
    'time-series',
    holding({ type: 'timeseries', name: 'weather' }, { name: 'system.buckets.weather' }),
    ['shop.weather'],
  ],
  ['system-collections', holding({ name: 'system.js' }, { name: 'system.views' }), ['shop.system.js']],
  ['foreign-collections', { sourceForeignCollections: ['admin.notes'] }, ['admin.notes']],
  ['search-indexes', { sourceSearchIndexes: [search] }, ['shop.orders: words (search)']],
  ['zones', { sourceZones: { ranges: [range, range], shards: [] } }, ['shop.orders (EU)']],
  ['query-settings', { sourceQuerySettings: ['shop.orders', ''] }, ['shop.orders', 'no collection by name']],
])('%s do not arrive, and are known by name', (kind, change, names) => {
  const { known, notLookedAt } = willNotArrive({ known: { ...good, ...nobody, ...change }, unknown: {} });
  expect(known).toEqual([{ kind, text: expect.any(String), count: names.length, names }]);
  expect(notLookedAt).toEqual([]);
});

describe('of users it is told what becomes of them in Atlas', () => {
  const [roles, mechanisms] = [[{ role: 'readWrite', db: 'shop' }], []];
  const user = (name: string) => ({ user: name, db: 'admin', roles, mechanisms, restrictions });
  const sourceUsers = [user('app'), user('migrator'), user('mms-automation')];
  const told = (change: Partial<FactValues>) => {
    const facts = { known: { ...good, ...nobody, sourceUsers, migrationLogins: ['migrator'], ...change }, unknown: {} };
    return willNotArrive(facts).known.map(({ text }) => text);
  };

  it.each<[string, Partial<FactValues>, string]>([
    [
      'compared',
      {
        accessInAtlas: {
          compared: true,
          users: [{ username: 'app', databaseName: 'admin', roles: [], clusters: [] }],
          roles: [],
        },
      },
      'Users: whoever is to log in to the destination has to be in Atlas; 1 is in Atlas, 2 not needed in Atlas',
    ],
    [
      'nobody there yet',
      { accessInAtlas: { compared: true, users: [], roles: [] } },
      'Users: whoever is to log in to the destination has to be in Atlas; 1 to create, 2 not needed in Atlas',
    ],
    [
      'not compared',
      { accessInAtlas: { compared: false, reason: 'no answer' } },
      'Users: whoever is to log in to the destination has to be in Atlas; who is was not looked at',
    ],
  ])('%s', (_, change, text) => {
    expect(told(change)).toEqual([text]);
  });
});

it('what there is none of is not told', () => {
  expect(willNotArrive({ known: { ...good, ...nobody }, unknown: {} })).toEqual({ known: [], notLookedAt: [] });
});

it('what was not looked at is told with the reason, and never taken for nothing', () => {
  const { known, notLookedAt } = willNotArrive({ known: {}, unknown: { sourceZones: 'no answer' } });
  expect(known).toEqual([]);
  expect(Object.fromEntries(notLookedAt.map(({ kind, reason }) => [kind, reason]))).toEqual({
    users: 'not looked at',
    roles: 'not looked at',
    'time-series': 'not looked at',
    'system-collections': 'not looked at',
    'foreign-collections': 'not looked at',
    'search-indexes': 'not looked at',
    zones: 'no answer',
    'query-settings': 'not looked at',
  });
});

it('of many the first hundred have names, and all are counted; a name obeys no terminal', () => {
  const sourceForeignCollections = Array.from({ length: 101 }, (_, at) => `admin.\u001b[2J${at}`);
  const facts = { known: { ...good, ...nobody, sourceForeignCollections }, unknown: {} };
  const [found] = willNotArrive(facts).known;
  expect(found).toMatchObject({ count: 101, names: expect.arrayContaining(['admin.\ufffd[2J99']) });
  expect(found?.names).toHaveLength(100);
});
