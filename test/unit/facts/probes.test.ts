import { describe, expect, it } from 'vitest';
import { atlasApi } from '../../../src/api/atlas.ts';
import { AtlasCluster } from '../../../src/api/atlas-schemas.ts';
import type { Http } from '../../../src/api/http.ts';
import { managerApi } from '../../../src/api/ops-manager.ts';
import { credentialsMissing } from '../../../src/core/credentials.ts';
import type { ErrorCode } from '../../../src/core/error-codes.ts';
import { type ErrorKind, LivemigError } from '../../../src/core/errors.ts';
import type { FactId } from '../../../src/core/facts.ts';
import { Secret } from '../../../src/core/secret.ts';
import { factsOfDestination } from '../../../src/facts/destination.ts';
import { destinationFacts } from '../../../src/facts/destination-facts.ts';
import { gatherFacts, probes } from '../../../src/facts/index.ts';
import type { FactWorld, Targets } from '../../../src/facts/probe.ts';
import { good } from '../../support/good-facts.ts';
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
    const ends = Object.keys(answers).filter((end) => path.endsWith(end));
    const key = ends.toSorted((one, other) => other.length - one.length)[0];
    const body = key === undefined ? failure('api', 404, 'NOT_FOUND') : answers[key];
    if (body instanceof Error) throw body;
    const value = schema.parse(query?.pageNum === undefined ? body : { results: body });
    return { value, host: 'cloud.example', headers, answeredAt: new Date(0), bytes: 0 };
  };
  return { ask, send: async (request) => (await ask(request)).value };
}

const headers = { 'x-mongodb-service-version': 'gitHash=a; versionString=7.0.11.500' };
const region = {
  providerName: 'AWS',
  regionName: 'EU_CENTRAL_1',
  electableSpecs: { instanceSize: 'M40', diskSizeGB: 80, diskIOPS: 3000 },
  autoScaling: { compute: { enabled: false }, diskGB: { enabled: true } },
};
const cluster = {
  name: 'Billing0',
  stateName: 'IDLE',
  paused: false,
  clusterType: 'REPLICASET',
  mongoDBVersion: '7.0.14',
  versionReleaseSystem: 'LTS',
  featureCompatibilityVersion: '7.0',
  backupEnabled: true,
  biConnector: { enabled: false },
  connectionStrings: { standard: 'mongodb://a', standardSrv: 'mongodb+srv://b' },
  replicationSpecs: [{ regionConfigs: [region] }],
};
const facts = {
  name: 'Billing0',
  type: 'REPLICASET',
  instanceSize: 'M40',
  state: 'IDLE',
  paused: false,
  version: '7.0.14',
  upgrades: 'LTS',
  biConnector: false,
  diskGB: 80,
  iops: 3000,
  shards: 1,
  region: 'AWS EU_CENTRAL_1',
  regions: ['AWS EU_CENTRAL_1'],
  featureVersion: '7.0',
  backup: true,
  scalesTier: false,
  scalesDisk: true,
};
const sized = (instanceSize: string | null) => [{ regionConfigs: [{ electableSpecs: { instanceSize } }] }];
const deployment = {
  name: 'rs',
  mongoDBVersion: '6.0.19',
  sharded: false,
  dbSizeBytes: 5,
  tlsEnabled: true,
  managed: true,
  featureCompatibilityVersion: '6.0',
};
const linked = [{ projectId: 'sp', name: 'billing', migrationHosts: ['mig01'], deployments: [deployment] }];
const server = {
  hostname: 'db1',
  version: '5.0.31',
  typeName: 'REPLICA_PRIMARY',
  sslEnabled: false,
  lastDataSizeBytes: 7,
  replicaSetName: 'rs',
  replicaStateName: 'PRIMARY',
  systemInfo: { memSizeMB: 16_384, numCores: 4 },
};

const user = { username: 'app', databaseName: 'admin', roles: [], scopes: [{ name: 'Billing0', type: 'CLUSTER' }] };
const atlas: Answers = {
  '/databaseUsers': [user],
  '/customDBRoles/roles': [{ roleName: 'clerk' }],
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
  '/accessList': [{ cidrBlock: '203.0.113.0/24' }],
  '/status': { STATUS: 'ACTIVE' },
  '/processArgs': { noTableScan: true, oplogSizeMB: null, oplogMinRetentionHours: 48 },
  '/endpointService': [{ id: 'e', regionName: 'EU_CENTRAL_1', status: 'AVAILABLE' }],
  '/peers': [{ id: 'v', statusName: 'AVAILABLE' }],
};
const manager: Answers = {
  '/v1.0': { appName: 'MongoDB Ops Manager' },
  '/status': { status: 'SYNCED' },
  '/clusters': [{ id: 'c', clusterName: 'rs' }],
  '/hosts': [server],
  '/AUTOMATION': [{ hostname: 'mig01' }],
  '/versions': { entries: [{ hostname: 'db1', version: '12.0', isVersionOld: true }, { hostname: 'mig01' }] },
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
  migrationHostIp: '203.0.113.25',
  network: 'private-link',
  sourceUri: new Secret('mongodb://source'),
  sourceUsername: 'migrator',
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
    get manager() {
      if (different.hasManager === false) throw credentialsMissing('manager');
      return managerApi(httpOf({ ...manager, ...different.manager }));
    },
    hasManager: different.hasManager ?? true,
    inspector: {
      greet: async () => {},
      deployment: async () => ({ version: '8.0.4', sharded: true }),
      namespaces: async () => ['a.b'],
      survey: async (_, survey) => good[survey],
      ...different.inspector,
    },
    secrets,
    clock: { now: () => new Date('2026-01-18T14:30:00.000Z') },
    watchMs: 60_000,
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
const edition = (enterprise: boolean) => async () => ({ version: '7.0.14', sharded: false, enterprise });
const entry = { is: 'ready', address: '203.0.113.25', status: 'ACTIVE', ends: null };
const refuse = async () => {
  throw failure('step-failed');
};

const publicRoute = { network: 'public' };
const surveyedAs = (all: typeof good): Different => ({ inspector: { survey: async (_, id) => all[id] } });
const holding = (namespaces: string[]): Different => ({ inspector: { namespaces: async () => namespaces } });

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
    ['managerOwner', 'by what the manager shows', {}, true],
    [
      'managerOwner',
      'not, by what it refuses',
      { manager: { '/status': failure('credentials', 403, 'USER_UNAUTHORIZED', 'API_FORBIDDEN') } },
      false,
    ],
    ['managerVersion', 'by the header of any answer', {}, '7.0.11.500'],
    ['managerIps', 'as they were given', { values: { managerIps: ['203.0.113.7'] } }, ['203.0.113.7']],
    ['managerIps', 'that there are none', {}, []],
    ['sourceEdition', 'as it was given', { values: { sourceEdition: 'enterprise' } }, 'enterprise'],
    ['sourceEdition', 'as the source tells', { inspector: { deployment: edition(false) } }, 'community'],
    ['sourceEdition', 'as the source tells', { inspector: { deployment: edition(true) } }, 'enterprise'],
    ['migrationAgent', 'that it is listed without a sign of life', {}, { listed: true, secondsAgo: null }],
    [
      'migrationAgent',
      'how long ago it called',
      { manager: { '/AUTOMATION': [{ hostname: 'mig01', lastConf: new Date(-8_000).toISOString() }] } },
      { listed: true, secondsAgo: 8 },
    ],
    ['migrationAgent', 'that there is none', { manager: { '/AUTOMATION': [] } }, { listed: false }],
    ['oldAgents', 'those that the manager calls so', {}, [{ hostname: 'db1', version: '12.0', deprecated: false }]],
    ['hostEntry', 'the one that covers it', {}, { ...entry, entry: '203.0.113.0/24' }],
    [
      'hostEntry',
      'one that stays rather than one that ends',
      {
        atlas: {
          '/accessList': [
            { ipAddress: '203.0.113.25', deleteAfterDate: '2026-01-19' },
            { cidrBlock: '203.0.113.0/28' },
            { cidrBlock: '203.0.112.0/22' },
          ],
        },
      },
      { ...entry, entry: '203.0.112.0/22' },
    ],
    [
      'hostEntry',
      'one that is active, though another waits',
      {
        atlas: {
          '/accessList': [{ ipAddress: '203.0.113.25' }, { cidrBlock: '203.0.113.0/24' }],
          '/203.0.113.25/status': { STATUS: 'PENDING' },
          '/status': { STATUS: 'ACTIVE' },
        },
      },
      { ...entry, entry: '203.0.113.0/24' },
    ],
    ['hostEntry', 'none', { atlas: { '/accessList': [] } }, { is: 'missing', address: '203.0.113.25' }],
    ['network', 'the usual one', { values: { network: undefined } }, 'public'],
    ['network', 'as it was given', {}, 'private-link'],
    ['sourceTls', 'as it was given', { values: { sourceTls: false } }, false],
    ['sourceTls', 'as Atlas knows', {}, true],
    ['collectedSize', 'as Atlas was told', {}, 5],
    ['collectedSize', 'none', told({ dbSizeBytes: null }), 0],
    ['linkStatus', "the manager's word", {}, 'SYNCED'],
    ['linkStatus', 'that the manager says nothing', { manager: { '/status': {} } }, 'not known'],
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
    [
      'destination',
      'where its preferred primary is, and how large its disk',
      changed({ replicationSpecs: [{ regionConfigs: [{ ...region, providerName: 'AWS', regionName: 'EU_WEST_1' }] }] }),
      { ...facts, region: 'AWS EU_WEST_1', regions: ['AWS EU_WEST_1'] },
    ],
    [
      'destination',
      'as much of its region as Atlas tells',
      changed({ replicationSpecs: [{ regionConfigs: [{ ...region, providerName: null, regionName: 'EU_WEST_1' }] }] }),
      { ...facts, region: 'EU_WEST_1', regions: ['EU_WEST_1'] },
    ],
    [
      'destination',
      'without a region that Atlas does not tell',
      changed({ replicationSpecs: [{ regionConfigs: [{ ...region, providerName: null, regionName: null }] }] }),
      { ...facts, region: undefined, regions: undefined },
    ],
    ['destinationType', 'its type', {}, 'REPLICASET'],
    ['destinationType', 'a Flex one', { values: { destinationCluster: 'Flex0' } }, 'FLEX'],
    [
      'destinationType',
      'a Flex one by what Atlas answers of it',
      { atlas: { '/clusters/Billing0': flexOnly } },
      'FLEX',
    ],
    ...[403, 404, 406].map((status): [FactId, string, Different, string] => [
      'destinationType',
      `its type, where Atlas refuses to list Flex clusters (${status})`,
      { atlas: { '/flexClusters': failure('api', status) } },
      'REPLICASET',
    ]),
    ['destinationTier', 'its tier', {}, 'M40'],
    ['destinationTier', 'of a Flex one', { values: { destinationCluster: 'Flex0' } }, 'Flex'],
    ['destinationState', 'its state', {}, 'IDLE'],
    ['destinationState', 'that it is paused, whatever else it does', changed({ paused: true }), 'paused'],
    [
      'destinationState',
      'that it is being deleted, though it is paused',
      changed({ paused: true, stateName: 'DELETING' }),
      'DELETING',
    ],
    [
      'destinationState',
      'what it is busy with, though nobody says whether it is paused',
      changed({ paused: null, stateName: 'DELETING' }),
      'DELETING',
    ],
    ['destinationVersion', 'its version', {}, '7.0.14'],
    ['destinationUpgrades', 'its release system', changed({ versionReleaseSystem: 'CONTINUOUS' }), 'CONTINUOUS'],
    ['destinationBiConnector', 'its BI Connector', changed({ biConnector: { enabled: true } }), true],
    ['destinationFeatureVersion', 'as Atlas tells it', {}, '7.0'],
    ['destinationBackup', 'that it is on', {}, true],
    ['destinationAutoScaling', 'of the tier and of the disk', {}, { compute: false, disk: true }],
    ['destinationDiskGB', 'of a replica set', {}, 80],
    [
      'destinationDiskGB',
      'of all shards',
      changed({ replicationSpecs: [{ regionConfigs: [region] }, { regionConfigs: [region] }] }),
      160,
    ],
    ['destinationIOPS', 'of its disk', {}, 3000],
    ['destinationNoTableScan', 'as somebody set it', {}, true],
    ['destinationOplog', 'as somebody set it, and what nobody set', {}, { sizeMB: null, minRetentionHours: 48 }],
    ['destinationUsers', 'how many', {}, 1],
    ['destinationUsers', 'that there is none', { atlas: { '/databaseUsers': [] } }, 0],
    ['destinationRoute', 'public, unless somebody says otherwise', { values: { network: undefined } }, publicRoute],
    [
      'destinationRoute',
      'of private endpoints, with what there is of them',
      {},
      { network: 'private-link', regions: ['AWS EU_CENTRAL_1'], endpoints: [{ id: 'e', status: 'AVAILABLE' }] },
    ],
    [
      'destinationRoute',
      'of peerings, which each provider describes in its own way',
      { values: { network: 'vpc-peering' }, atlas: { '/peers': [{ id: 'v', status: 'ADDING_PEER' }, {}] } },
      {
        network: 'vpc-peering',
        type: 'REPLICASET',
        peerings: [
          { id: 'v', status: 'ADDING_PEER' },
          { id: 'without an id', status: 'not known' },
        ],
      },
    ],
    ['sourceFeatureVersion', 'by Atlas first', {}, '6.0'],
    ['sourceFeatureVersion', 'by itself, where Atlas does not list it', { atlas: unlinked }, '7.0'],
    ['sourceFeatureVersion', 'by itself, where nobody named it', { values: { sourceCluster: undefined } }, '7.0'],
    ['sourceServerVersions', 'by the manager', {}, [{ host: 'db1', version: '5.0.31' }]],
    [
      'sourceServerVersions',
      'of several on one machine',
      { manager: { '/hosts': [{ ...server, port: 27018 }] } },
      [{ host: 'db1:27018', version: '5.0.31' }],
    ],
    [
      'sourceMemoryGB',
      'of the largest',
      { manager: { '/hosts': [server, { ...server, systemInfo: { memSizeMB: 32_768 } }, { hostname: 'db2' }] } },
      32,
    ],
    ['sourceMembers', 'by itself first', {}, good.sourceMembers],
    [
      'sourceMembers',
      'by the manager, where it cannot tell, without those that are in no set',
      { inspector: { survey: refuse }, manager: { '/hosts': [server, { hostname: 'mongos' }] } },
      [{ name: 'db1', set: 'rs', state: 'PRIMARY' }],
    ],
    ['namespacesOnBoth', 'none, where the destination holds nothing', holding([]), []],
    ['namespacesOnBoth', 'those of the source too', holding(['shop.orders', 'shop.other']), ['shop.orders']],
    ['destinationLastWrite', 'as it tells', {}, null],
    [
      'destinationLastWrite',
      'none, where it does not tell and holds nothing',
      { inspector: { survey: refuse, namespaces: async () => [] } },
      null,
    ],
    ['zonesInTheWay', 'none in a replica set, which has no zones', {}, []],
    [
      'zonesInTheWay',
      'those of the source too',
      {
        ...changed({ clusterType: 'SHARDED' }),
        ...surveyedAs({ ...good, destinationZones: ['shop.orders', 'shop.other'] }),
      },
      ['shop.orders'],
    ],
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
    [
      'source',
      'by the manager, where Atlas lists only others',
      told({ name: 'others' }),
      { name: 'rs', version: '5.0.31', sharded: false, sizeBytes: 7, tls: false },
    ],
    [
      'source',
      'by Atlas, which lists another project first',
      { atlas: { '/availableProjects': [{ projectId: 'other', migrationHosts: [], deployments: [] }, ...linked] } },
      { name: 'rs', version: '6.0.19', sharded: false, sizeBytes: 5, tls: true, managed: true },
    ],
    [
      'source',
      'by the manager, as much as it tells of its servers: the size is that of the primaries',
      {
        atlas: unlinked,
        manager: {
          '/hosts': [
            { hostname: 'mongos', typeName: 'SHARD_MONGOS' },
            { ...server, typeName: 'SHARD_PRIMARY', sslEnabled: true },
            { ...server, typeName: 'SHARD_SECONDARY' },
            { ...server, typeName: 'SHARD_PRIMARY', lastDataSizeBytes: 3 },
            { ...server, typeName: 'SHARD_PRIMARY', lastDataSizeBytes: null },
          ],
        },
      },
      { name: 'rs', version: '5.0.31', sharded: true, sizeBytes: 10, tls: true },
    ],
    [
      'source',
      'by the manager, without what it tells of no server',
      { atlas: unlinked, manager: { '/hosts': [{ hostname: 'db1', version: '5.0.31' }] } },
      { name: 'rs', version: '5.0.31' },
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
    [
      'sourceServers',
      'without the port, which an address of version 6 has at its end only',
      { manager: { '/hosts': [{ ...server, aliases: ['2001:db8::5:27017'] }] } },
      ['db1', '2001:db8::5'],
    ],
    [
      'sourceServers',
      'those of the replica set of that name, whatever the manager calls the cluster',
      { manager: { '/clusters': [{ id: 'd', clusterName: 'x', replicaSetName: 'rs' }], '/hosts': [server] } },
      ['db1'],
    ],
    [
      'accessInAtlas',
      'the users by the clusters that they reach, and the roles by their rights',
      {
        atlas: {
          '/databaseUsers': [
            user,
            { ...user, scopes: null, roles: [{ roleName: 'read', databaseName: 'shop', collectionName: 'orders' }] },
            {
              ...user,
              scopes: [{ name: 'Lake', type: 'DATA_LAKE' }],
              roles: [{ roleName: 'read', databaseName: 'a' }],
            },
          ],
          '/customDBRoles/roles': [
            {
              roleName: 'clerk',
              actions: [
                {
                  action: 'FIND',
                  resources: [
                    { cluster: false, db: 'shop', collection: '' },
                    { cluster: true, db: '', collection: '' },
                  ],
                },
              ],
              inheritedRoles: [{ role: 'read', db: 'shop' }],
            },
          ],
        },
      },
      {
        compared: true,
        users: [
          { username: 'app', databaseName: 'admin', roles: [], clusters: ['Billing0'] },
          {
            username: 'app',
            databaseName: 'admin',
            roles: [{ roleName: 'read', databaseName: 'shop', collectionName: 'orders' }],
            clusters: [],
          },
          {
            username: 'app',
            databaseName: 'admin',
            roles: [{ roleName: 'read', databaseName: 'a' }],
            clusters: ['DATA_LAKE Lake'],
          },
        ],
        roles: [{ roleName: 'clerk', rights: ['FIND shop.', 'FIND cluster', 'read@shop'] }],
      },
    ],
    [
      'accessInAtlas',
      'why it could not be asked',
      { atlas: { '/databaseUsers': failure('api', 403) } },
      { compared: false, reason: 'It failed (403).' },
    ],
    [
      'accessInAtlas',
      'that nobody named a project',
      { values: { atlasProject: undefined } },
      { compared: false, reason: 'the Atlas project is not known' },
    ],
    ['destinationNames', 'the one that was given', {}, ['Billing0']],
    ['destinationNames', 'none', { values: { destinationCluster: undefined } }, []],
    ['managedAuthentication', 'no, unless somebody said so', {}, false],
    ['managedAuthentication', 'what somebody said', { values: { managedAuthentication: true } }, true],
    ['migrationLogins', 'the one that was given', {}, ['migrator']],
    ['migrationLogins', 'none', { values: { sourceUsername: undefined } }, []],
    ['migrationUser', 'by itself, where it is the one of the connection', {}, good.migrationUser],
    ['migrationUser', 'among all, where it is another', { values: { sourceUsername: 'app' } }, [good.sourceUsers[0]]],
    ['migrationUser', 'that there is none', { values: { sourceUsername: 'nobody' } }, []],
    ['migrationUser', "none where Automation's own is used", { values: { managedAuthentication: true } }, []],
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
    ['atlasRoles', 'where Atlas names no key', { atlas: { '/api/atlas/v2': { apiKey: null } } }, /service account/],
    [
      'atlasRoles',
      'of an organization that nobody named',
      { values: { atlasOrg: undefined } },
      /organization is not known/,
    ],
    ['linkStatus', 'without an organization', { values: { sourceOrg: undefined } }, /organization is not known/],
    ['destination', 'without a project', { values: { atlasProject: undefined } }, /cluster is not known/],
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
    ['destinationVersion', 'Atlas leaves it empty', changed({ mongoDBVersion: '' }), /does not report the version/],
    ['destinationVersion', 'it is no version', changed({ mongoDBVersion: 'latest' }), /does not report the version/],
    ['destinationTier', 'it is empty', changed({ replicationSpecs: sized('') }), /does not report the tier/],
    ['destinationTier', 'a region tells none', changed({ replicationSpecs: sized(null) }), /does not report the tier/],
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
    ...(['usage', 'credentials'] as const).map((kind): [FactId, string, Different, RegExp] => [
      'destinationReachable',
      `a connection string of Atlas that cannot be used (${kind}), which no input mends`,
      { inspector: { greet: () => Promise.reject(failure(kind)) } },
      /It failed.*this machine need not/,
    ]),
    ['destinationReachable', 'no connection string', changed({ connectionStrings: null }), /no connection string/],
    ['destinationReachable', 'without a name', { values: { destinationCluster: undefined } }, /cluster is not known/],
    ['destinationReachable', 'there is none', { atlas: { '/clusters/Billing0': gone } }, /It failed \(404\)/],
    ...[401, 407, 429, undefined].map((status): [FactId, string, Different, RegExp] => [
      'destinationType',
      `what keeps Flex clusters from being listed keeps the others from it (${status ?? 'no answer'})`,
      { atlas: { '/flexClusters': failure('api', status) } },
      /It failed/,
    ]),
    ['destinationDiskGB', 'Atlas leaves it out', changed({ replicationSpecs: [] }), /does not report the disk/],
    [
      'destinationAutoScaling',
      'Atlas leaves a part of it out',
      changed({ replicationSpecs: [{ regionConfigs: [{ ...region, autoScaling: { compute: { enabled: true } } }] }] }),
      /does not report the auto-scaling/,
    ],
    ['destinationNoTableScan', 'Atlas leaves it out', { atlas: { '/processArgs': {} } }, /without an index/],
    ['destinationNoTableScan', 'without a name', { values: { destinationCluster: undefined } }, /cluster is not known/],
    ['destinationOplog', 'Atlas leaves a part of it out', { atlas: { '/processArgs': { oplogSizeMB: 9 } } }, /oplog/],
    ['destinationUsers', 'without a project', { values: { atlasProject: undefined } }, /project is not known/],
    ['destinationRoute', 'without a project', { values: { atlasProject: undefined } }, /project is not known/],
    ['destinationRoute', 'without a name', { values: { destinationCluster: undefined } }, /cluster is not known/],
    ['destinationRoute', 'there is none', { atlas: { '/clusters/Billing0': gone } }, /It failed \(404\)/],
    ['destinationRoute', 'Atlas leaves its regions out', changed({ replicationSpecs: [] }), /type and regions/],
    [
      'sourceFeatureVersion',
      'nobody tells',
      { ...told({ featureCompatibilityVersion: null }), values: { sourceUri: undefined } },
      /LIVEMIG_SOURCE_URI is not set/,
    ],
    [
      'sourceServerVersions',
      'the manager leaves one out',
      { manager: { '/hosts': [server, { hostname: 'db2' }] } },
      /no version of db2/,
    ],
    ['sourceMemoryGB', 'the manager leaves it out', { manager: { '/hosts': [{ hostname: 'db2' }] } }, /memory/],
    [
      'sourceMembers',
      'neither tells',
      { inspector: { survey: refuse }, manager: { '/hosts': [{ hostname: 'm' }] } },
      /It failed/,
    ],
    [
      'sourceMembers',
      'nobody can be asked but the manager, which leaves them out',
      { values: { sourceUri: undefined }, manager: { '/hosts': [{ hostname: 'm' }] } },
      /state of no member/,
    ],
    [
      'namespacesOnBoth',
      'nobody looks into the source',
      { values: { sourceUri: undefined } },
      /LIVEMIG_SOURCE_URI is not set/,
    ],
    ['namespacesOnBoth', 'nobody looks there', { values: { destinationUri: undefined } }, /DESTINATION_URI is not set/],
    [
      'zonesInTheWay',
      'nobody looks into a sharded one',
      { ...changed({ clusterType: 'SHARDED' }), values: { destinationUri: undefined } },
      /LIVEMIG_DESTINATION_URI is not set/,
    ],
    ['zonesInTheWay', 'there is none', { atlas: { '/clusters/Billing0': gone } }, /It failed \(404\)/],
    ['destinationLastWrite', 'it does not tell, and holds something', { inspector: { survey: refuse } }, /It failed/],
    ['destinationZones', 'nobody looks there', { values: { destinationUri: undefined } }, /DESTINATION_URI is not set/],
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
      'nobody can be asked of a deployment without a name',
      { values: { sourceCluster: undefined, sourceUri: undefined } },
      /LIVEMIG_SOURCE_URI is not set/,
    ],
    [
      'source',
      'the manager does not list it, and Atlas cannot be asked',
      {
        manager: { '/clusters': [{ id: 'c', clusterName: 'other' }] },
        values: { atlasOrg: undefined, sourceUri: undefined },
      },
      /the manager lists no servers of rs/,
    ],
    [
      'source',
      'the manager does not know its version',
      {
        manager: { '/hosts': [{ ...server, version: null }] },
        values: { atlasOrg: undefined, sourceUri: undefined },
      },
      /the manager reports no version/,
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
    [
      'source',
      'Atlas does not mention its version',
      { ...told({ mongoDBVersion: undefined }), hasManager: false, values: { sourceUri: undefined } },
      /Atlas reports no version for rs/,
    ],
    [
      'sourceSharded',
      'nobody knows the deployment',
      { values: { sourceProject: undefined, sourceUri: undefined } },
      /LIVEMIG_SOURCE_URI is not set/,
    ],
    ['sourceSharded', 'Atlas leaves it out', told({ sharded: null }), /nobody reports whether rs is sharded/],
    [
      'sourceSharded',
      'the manager leaves it out',
      { atlas: unlinked, manager: { '/hosts': [{ ...server, typeName: null }] } },
      /nobody reports/,
    ],
    ['sourceServers', 'the manager lists none', { manager: { '/clusters': [] } }, /lists no servers of rs/],
    ['sourceServers', 'without a project', { values: { sourceProject: undefined } }, /project is not known/],
    ['sourceServers', 'without a name', { values: { sourceCluster: undefined } }, /deployment is not known/],
    ['migrationUser', 'nobody named it', { values: { sourceUsername: undefined } }, /user of the source.*is not known/],
    ['migrationUser', 'no connection', { values: { sourceUri: undefined } }, /LIVEMIG_SOURCE_URI is not set/],
    ['linkedHosts', 'without an organization', { values: { atlasOrg: undefined } }, /organization is not known/],
    ['linkedHosts', 'without a project', { values: { sourceProject: undefined } }, /project is not known/],
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

  it.each(['managerName', 'linkStatus', 'canConnect', 'sourceServers', 'agentHosts'] as const)(
    '%s: without the credentials of the manager',
    async (id) => {
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
    inspector: { greet: rejects, deployment: rejects, namespaces: rejects, survey: rejects },
  };
}

const ofInputs: readonly FactId[] = [
  'manager',
  'migrationHost',
  'dropDestination',
  'managerIps',
  'network',
  'destinationNames',
  'managedAuthentication',
  'migrationLogins',
  'copyTime',
];
const asking = Object.values(probes).filter(({ id }) => !ofInputs.includes(id));

/** That Atlas could not be asked is what this one tells then. */
const unknowable = asking.filter(({ id }) => id !== 'accessInAtlas');

describe('what keeps a fact from being read', () => {
  it.each(
    unknowable.flatMap(({ id }) =>
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

  it.each([failure('interrupted'), new Error('a bug')])(
    'ends the run where only greeting the destination fails: %s',
    async (error) => {
      await expect(read('destinationReachable', { inspector: { greet: () => Promise.reject(error) } })).rejects.toBe(
        error,
      );
    },
  );

  it('ends the run where only listing Flex clusters, or only looking at one cluster, meets a bug', async () => {
    const error = new Error('a bug');
    await expect(read('destination', { atlas: { '/flexClusters': error } })).rejects.toBe(error);
    await expect(read('destination', { atlas: { '/clusters/Billing0': error } })).rejects.toBe(error);
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
      inspector: {
        greet: async () => {},
        deployment: async () => ({ version: '', sharded: false }),
        namespaces,
        survey: () => Promise.reject(error),
      },
      secrets: memorySecrets(),
      clock: { now: () => new Date(0) },
      values,
    });
    await expect(world).rejects.toBe(error);
    expect(isAnswered).toBe(true);
  });
});

it.each([
  ['by its servers, which no resolver has to know', {}, 'mongodb://a'],
  [
    'by its own name where Atlas tells no more',
    { connectionStrings: { standardSrv: 'mongodb+srv://b' } },
    'mongodb+srv://b',
  ],
])('the destination is greeted %s', async (_, change, uri) => {
  const greeted: string[] = [];
  const greet = async (at: string) => {
    greeted.push(at);
  };
  await read('destinationReachable', { ...changed(change), inspector: { greet } });
  expect(greeted).toEqual([uri]);
});

const all = [
  'featureCompatibilityVersion',
  'backupEnabled',
  'clusterType',
  'mongoDBVersion',
  'versionReleaseSystem',
  'stateName',
  'biConnector',
  'replicationSpecs',
];
it.each([
  ['tells everything', {}],
  ['leaves everything out', Object.fromEntries(all.map((name) => [name, null]))],
])('a listed destination has the facts of one that was asked for, where Atlas %s', async (_, change) => {
  const listed = factsOfDestination(destinationFacts(AtlasCluster.parse({ ...cluster, ...change })));
  const ids = [
    'destination',
    'destinationType',
    'destinationTier',
    'destinationState',
    'destinationVersion',
    'destinationUpgrades',
    'destinationBiConnector',
    'destinationFeatureVersion',
    'destinationBackup',
    'destinationAutoScaling',
    'destinationDiskGB',
    'destinationIOPS',
  ] as const;
  for (const id of ids) {
    const fact = id in listed.known ? { value: listed.known[id] } : { reason: listed.unknown[id] };
    expect(fact).toEqual(await read(id, changed(change)));
  }
});

it('each probe reads the fact that it is listed under', () => {
  expect(Object.entries(probes).map(([name, { id }]) => [name, id])).toEqual(
    Object.keys(probes).map((name) => [name, name]),
  );
});
