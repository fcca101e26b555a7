import { describe, expect, it } from 'vitest';
import { atlasApi } from '../../../src/api/atlas.ts';
import type { Http } from '../../../src/api/http.ts';
import { managerApi } from '../../../src/api/ops-manager.ts';
import type { ErrorCode } from '../../../src/core/error-codes.ts';
import { type ErrorKind, LivemigError } from '../../../src/core/errors.ts';
import type { FactId } from '../../../src/core/facts.ts';
import { Secret } from '../../../src/core/secret.ts';
import { gatherFacts, probes } from '../../../src/facts/index.ts';
import type { FactWorld, Targets } from '../../../src/facts/probe.ts';
import { memorySecrets } from '../../support/memory-ports.ts';

/** Answers by the end of the path; an error is thrown. What is not answered is a 404 of the service itself. */
type Answers = Readonly<Record<string, unknown>>;

function failure(kind: ErrorKind, status?: number, errorCode?: string, code: ErrorCode = 'API_REFUSED'): LivemigError {
  const delivery = status === undefined ? 'unknown' : 'refused';
  const api = { method: 'GET', path: '/x', delivery, status, errorCode } as const;
  return new LivemigError({ kind, code, message: `It failed (${status ?? 'no answer'}).`, fix: 'Look.', api });
}

/** The real clients, with these answers in place of the network. */
function httpOf(answers: Answers): Http {
  const ask: Http['ask'] = async ({ path, schema, query }) => {
    const key = Object.keys(answers).find((end) => path.endsWith(end));
    const body = key === undefined ? failure('api', 404, 'NOT_FOUND') : answers[key];
    if (body instanceof Error) throw body;
    const value = schema.parse(query?.pageNum === undefined ? body : { results: body });
    return { value, headers: {}, answeredAt: new Date(0), bytes: 0 };
  };
  return { ask, send: async (request) => (await ask(request)).value };
}

const cluster = {
  name: 'Billing0',
  stateName: 'IDLE',
  paused: false,
  clusterType: 'REPLICASET',
  mongoDBVersion: '7.0.14',
  versionReleaseSystem: 'LTS',
  biConnector: { enabled: false },
  connectionStrings: { standard: 'mongodb://a', standardSrv: 'mongodb+srv://b' },
  replicationSpecs: [{ regionConfigs: [{ electableSpecs: { instanceSize: 'M40', diskSizeGB: 80 } }] }],
};
const deployment = {
  name: 'rs',
  mongoDBVersion: '6.0.19',
  sharded: false,
  dbSizeBytes: 5,
  tlsEnabled: true,
  managed: true,
};
const linked = [{ projectId: 'sp', name: 'billing', migrationHosts: ['mig01'], deployments: [deployment] }];
const server = {
  hostname: 'db1',
  version: '5.0.31',
  typeName: 'REPLICA_PRIMARY',
  sslEnabled: false,
  lastDataSizeBytes: 7,
};

const atlas: Answers = {
  '/api/atlas/v2': {
    apiKey: {
      roles: [
        { roleName: 'ORG_OWNER', orgId: 'o' },
        { roleName: 'ORG_MEMBER', orgId: 'p' },
      ],
    },
  },
  '/flexClusters': [{ name: 'Flex0' }],
  '/clusters/Billing0': cluster,
  '/availableProjects': linked,
};
const manager: Answers = {
  '/v1.0': { appName: 'MongoDB Ops Manager' },
  '/status': { status: 'SYNCED' },
  '/clusters': [{ id: 'c', clusterName: 'rs' }],
  '/hosts': [server],
  '/AUTOMATION': [{ hostname: 'mig01' }],
};
const values: Targets = {
  manager: 'ops-manager',
  atlasOrg: 'o',
  atlasProject: 'p',
  destinationCluster: 'Billing0',
  sourceOrg: 'so',
  sourceProject: 'sp',
  sourceCluster: 'rs',
  migrationHost: 'mig01',
  sourceUri: new Secret('mongodb://source'),
  destinationUri: new Secret('mongodb://destination'),
};

interface Different {
  readonly atlas?: Answers;
  readonly manager?: Answers;
  readonly values?: Partial<Targets>;
  readonly hasManager?: boolean;
  readonly inspector?: Partial<FactWorld['inspector']>;
  readonly token?: Secret;
}

async function read(id: FactId, different: Different = {}) {
  const secrets = memorySecrets();
  if (different.token !== undefined) await secrets.set('linkToken', different.token);
  const { known, unknown } = await gatherFacts([id], {
    atlas: atlasApi(httpOf({ ...atlas, ...different.atlas })),
    manager: managerApi(httpOf({ ...manager, ...different.manager })),
    hasManager: different.hasManager ?? true,
    inspector: {
      greet: async () => {},
      deployment: async () => ({ version: '8.0.4', sharded: true }),
      namespaces: async () => ['a.b'],
      ...different.inspector,
    },
    secrets,
    values: { ...values, ...different.values },
  });
  return id in known ? { value: known[id] } : { reason: unknown[id] };
}

const changed = (change: object): Different => ({ atlas: { '/clusters/Billing0': { ...cluster, ...change } } });
const told = (change: object): Different => ({
  atlas: { '/availableProjects': [{ ...linked[0], deployments: [{ ...deployment, ...change }] }] },
});
const unlinked: Answers = { '/availableProjects': [] };
const gone = failure('api', 404, 'CLUSTER_NOT_FOUND');
const flexOnly = failure('api', 400, 'CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API');
const refuse = async () => {
  throw failure('step-failed');
};

describe('known', () => {
  it.each<[FactId, string, Different, unknown]>([
    ['manager', 'as it was given', {}, 'ops-manager'],
    ['managerName', 'as it calls itself', {}, 'MongoDB Ops Manager'],
    ['atlasRoles', 'those in this organization', {}, ['ORG_OWNER']],
    [
      'atlasRoles',
      'one without a name',
      { atlas: { '/api/atlas/v2': { apiKey: { roles: [{ orgId: 'o' }] } } } },
      ['a role without a name'],
    ],
    ['linkStatus', "the manager's word", {}, 'SYNCED'],
    ['linkStatus', 'no link', { manager: { '/status': failure('api', 404, 'RESOURCE_NOT_FOUND') } }, 'NOT_SYNCED'],
    ['canConnect', 'by the link', {}, true],
    ['canConnect', 'by neither', { manager: { '/status': { status: 'NOT_SYNCED' } } }, false],
    [
      'canConnect',
      'by a token that is kept',
      { token: new Secret('t'), manager: { '/status': failure('api', 500) } },
      true,
    ],
    [
      'canConnect',
      'by a token that is given',
      { values: { linkToken: new Secret('t') }, manager: { '/status': { status: null } } },
      true,
    ],
    ['destinationExists', 'that it does', {}, { exists: true }],
    [
      'destinationExists',
      'that it does not',
      { atlas: { '/clusters/Billing0': gone } },
      { exists: false, answer: gone.message, fix: 'Look.' },
    ],
    [
      'destinationExists',
      'that it does not, as far as it could be looked',
      { atlas: { '/clusters/Billing0': gone, '/flexClusters': failure('api', 406) } },
      { exists: false, answer: `${gone.message} Flex clusters could not be looked at: It failed (406).`, fix: 'Look.' },
    ],
    ['destinationExists', 'a Flex one', { values: { destinationCluster: 'Flex0' } }, { exists: true }],
    ['destinationType', 'its type', {}, 'REPLICASET'],
    ['destinationType', 'a Flex one', { values: { destinationCluster: 'Flex0' } }, 'FLEX'],
    [
      'destinationType',
      'a Flex one by what Atlas answers of it',
      { atlas: { '/clusters/Billing0': flexOnly } },
      'FLEX',
    ],
    ['destinationTier', 'its tier', {}, 'M40'],
    ['destinationTier', 'of a Flex one', { values: { destinationCluster: 'Flex0' } }, 'Flex'],
    ['destinationState', 'its state', {}, 'IDLE'],
    ['destinationState', 'that it is paused, whatever its state', changed({ paused: true }), 'paused'],
    ['destinationVersion', 'its version', {}, '7.0.14'],
    ['destinationUpgrades', 'its release system', changed({ versionReleaseSystem: 'CONTINUOUS' }), 'CONTINUOUS'],
    ['destinationBiConnector', 'its BI Connector', changed({ biConnector: { enabled: true } }), true],
    ['destinationReachable', 'that it is', {}, true],
    ['destinationNamespaces', 'what it holds', {}, ['a.b']],
    ['dropDestination', 'no, unless somebody said so', {}, false],
    ['dropDestination', 'what somebody said', { values: { dropDestination: true } }, true],
    [
      'source',
      'by Atlas first',
      {},
      { name: 'rs', version: '6.0.19', sharded: false, sizeBytes: 5, tls: true, managed: true },
    ],
    [
      'source',
      'by the manager then',
      { atlas: unlinked },
      { name: 'rs', version: '5.0.31', sharded: false, sizeBytes: 7, tls: false },
    ],
    [
      'source',
      'by the manager, where Atlas fails',
      { atlas: { '/availableProjects': failure('api', 500) } },
      { name: 'rs', version: '5.0.31', sharded: false, sizeBytes: 7, tls: false },
    ],
    [
      'source',
      'by itself last',
      { atlas: unlinked, hasManager: false },
      { name: 'the source', version: '8.0.4', sharded: true },
    ],
    ['sourceSharded', 'by Atlas', told({ sharded: true }), true],
    [
      'sourceSharded',
      'by the manager',
      { atlas: unlinked, manager: { '/hosts': [{ ...server, typeName: 'SHARD_PRIMARY' }] } },
      true,
    ],
    [
      'sourceServers',
      'by all their names',
      { manager: { '/hosts': [{ ...server, aliases: ['db1-b:27017'], ipAddress: '10.0.0.1' }] } },
      ['db1', 'db1-b', '10.0.0.1'],
    ],
    ['migrationHost', 'as it was given', {}, 'mig01'],
    ['agentHosts', 'as the manager lists them', {}, ['mig01']],
    ['linkedHosts', 'as Atlas lists them', {}, ['mig01']],
  ])('%s: %s', async (id, _, different, value) => {
    expect(await read(id, different)).toEqual({ value });
  });
});

describe('not known', () => {
  it.each<[FactId, string, Different, RegExp]>([
    ['manager', 'nobody said it', { values: { manager: undefined } }, /kind of manager is not known/],
    ['atlasRoles', 'of a service account', { atlas: { '/api/atlas/v2': {} } }, /service account/],
    [
      'atlasRoles',
      'of an organization that nobody named',
      { values: { atlasOrg: undefined } },
      /organization is not known/,
    ],
    ['linkStatus', 'without an organization', { values: { sourceOrg: undefined } }, /organization is not known/],
    ['destination', 'without a name', { values: { destinationCluster: undefined } }, /cluster is not known/],
    ['destination', 'there is none', { atlas: { '/clusters/Billing0': gone } }, /It failed \(404\)/],
    [
      'destinationExists',
      'a 404 that is not of Atlas itself',
      { atlas: { '/clusters/Billing0': failure('api', 404) } },
      /It failed \(404\)/,
    ],
    ['destinationType', 'Atlas leaves it out', changed({ clusterType: null }), /does not report the type of Billing0/],
    ['destinationTier', 'Atlas leaves it out', changed({ replicationSpecs: [] }), /does not report the tier/],
    ['destinationState', 'Atlas leaves it out', changed({ stateName: null }), /does not report the state/],
    [
      'destinationState',
      'Atlas does not say whether it is paused',
      changed({ paused: null }),
      /does not report the state/,
    ],
    ['destinationVersion', 'Atlas leaves it out', changed({ mongoDBVersion: null }), /does not report the version/],
    [
      'destinationUpgrades',
      'Atlas leaves it out',
      changed({ versionReleaseSystem: null }),
      /does not report the release system/,
    ],
    [
      'destinationBiConnector',
      'Atlas leaves it out',
      changed({ biConnector: null }),
      /does not report the BI Connector/,
    ],
    ['destinationReachable', 'no route', { inspector: { greet: refuse } }, /It failed.*this machine need not/],
    ['destinationReachable', 'no connection string', changed({ connectionStrings: null }), /no connection string/],
    [
      'destinationNamespaces',
      'nobody gave a connection string',
      { values: { destinationUri: undefined } },
      /LIVEMIG_DESTINATION_URI is not set/,
    ],
    ['destinationNamespaces', 'it cannot be reached', { inspector: { namespaces: refuse } }, /It failed/],
    [
      'source',
      'nobody can be asked',
      { values: { sourceProject: undefined, sourceUri: undefined } },
      /LIVEMIG_SOURCE_URI is not set/,
    ],
    [
      'source',
      'Atlas does not list it, and nobody else can be asked',
      { atlas: unlinked, hasManager: false, values: { sourceUri: undefined } },
      /Atlas does not list/,
    ],
    [
      'source',
      'it cannot be reached',
      { values: { sourceProject: undefined }, inspector: { deployment: refuse } },
      /It failed/,
    ],
    [
      'source',
      'nobody knows its version',
      { ...told({ mongoDBVersion: null }), manager: { '/hosts': [] }, values: { sourceUri: undefined } },
      /Atlas reports no version for rs/,
    ],
    ['sourceSharded', 'Atlas leaves it out', told({ sharded: null }), /nobody reports whether rs is sharded/],
    [
      'sourceSharded',
      'the manager leaves it out',
      { atlas: unlinked, manager: { '/hosts': [{ ...server, typeName: null }] } },
      /nobody reports/,
    ],
    ['sourceServers', 'the manager lists none', { manager: { '/clusters': [] } }, /lists no servers of rs/],
    ['linkedHosts', 'Atlas does not list the project', { atlas: unlinked }, /does not list the source project/],
    [
      'linkedHosts',
      'Atlas refuses the list',
      { atlas: { '/availableProjects': failure('api', 400) } },
      /It failed \(400\)/,
    ],
  ])('%s: %s', async (id, _, different, reason) => {
    expect(await read(id, different)).toEqual({ reason: expect.stringMatching(reason) });
  });

  it.each(Object.values(probes).filter(({ reads }) => reads.includes('manager')))(
    '$id: without the credentials of the manager',
    async ({ id }) => {
      expect(await read(id, { hasManager: false })).toEqual({ reason: expect.stringMatching(/manager's credentials/) });
    },
  );
});

/** Everybody who is asked answers with this. */
function failing(error: Error): Different {
  const rejects = async () => {
    throw error;
  };
  const all = (answers: Answers) => Object.fromEntries(Object.keys(answers).map((end) => [end, error]));
  return {
    atlas: all(atlas),
    manager: all(manager),
    inspector: { greet: rejects, deployment: rejects, namespaces: rejects },
  };
}

const asking = Object.values(probes).filter(({ reads }) => reads.some((one) => one !== 'inputs'));

describe('what keeps a fact from being read', () => {
  it.each(
    asking.flatMap(({ id }) =>
      [
        failure('api'),
        failure('api', 400),
        failure('api', 429),
        failure('step-failed'),
        failure('credentials', 403, '', 'MONGODB_ROLE'),
      ].map((error) => [id, error.message, error] as const),
    ),
  )('is the reason why %s is not known: %s', async (id, _, error) => {
    expect(await read(id, failing(error))).toEqual({ reason: expect.stringContaining(error.message) });
  });

  it.each(
    asking.flatMap(({ id }) =>
      [
        failure('credentials', 401),
        failure('interrupted'),
        failure('terminated'),
        failure('pending'),
        new Error('a bug'),
      ].map((error) => [id, error instanceof LivemigError ? error.kind : error.message, error] as const),
    ),
  )('%s: ends the run: %s', async (id, _, error) => {
    await expect(read(id, failing(error))).rejects.toBe(error);
  });

  it('ends it only when nothing else is on its way', async () => {
    let isAnswered = false;
    const namespaces = async () => {
      await new Promise<void>((resolve) => setImmediate(resolve));
      isAnswered = true;
      return [];
    };
    const error = failure('interrupted');
    const world = gatherFacts(['linkStatus', 'destinationNamespaces'], {
      atlas: atlasApi(httpOf(atlas)),
      manager: managerApi(httpOf({ '/status': error })),
      hasManager: true,
      inspector: { greet: async () => {}, deployment: async () => ({ version: '', sharded: false }), namespaces },
      secrets: memorySecrets(),
      values,
    });
    await expect(world).rejects.toBe(error);
    expect(isAnswered).toBe(true);
  });
});

it('each probe reads the fact that it is listed under', () => {
  expect(Object.entries(probes).map(([name, { id }]) => [name, id])).toEqual(
    Object.keys(probes).map((name) => [name, name]),
  );
});
