import { describe, expect, it } from 'vitest';
import type { Http } from '../../../src/api/http.ts';
import { managerApi } from '../../../src/api/ops-manager.ts';
import { credentialsMissing } from '../../../src/core/credentials.ts';
import type { FactId, FactValues } from '../../../src/core/facts.ts';
import { Secret } from '../../../src/core/secret.ts';
import { gatherFacts } from '../../../src/facts/index.ts';
import type { FactWorld, Targets } from '../../../src/facts/probe.ts';
import { goodOplog } from '../../support/good/health.ts';
import { good } from '../../support/good-facts.ts';
import { memorySecrets } from '../../support/memory-ports.ts';

interface Different {
  readonly seen?: Partial<FactValues>;
  readonly values?: Partial<Targets>;
  readonly hosts?: readonly object[];
  readonly hasManager?: boolean;
  readonly survey?: FactWorld['inspector']['survey'];
}

const server = { hostname: 'db1', port: 27017, typeName: 'REPLICA_PRIMARY' };
const fine = { profilerEnabled: false, lowUlimit: false, hasStartupWarnings: false };
const values: Targets = {
  sourceProject: 'sp',
  sourceCluster: 'rs',
  sourceUri: new Secret('mongodb://source'),
};

/** The real client of the manager, with these servers in place of the network. */
function managerOf(hosts: readonly object[]) {
  const ask: Http['ask'] = async ({ path, schema }) => {
    const results = path.endsWith('/hosts') ? hosts : [{ id: 'c', clusterName: 'rs' }];
    return { value: schema.parse({ results }), host: 'm', headers: {}, answeredAt: new Date(0), bytes: 0 };
  };
  return managerApi({ ask, send: async (request) => (await ask(request)).value });
}

async function read(
  id: FactId,
  { seen, hosts = [{ ...server, ...fine }], hasManager = true, ...different }: Different,
) {
  const facts = { ...good, ...seen };
  const { known, unknown } = await gatherFacts([id], {
    get atlas(): never {
      throw credentialsMissing('Atlas');
    },
    get manager() {
      if (!hasManager) throw credentialsMissing('manager');
      return managerOf(hosts);
    },
    hasManager,
    inspector: {
      greet: async () => {},
      deployment: async () => ({ version: '8.0.4', sharded: true }),
      namespaces: async () => [],
      survey: different.survey ?? (async (_, survey) => facts[survey]),
    },
    secrets: memorySecrets(),
    clock: { now: () => new Date(0) },
    values: { ...values, ...different.values },
  });
  return id in known ? { value: known[id] } : { reason: unknown[id] };
}

const unread = [{ name: 'b', reason: 'It could not be asked.' }];
const no = { is: false, details: [] };
const flags = (details: readonly string[]) => ({ is: details.length > 0, details });
const noUri: Partial<Targets> = { sourceUri: undefined };

describe('what is known of each of several', () => {
  it.each([
    ['everyOplog', 'sourceOplogs'],
    ['everyStatus', 'sourceStatus'],
    ['everyShardAsked', 'sourceUserOnShards'],
  ] as const)('%s holds where none was left out', async (whole, each) => {
    expect(await read(whole, {})).toEqual({ value: true });
    const seen = { [each]: { read: [], unread } };
    expect(await read(whole, { seen })).toEqual({ reason: 'b was not looked at: It could not be asked.' });
    expect(await read(whole, { values: noUri })).toEqual({ reason: 'LIVEMIG_SOURCE_URI is not set' });
  });

  it.each(['everyStartup', 'everyProfiling'] as const)('%s holds where the manager knows the others', async (whole) => {
    const each = whole === 'everyStartup' ? 'sourceStartup' : 'sourceProfiling';
    const seen = { [each]: { read: [], unread } };
    expect(await read(whole, { seen })).toEqual({ value: true });
    expect(await read(whole, { seen, hasManager: false })).toEqual({ reason: expect.stringMatching(/^b was not/) });
  });

  it('and what is written to each oplog, where each server could add it up', async () => {
    expect(await read('everyOplogRate', {})).toEqual({ value: true });
    const silent = { read: [{ name: 'a', value: { ...goodOplog, written: null } }], unread: [] };
    expect(await read('everyOplogRate', { seen: { sourceOplogs: silent } })).toEqual({
      reason: 'a could not add up what is written to its oplog',
    });
    expect(await read('everyOplogRate', { seen: { sourceOplogs: { read: [], unread } } })).toEqual({
      reason: expect.stringMatching(/^b was not/),
    });
    expect(await read('everyOplogRate', { values: noUri })).toEqual({ reason: 'LIVEMIG_SOURCE_URI is not set' });
  });
});

describe('what a server has', () => {
  const startup = { read: [{ name: 'db1:27017', value: flags(['too low']) }], unread: [] };

  it('it tells itself', async () => {
    expect(await read('sourceStartup', { seen: { sourceStartup: startup } })).toEqual({ value: startup });
    expect(await read('sourceStartup', { seen: { sourceStartup: startup }, hasManager: false })).toEqual({
      value: startup,
    });
  });

  it('the manager tells of those that could not be asked, each once', async () => {
    const hosts = [
      { ...server, ...fine, hasStartupWarnings: true },
      { ...server, ...fine, hostname: 'db2', hasStartupWarnings: true },
      { hostname: 'router', typeName: 'SHARD_MONGOS' },
      { hostname: 'vote', typeName: 'REPLICA_ARBITER' },
    ];
    expect(await read('sourceStartup', { hosts, seen: { sourceStartup: { ...startup, unread } } })).toEqual({
      value: { read: [...startup.read, { name: 'db2:27017', value: { is: true, details: [] } }], unread: [] },
    });
  });

  it('the manager tells of all where there is no connection string', async () => {
    expect(await read('sourceProfiling', { values: noUri })).toEqual({
      value: { read: [{ name: 'db1:27017', value: no }], unread: [] },
    });
    expect(await read('sourceProfiling', { values: noUri, hosts: [server] })).toEqual({
      reason: 'the manager does not tell it of db1:27017',
    });
    expect(await read('sourceProfiling', { values: noUri, hosts: [] })).toEqual({
      reason: 'the manager lists no servers of rs',
    });
  });

  it('is what was seen, where the manager does not tell of the others', async () => {
    const seen = { sourceStartup: { ...startup, unread } };
    expect(await read('sourceStartup', { hosts: [server], seen })).toEqual({ value: { ...startup, unread } });
  });
});

describe('few files', () => {
  const warned = {
    read: [
      { name: 'a:1', value: flags(['Soft rlimits for open file descriptors too low']) },
      { name: 'b:1', value: flags(['vm.max_map_count is too low']) },
    ],
    unread: [],
  };

  it('are told by the manager', async () => {
    const hosts = [
      { ...server, ...fine, lowUlimit: true },
      { ...server, ...fine, hostname: 'db2' },
    ];
    expect(await read('lowLimits', { hosts })).toEqual({ value: ['db1:27017'] });
  });

  it('are told by the servers, where the manager does not', async () => {
    expect(await read('lowLimits', { hosts: [server], seen: { sourceStartup: warned } })).toEqual({ value: ['a:1'] });
    const some = { ...warned, unread };
    expect(await read('lowLimits', { hosts: [server], seen: { sourceStartup: some } })).toEqual({
      reason: 'the manager does not tell it of db1:27017',
    });
  });

  it('are told by nobody', async () => {
    expect(await read('lowLimits', { hasManager: false, values: noUri })).toEqual({
      reason: expect.stringMatching(/manager's credentials/),
    });
  });
});

describe('the user of the source', () => {
  it('is asked for by the name that was given, where one was', async () => {
    const asked: (string | undefined)[] = [];
    const survey: FactWorld['inspector']['survey'] = async (_, id, __, user) => {
      asked.push(user);
      return good[id];
    };
    expect(await read('sourceUser', { survey })).toEqual({ value: good.sourceUser });
    expect(await read('sourceUser', { survey, values: { sourceUsername: 'other' } })).toEqual({
      value: good.sourceUser,
    });
    expect(asked).toEqual([undefined, 'other']);
  });

  it.each<[string, Partial<Targets>, RegExp]>([
    ["Automation's own is to migrate", { managedAuthentication: true }, /^Automation's own user is to migrate/],
    ['there is no connection string', noUri, /LIVEMIG_SOURCE_URI is not set/],
  ])('is not known where %s', async (_, given, reason) => {
    expect(await read('sourceUser', { values: given })).toEqual({ reason: expect.stringMatching(reason) });
  });
});

describe('who is let in by the shards', () => {
  const asked = { read: [{ name: 'a', value: { admitted: false as const } }], unread: [] };
  const login = (user: string) => ({ user, db: 'admin', roles: [], mechanisms: [], restrictions: [] });
  const seen = { sourceUserOnShards: asked, sourceLogin: [login('migrator')] };

  it.each<[string, Partial<Targets>]>([
    ['nobody says anything else', {}],
    ['that one is to migrate', { sourceUsername: 'migrator' }],
  ])('is the user of the connection string, where %s', async (_, given) => {
    expect(await read('sourceUserOnShards', { seen, values: given })).toEqual({ value: asked });
  });

  it.each<[string, Partial<Targets>, Partial<FactValues>, RegExp]>([
    [
      'another one is to migrate',
      { sourceUsername: 'other' },
      seen,
      /^other is to migrate, and LIVEMIG_SOURCE_URI names migrator/,
    ],
    [
      'nobody is logged in',
      { sourceUsername: 'other' },
      { ...seen, sourceLogin: [] },
      /LIVEMIG_SOURCE_URI names nobody/,
    ],
    ["Automation's own is to migrate", { managedAuthentication: true }, seen, /^Automation's own user/],
    ['there is no connection string', noUri, seen, /LIVEMIG_SOURCE_URI is not set/],
  ])('is not known where %s', async (_, given, facts, reason) => {
    expect(await read('sourceUserOnShards', { seen: facts, values: given })).toEqual({
      reason: expect.stringMatching(reason),
    });
  });

  it('is nobody where there are no shards, whoever is to migrate', async () => {
    expect(await read('sourceUserOnShards', { values: { sourceUsername: 'other' } })).toEqual({
      value: { read: [], unread: [] },
    });
  });
});

it('how long the copy takes is known where it is judged', async () => {
  expect(await read('copyTime', {})).toEqual({ value: { notKnown: 'nobody gave a rate' } });
});
