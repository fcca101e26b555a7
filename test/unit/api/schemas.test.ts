import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import * as atlas from '../../../src/api/atlas-schemas.ts';
import * as manager from '../../../src/api/ops-manager-schemas.ts';

const id = '5f1a0c2d3e4b5a6978877661';

/** Of each kind of answer one with every field, as the services document them. */
const answers: Readonly<Record<string, readonly [schema: z.ZodType, answer: object]>> = {
  AtlasRoot: [
    atlas.AtlasRoot,
    {
      appName: 'MongoDB Atlas',
      build: 'a1b2',
      apiKey: { id: 'k', publicKey: 'p', roles: [{ roleName: 'ORG_OWNER', orgId: 'o', groupId: 'g' }] },
    },
  ],
  AtlasOrg: [atlas.AtlasOrg, { id: 'o', name: 'Acme', isDeleted: false }],
  AtlasProject: [atlas.AtlasProject, { id: 'p', name: 'billing', orgId: 'o', clusterCount: 2 }],
  AtlasCluster: [
    atlas.AtlasCluster,
    {
      id: 'c',
      name: 'Billing0',
      stateName: 'IDLE',
      clusterType: 'REPLICASET',
      mongoDBVersion: '7.0.14',
      mongoDBMajorVersion: '7.0',
      versionReleaseSystem: 'LTS',
      featureCompatibilityVersion: '7.0',
      paused: false,
      backupEnabled: true,
      biConnector: { enabled: false },
      connectionStrings: { standard: 'a', standardSrv: 'b', private: 'c', privateSrv: 'd' },
      replicationSpecs: [
        {
          zoneName: 'Zone 1',
          regionConfigs: [
            {
              providerName: 'AWS',
              backingProviderName: 'AWS',
              regionName: 'EU_CENTRAL_1',
              electableSpecs: { instanceSize: 'M40', diskSizeGB: 80, diskIOPS: 3000, nodeCount: 3 },
              autoScaling: { compute: { enabled: true }, diskGB: { enabled: true } },
            },
          ],
        },
      ],
    },
  ],
  FlexCluster: [atlas.FlexCluster, { name: 'Flex0', stateName: 'IDLE', mongoDBVersion: '8.0.4' }],
  ProcessArgs: [
    atlas.ProcessArgs,
    { noTableScan: false, oplogSizeMB: 2048, oplogMinRetentionHours: 24, minimumEnabledTlsProtocol: 'TLS1_2' },
  ],
  EndpointService: [atlas.EndpointService, { id: 'e', regionName: 'EU_CENTRAL_1', status: 'AVAILABLE' }],
  Peering: [atlas.Peering, { id: 'v', statusName: 'AVAILABLE', status: 'AVAILABLE' }],
  AccessListEntry: [
    atlas.AccessListEntry,
    { ipAddress: '203.0.113.7', cidrBlock: '203.0.113.7/32', comment: 'x', deleteAfterDate: '2026-12-01T00:00:00Z' },
  ],
  AccessListStatus: [atlas.AccessListStatus, { STATUS: 'ACTIVE' }],
  AtlasDatabaseUser: [
    atlas.AtlasDatabaseUser,
    {
      username: 'app',
      databaseName: 'admin',
      roles: [{ roleName: 'read', databaseName: 'shop', collectionName: 'orders' }],
      scopes: [{ name: 'Billing0', type: 'CLUSTER' }],
    },
  ],
  CustomDbRole: [
    atlas.CustomDbRole,
    {
      roleName: 'clerk',
      actions: [{ action: 'FIND', resources: [{ cluster: false, db: 'shop', collection: 'orders' }] }],
      inheritedRoles: [{ role: 'read', db: 'shop' }],
    },
  ],
  LinkToken: [atlas.LinkToken, { linkToken: 'a-token' }],
  AvailableProject: [
    atlas.AvailableProject,
    {
      projectId: 'p',
      name: 'billing',
      migrationHosts: ['mig01'],
      deployments: [
        {
          name: 'rs',
          clusterId: 'c',
          managed: true,
          sharded: false,
          shardsSize: 1,
          tlsEnabled: true,
          mongoDBVersion: '6.0.19',
          featureCompatibilityVersion: '6.0',
          agentVersion: '13.0',
          dbSizeBytes: 5,
          oplogSizeMB: 2048,
        },
      ],
    },
  ],
  StartedValidation: [atlas.StartedValidation, { _id: id }],
  Validation: [atlas.Validation, { _id: id, status: 'FAILED', errorMessage: 'No.', groupId: 'g', sourceGroupId: 's' }],
  CreatedMigration: [atlas.CreatedMigration, { _id: id }],
  LiveMigration: [
    atlas.LiveMigration,
    { _id: id, status: 'WORKING', readyForCutover: true, lagTimeSeconds: 3, migrationHosts: ['mig01'] },
  ],
  ManagerRoot: [manager.ManagerRoot, { appName: 'MongoDB Ops Manager', build: 'a1b2' }],
  ManagerOrg: [manager.ManagerOrg, { id: 'o', name: 'Acme', isDeleted: false }],
  ManagerProject: [
    manager.ManagerProject,
    { id: 'p', name: 'billing', orgId: 'o', replicaSetCount: 1, shardCount: 0, activeAgentCount: 3 },
  ],
  ManagerCluster: [
    manager.ManagerCluster,
    {
      id: 'c',
      clusterName: 'rs',
      replicaSetName: 'rs',
      shardName: 's0',
      typeName: 'REPLICA_SET',
      lastHeartbeat: '2026-12-01T00:00:00Z',
    },
  ],
  ManagerHost: [
    manager.ManagerHost,
    {
      id: 'h',
      hostname: 'db1',
      port: 27017,
      clusterId: 'c',
      typeName: 'REPLICA_PRIMARY',
      replicaSetName: 'rs',
      replicaStateName: 'PRIMARY',
      shardName: 's0',
      version: '6.0.19',
      sslEnabled: true,
      authMechanismName: 'SCRAM',
      aliases: ['db1-b:27017'],
      ipAddress: '10.0.0.1',
      lastDataSizeBytes: 5,
      systemInfo: { memSizeMB: 16_384, numCores: 4 },
      profilerEnabled: true,
      lowUlimit: false,
      hasStartupWarnings: false,
    },
  ],
  AutomationConfig: [manager.AutomationConfig, { replicaSets: [{ _id: 'rs' }], sharding: [{ name: 'sh' }] }],
  ManagerAgent: [
    manager.ManagerAgent,
    { hostname: 'mig01', typeName: 'AUTOMATION', stateName: 'NO_PROCESSES', lastConf: '2026-12-01T00:00:00Z' },
  ],
  AgentVersion: [
    manager.AgentVersion,
    { hostname: 'db1', version: '12.0', isVersionOld: true, isVersionDeprecated: false },
  ],
  AgentVersions: [manager.AgentVersions, { entries: [{ hostname: 'db1' }] }],
  NewAgentKey: [manager.NewAgentKey, { _id: 'k', key: 'a-key' }],
  AgentKey: [manager.AgentKey, { _id: 'k', desc: 'livemig', createdBy: 'me', createdTime: 5 }],
  LinkStatus: [manager.LinkStatus, { status: 'SYNCED' }],
};

/** The fields that decide something by what they are, by being there or by being absent: another type is refused. */
const deciding: readonly string[] = [
  ...['AtlasRoot.apiKey', 'AtlasRoot.apiKey.roles', 'AtlasRoot.apiKey.roles.0', 'AtlasRoot.apiKey.roles.0.orgId'],
  ...['AtlasOrg.id', 'AtlasOrg.name', 'AtlasProject.id', 'AtlasProject.name', 'AtlasCluster.name', 'FlexCluster.name'],
  // Without its end a temporary entry would be taken for one that stays.
  ...['AccessListEntry.ipAddress', 'AccessListEntry.cidrBlock', 'AccessListEntry.deleteAfterDate'],
  // One that is limited to another cluster would be taken for one of the destination.
  ...['AtlasDatabaseUser.username', 'AtlasDatabaseUser.scopes', 'AtlasDatabaseUser.scopes.0', 'CustomDbRole.roleName'],
  ...['AtlasDatabaseUser.scopes.0.name', 'AtlasDatabaseUser.scopes.0.type'],
  ...['AccessListStatus.STATUS', 'LinkToken.linkToken', 'StartedValidation._id', 'Validation.status'],
  ...['AvailableProject.projectId', 'AvailableProject.migrationHosts', 'AvailableProject.migrationHosts.0'],
  ...['AvailableProject.deployments', 'AvailableProject.deployments.0', 'AvailableProject.deployments.0.name'],
  ...['CreatedMigration._id', 'LiveMigration._id', 'LiveMigration.status', 'LiveMigration.readyForCutover'],
  ...['LiveMigration.lagTimeSeconds', 'LiveMigration.migrationHosts', 'LiveMigration.migrationHosts.0'],
  ...['ManagerRoot.appName', 'ManagerOrg.id', 'ManagerOrg.name', 'ManagerProject.id', 'ManagerProject.name'],
  // One without a shard's name is a deployment of its own.
  ...['ManagerCluster.id', 'ManagerCluster.clusterName', 'ManagerCluster.shardName'],
  // By any of its names a server may be the one that is to become the migration host.
  ...['ManagerHost.hostname', 'ManagerHost.aliases', 'ManagerHost.aliases.0', 'ManagerHost.ipAddress'],
  ...['AutomationConfig.replicaSets', 'AutomationConfig.replicaSets.0', 'AutomationConfig.replicaSets.0._id'],
  ...['AutomationConfig.sharding', 'AutomationConfig.sharding.0', 'AutomationConfig.sharding.0.name'],
  ...['AgentVersion.hostname', 'AgentVersions.entries', 'AgentVersions.entries.0'],
  ...['AgentVersions.entries.0.hostname'],
  ...['ManagerAgent.hostname', 'NewAgentKey._id', 'NewAgentKey.key', 'AgentKey._id', 'LinkStatus.status'],
];

const fields = Object.entries(answers).flatMap(([name, [schema, answer]]) =>
  pathsOf(answer).map((path) => [[name, ...path].join('.'), schema, answer, path] as const),
);

/** Of every field, inner ones too, and of the items of lists. */
function pathsOf(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[key], ...pathsOf(inner).map((path) => [key, ...path])]);
}

/** The same with something of another type at this place. */
function otherwise(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return typeof value === 'object' ? 'a text' : { a: 'thing' };
  if (Array.isArray(value)) return value.map((one, at) => (String(at) === key ? otherwise(one, rest) : one));
  const all: Record<string, unknown> = { ...Object(value) };
  return { ...all, [key]: otherwise(all[key], rest) };
}

describe('an answer of a service', () => {
  it.each(Object.entries(answers))('%s is taken as it is documented', (_, [schema, answer]) => {
    expect(schema.safeParse(answer).error).toBeUndefined();
  });

  it.each(fields)('%s of another type is refused only where it decides', (name, schema, answer, path) => {
    expect([name, schema.safeParse(otherwise(answer, path)).success]).toEqual([name, !deciding.includes(name)]);
  });

  it('is tried with each of its schemas, and with each field of them', () => {
    const sent = ['NewAccessListEntry', 'LiveMigrationRequest'];
    const names = [...Object.keys(atlas), ...Object.keys(manager)].filter((name) => !sent.includes(name));
    expect(Object.keys(answers).sort()).toEqual(names.sort());
    const untried = Object.entries(answers).flatMap(([name, [schema, answer]]) =>
      keysOf(schema)
        .filter((key) => !(key in answer))
        .map((key) => `${name}.${key}`),
    );
    expect(untried).toEqual([]);
    expect(deciding.filter((name) => !fields.some(([field]) => field === name))).toEqual([]);
  });

  it.each(Object.entries(answers))('%s loses what is not named', (_, [schema, answer]) => {
    const parsed = schema.parse({ ...answer, unheardOf: 1 });
    expect(Object.keys(Object(parsed))).not.toContain('unheardOf');
  });
});

it.each(Object.entries(answers))('%s holds no text that would fill a screen', (_, [schema, answer]) => {
  const endless = JSON.parse(JSON.stringify(answer), (_key, part) =>
    typeof part === 'string' ? 'x'.repeat(9000) : part,
  );
  const parsed = schema.safeParse(endless);
  // A token is shown nowhere, whatever its length, and an id that is none is refused.
  const lengths = [...(JSON.stringify(parsed.data) ?? '').matchAll(/x+/g)].map(([text]) => text.length);
  expect(Math.max(0, ...lengths)).toBeLessThanOrEqual(2000);
});

function keysOf(schema: z.ZodType): string[] {
  if (schema instanceof z.ZodPipe) return schema.in instanceof z.ZodType ? keysOf(schema.in) : [];
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

it('a field that is misspelt does not compile', () => {
  expectTypeOf<atlas.AtlasCluster>().toHaveProperty('versionReleaseSystem');
  expectTypeOf<atlas.AtlasCluster>().not.toHaveProperty('versionReleaseSytem');
  expectTypeOf<atlas.AvailableProject['deployments'][number]>().not.toHaveProperty('mongodbVersion');
  expectTypeOf<manager.ManagerHost>().not.toHaveProperty('hostName');
  expect('versionReleaseSytem' in atlas.AtlasCluster.shape).toBe(false);
});
