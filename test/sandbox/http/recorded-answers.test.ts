import { describe, expect, it } from 'vitest';
import { defaultScenario } from '../../../src/sandbox/scenario/default-scenario.ts';
import type { DestinationCluster, Scenario } from '../../../src/sandbox/scenario/scenario.ts';
import { startTestSandbox } from '../../support/start-test-sandbox.ts';

/*
 * Which fields Atlas sends, and which values where its OpenAPI file leaves them open: as recorded by the end-to-end
 * tests of `mongodb/mongodb-atlas-cli` (`test/e2e/atlas/**\/.snapshots`, 2026-08-10). Left out are those that the
 * OpenAPI file does not know (`effectiveDatabaseEdition`). Of the version 2023-01-01 nothing is recorded.
 */

const base = '/api/atlas/v2';

const everyCluster =
  'backupEnabled biConnector clusterType connectionStrings createDate diskWarmingMode encryptionAtRestProvider globalClusterSelfManagedSharding groupId id labels links mongoDBMajorVersion mongoDBVersion name paused pitEnabled replicationSpecs rootCertType stateName tags terminationProtectionEnabled versionReleaseSystem';
const since202408 =
  'adaptiveCapacity effectiveReplicationSpecs featureCompatibilityVersion internalClusterRole redactClientLogData retainBackups useAwsTimeBasedSnapshotCopyForFastInitialSync';
const flex =
  'backupSettings clusterType connectionStrings createDate groupId id mongoDBVersion name providerSettings stateName tags terminationProtectionEnabled versionReleaseSystem';
const processArgs =
  'changeStreamOptionsPreAndPostImagesExpireAfterSeconds chunkMigrationConcurrency customOpensslCipherConfigTls12 customOpensslCipherConfigTls13 defaultMaxTimeMS defaultReadConcern defaultWriteConcern failIndexKeyTooLong javascriptEnabled minimumEnabledTlsProtocol noTableScan oplogMinRetentionHours oplogSizeMB queryStatsLogVerbosity sampleRefreshIntervalBIConnector sampleSizeBIConnector tlsCipherConfigMode transactionLifetimeLimitSeconds';

describe('every field that Atlas sends is sent', () => {
  it.each([
    ['2024-08-05', '/clusters/Billing0', `${everyCluster} ${since202408} advancedConfiguration`],
    ['2024-08-05', '/clusters/BillingFree', `${everyCluster} ${since202408}`],
    [
      '2024-08-05',
      '/clusters/Sharded',
      `${everyCluster} ${since202408} advancedConfiguration configServerManagementMode configServerType`,
    ],
    ['2023-02-01', '/clusters/Billing0', `${everyCluster} diskSizeGB advancedConfiguration`],
    ['2024-11-13', '/flexClusters/BillingFlex', flex],
    ['2023-01-01', '/clusters/Billing0/processArgs', processArgs],
  ])('%s of %s', async (version, path, fields) => {
    const { atlas, ids } = await startTestSandbox({ scenario: withClusters({ name: 'Sharded', shards: 2 }) });
    const { body } = await atlas('GET', `${base}/groups/${ids.project}${path}`, dated(version));
    expect(Object.keys(Object(body)).toSorted()).toEqual(fields.split(' ').toSorted());
  });
});

it.each([
  ['2023-02-01', 'Billing0', { diskSizeGB: 80, replicationSpecs: [{ numShards: 1 }] }],
  ['2023-02-01', 'BillingFree', { diskSizeGB: 0.5 }],
  ['2023-02-01', 'Sharded', { replicationSpecs: [{ numShards: 2 }] }],
  ['2023-01-01', 'Sharded', { numShards: 2, diskSizeGB: 80, providerSettings: { instanceSizeName: 'M40' } }],
  ['2024-08-05', 'Sharded', { replicationSpecs: [{}, {}], effectiveReplicationSpecs: [{}, {}] }],
  [
    '2024-08-05',
    'BillingFree',
    { replicationSpecs: [{ regionConfigs: [{ providerName: 'TENANT', backingProviderName: 'AWS' }] }] },
  ],
  [
    '2024-08-05',
    'Billing0',
    { biConnector: { readPreference: 'secondary' }, connectionStrings: { standardSrv: srv('billing0') } },
  ],
  ['2024-08-05', 'New', { stateName: 'CREATING', connectionStrings: {} }],
])('%s of %s holds %j', async (version, name, part) => {
  const scenario = withClusters({ name: 'Sharded', shards: 2 }, { name: 'New', stateName: 'CREATING' });
  const { atlas, ids } = await startTestSandbox({ scenario });
  const { body } = await atlas('GET', `${base}/groups/${ids.project}/clusters/${name}`, dated(version));
  expect(body).toMatchObject(part);
});

it('ids of replication specs are unique, and the same in each look', async () => {
  const { atlas, ids } = await startTestSandbox({ scenario: withClusters({ name: 'Sharded', shards: 3 }) });
  const look = async () => (await atlas('GET', `${base}/groups/${ids.project}/clusters`)).text;
  const specIds = (text: string) => [...text.matchAll(/"id":"([0-9a-f]{24})"/g)].map(([, id]) => id);
  const first = specIds(await look());
  // Each cluster, and its specs twice: as wanted, and as they are.
  expect(new Set(first).size).toBe(5 + 4 + 3);
  expect(specIds(await look())).toEqual(first);
});

it('a cluster that was shared before there was Flex is listed with both', async () => {
  const { atlas, ids } = await startTestSandbox({
    scenario: withClusters({ name: 'Old', kind: 'flex', instanceSize: 'M2' }),
  });
  const group = `${base}/groups/${ids.project}`;
  const electableSpecs = { instanceSize: 'M2', effectiveInstanceSize: 'FLEX' };
  expect((await atlas('GET', `${group}/clusters/Old`)).body).toMatchObject({
    versionReleaseSystem: 'CONTINUOUS',
    replicationSpecs: [{ regionConfigs: [{ electableSpecs }] }],
  });
  expect((await atlas('GET', `${group}/clusters`)).text).toContain('"Old"');
  expect((await atlas('GET', `${group}/flexClusters/Old`)).body).toMatchObject({ versionReleaseSystem: 'CONTINUOUS' });
});

it('each process has an address of its own; clusters that are paused or being created have none', async () => {
  const scenario = withClusters({ name: 'Second' }, { name: 'New', stateName: 'CREATING' });
  const { atlas, ids } = await startTestSandbox({ scenario });
  const { text, body } = await atlas('GET', `${base}/groups/${ids.project}/processes`);
  const processIds = [...text.matchAll(/"id":"([^"]+)"/g)].map(([, id]) => id);
  expect(body).toMatchObject({
    results: [
      { hostname: '127.0.0.1', userAlias: 'billing0-shard-00-00' },
      { userAlias: 'billingupdating-shard-00-00' },
      { userAlias: 'second-shard-00-00' },
    ],
  });
  expect(new Set(processIds).size).toBe(3);
});

it.each([
  ['/orgs', 'aCM', ['Acme']],
  ['/orgs', 'cme', []],
  ['/orgs/ORG/groups', 'REP', ['reporting']],
])('%s?name=%s is a beginning, in any case: %j', async (path, name, found) => {
  const { atlas, ids } = await startTestSandbox();
  const { text } = await atlas('GET', `${base}${path.replace('ORG', ids.atlasOrg)}?name=${encodeURIComponent(name)}`);
  expect([...text.matchAll(/"name":"([^"]+)"/g)].map(([, one]) => one)).toEqual(found);
});

it('organizations, new projects and entries of the access list are told as Atlas tells them', async () => {
  const { atlas, ids, sandbox } = await startTestSandbox();
  expect((await atlas('GET', `${base}/orgs/${ids.atlasOrg}`)).body).toMatchObject({ skipDefaultAlertsSettings: false });
  const made = await atlas('POST', `${base}/groups`, { body: { name: 'staging', orgId: ids.atlasOrg } });
  expect([made.headers.get('location'), made.body]).toEqual([
    `${sandbox.atlasUrl}//api/atlas/v1.0`,
    expect.objectContaining({
      links: expect.arrayContaining([{ rel: expect.any(String), href: expect.stringMatching(/\/peers$/) }]),
    }),
  ]);
  const list = `${base}/groups/${ids.project}/accessList`;
  const { text } = await atlas('POST', list, {
    body: [{ ipAddress: '203.0.113.25' }, { cidrBlock: '198.51.100.0/24' }],
  });
  expect(text).toContain('/accessList/203.0.113.25%2F32"');
  expect(text).toContain('/accessList/198.51.100.0%2F24"');
});

function dated(version: string) {
  return { accept: `application/vnd.atlas.${version}+json` };
}

function srv(name: string): string {
  return `mongodb+srv://${name}.sandbox.invalid`;
}

/** The default scenario with these clusters besides, each like the first one. */
function withClusters(...more: Partial<DestinationCluster>[]): Scenario {
  const scenario = defaultScenario('cloud-manager');
  const [project, ...others] = scenario.atlas.projects;
  const [first] = project?.clusters ?? [];
  if (project === undefined || first === undefined) throw new Error('the default scenario has a cluster');
  const added = more.map((different, index) => ({ ...first, id: `${index}`.repeat(24), ...different }));
  const projects = [{ ...project, clusters: [...project.clusters, ...added] }, ...others];
  return { ...scenario, atlas: { ...scenario.atlas, projects } };
}
