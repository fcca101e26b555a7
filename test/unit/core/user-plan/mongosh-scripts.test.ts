import { createContext, runInContext } from 'node:vm';
import { EJSON } from 'bson';
import { describe, expect, it } from 'vitest';
import { harmless } from '../../../../src/core/harmless.ts';
import { rolesScript, searchScript, usersScript, zonesScript } from '../../../../src/core/user-plan/mongosh-scripts.ts';
import { hostileTexts } from '../../../support/hostile-texts.ts';

const hostile = [
  ...hostileTexts,
  '\u2028',
  '`$'.concat('{process.exit()}`'),
  '*/ x /*',
  '</script>',
  '__proto__',
  '\u202Eevil',
];

/** Runs a script as mongosh would, and tells what it has asked the shell to do. */
function run(script: string, there: readonly string[] = []) {
  const calls: unknown[][] = [];
  const find = (name: string) => (there.includes(name) ? { name } : null);
  const inDatabase = (database: string) => ({
    getUser: find,
    getRole: find,
    createUser: (user: unknown) => calls.push(['createUser', database, user]),
    createRole: (role: unknown) => calls.push(['createRole', database, role]),
    getCollection: (collection: string) => ({
      getSearchIndexes: (name: string) => there.filter((one) => one === name),
      createSearchIndex: (...index: unknown[]) => calls.push(['createSearchIndex', database, collection, ...index]),
    }),
  });
  const sh = {
    addShardToZone: (...zone: unknown[]) => calls.push(['addShardToZone', ...zone]),
    updateZoneKeyRange: (...range: unknown[]) => calls.push(['updateZoneKeyRange', ...range]),
  };
  const shell = { db: { getSiblingDB: inDatabase }, sh, EJSON, print: () => {}, passwordPrompt: () => 'typed' };
  runInContext(script, createContext(shell));
  // What was made in the other context has prototypes of its own.
  return JSON.parse(JSON.stringify(calls));
}

const roles = [{ role: 'read', db: 'shop' }];
const plain = { db: 'shop', roles, mechanisms: ['SCRAM-SHA-256'], restrictions: [] };

const rows = hostile.map((name) => [JSON.stringify(name).slice(0, 60), name] as const);

describe('names that come from a server', () => {
  it.each(rows)('are texts in every script, and nothing else: %s', (_, name) => {
    const privileges = [{ resource: { db: name, collection: name }, actions: [name] }];
    const definition = EJSON.stringify({ analyzer: name });
    const index = { database: name, collection: name, name, type: 'search', definition };
    const scripts = [
      usersScript([{ ...plain, user: name, db: name === '$external' ? 'x' : name }]),
      rolesScript([{ role: name, db: name, privileges, roles: [], restrictions: [] }]),
      searchScript([index]),
    ];
    expect(scripts.map((script) => run(script))).toEqual([
      [['createUser', name, { user: name, roles, mechanisms: ['SCRAM-SHA-256'], pwd: 'typed' }]],
      [['createRole', name, { role: name, privileges, roles: [] }]],
      [['createSearchIndex', name, name, name, 'search', JSON.parse(definition)]],
    ]);
    // What a terminal obeys or hides is written out.
    for (const line of scripts.join('\n').split('\n')) expect(line).toBe(harmless(line));
  });

  it.each(rows)('are texts in the one for zones: %s', (_, zone) => {
    const range = { namespace: zone, zone, min: '{"a":{"$minKey":1}}', max: EJSON.stringify({ a: zone }) };
    const script = zonesScript({ ranges: [range], shards: [{ shard: zone, zones: [zone] }] });
    expect(() => run(script)).toThrow('fill in shardsOf above');
    const filled = script.replace(/, \[\]\], \/\/ on the source/, ', ["rs1"]], //');
    expect(run(filled)).toEqual([
      ['addShardToZone', 'rs1', zone],
      ['updateZoneKeyRange', zone, { a: {} }, { a: zone }, zone],
    ]);
  });
});

it('what is there already is left alone', () => {
  expect(run(usersScript([{ ...plain, user: 'app' }]), ['app'])).toEqual([]);
  expect(run(rolesScript([{ role: 'r', db: 'a', privileges: [], roles: [], restrictions: [] }]), ['r'])).toEqual([]);
  const index = { database: 'a', collection: 'b', name: 'i', type: 'search', definition: '{}' };
  expect(run(searchScript([index]), ['i'])).toEqual([]);
});

it('a user who logs in by somebody else has no password', () => {
  const user = { ...plain, user: 'CN=a', db: '$external', mechanisms: ['external'] };
  expect(run(usersScript([user]))).toEqual([['createUser', '$external', { user: 'CN=a', roles }]]);
});

it('limits by address are kept, without the lists that limit nothing', () => {
  const restrictions = [{ clientSource: ['10.0.0.0/8'], serverAddress: [] }];
  expect(run(usersScript([{ ...plain, user: 'app', restrictions }]))).toMatchObject([
    ['createUser', 'shop', { authenticationRestrictions: [{ clientSource: ['10.0.0.0/8'] }] }],
  ]);
});

it('roles are created after those that they inherit', () => {
  const role = (name: string, ...inherited: readonly string[]) => ({
    ...{ role: name, db: 'a', privileges: [], restrictions: [] },
    roles: inherited.map((one) => ({ role: one, db: 'a' })),
  });
  const calls: string[][] = run(rolesScript([role('c', 'b'), role('b', 'a'), role('a')]));
  expect(calls).toMatchObject([
    ['createRole', 'a', { role: 'a' }],
    ['createRole', 'a', { role: 'b' }],
    ['createRole', 'a', { role: 'c' }],
  ]);
});

it('a resource that nobody knows yet is passed on', () => {
  const privileges = [{ resource: { other: '{"system_buckets":"x","db":"a"}' }, actions: ['find'] }];
  expect(run(rolesScript([{ role: 'r', db: 'a', privileges, roles: [], restrictions: [] }]))).toMatchObject([
    ['createRole', 'a', { privileges: [{ resource: { system_buckets: 'x', db: 'a' } }] }],
  ]);
});
