import { expect, it } from 'vitest';
import { LiveMigrationRequest } from '../../../../src/api/atlas-schemas.ts';
import { migrationRequest } from '../../../../src/stages/start/migration-request.ts';
import type { Values } from '../../../../src/stages/values.ts';
import type { World } from '../../../../src/stages/world.ts';
import { caught } from '../../../support/caught.ts';
import { answers, fakeWorld, linked } from '../../../support/fake-world.ts';

async function requestOf(values: Values, atlas: Partial<World['atlas']> = { availableProjects: async () => [linked] }) {
  const files = { 'shards.yaml': 'createSupportingIndexes: true\nshardingEntries: []\n' };
  return migrationRequest((await fakeWorld({ values: { ...answers, ...values }, atlas, files })).world);
}

it('what is sent to validate and to create is what was answered, and no more', async () => {
  const request = await requestOf({});
  expect(request).toEqual({
    migrationHosts: ['mig01.corp.example'],
    dropDestinationData: false,
    source: {
      clusterName: 'billing',
      groupId: 'source-project',
      ssl: false,
      managedAuthentication: false,
      username: 'migrator',
      password: expect.anything(),
    },
    destination: { clusterName: 'Billing0', groupId: 'atlas-project', hostnameSchemaType: 'PUBLIC' },
  });
  expect(request.source.password?.reveal()).toBe('planted-password');
  expect(LiveMigrationRequest.safeParse(request).success).toBe(true);
});

it.each<[string, Values, object]>([
  ['clearing the destination', { dropDestination: true }, { dropDestinationData: true }],
  ['TLS to the source', { sourceTls: true }, { source: { ssl: true } }],
  ['no TLS to the source', { sourceTls: false }, { source: { ssl: false } }],
  ['the CA of the source', { sourceCaFile: '/etc/ca.pem' }, { source: { caCertificatePath: '/etc/ca.pem' } }],
  ['private link', { network: 'private-link' }, { destination: { hostnameSchemaType: 'PRIVATE_LINK' } }],
  ['peering', { network: 'vpc-peering' }, { destination: { hostnameSchemaType: 'VPC_PEERING' } }],
  ['the private endpoint', { privateLinkId: 'vpce-1' }, { destination: { privateLinkId: 'vpce-1' } }],
  ['the sharding', { sharding: 'shards.yaml' }, { sharding: { createSupportingIndexes: true, shardingEntries: [] } }],
])('it tells of %s', async (_, values, part) => {
  expect(await requestOf(values)).toMatchObject(part);
});

it('with managed authentication it holds neither user nor password', async () => {
  expect((await requestOf({ managedAuthentication: true })).source).toEqual({
    clusterName: 'billing',
    groupId: 'source-project',
    ssl: false,
    managedAuthentication: true,
  });
});

it.each<[string, readonly string[], string]>([
  ['Atlas lists it in other letters: as Atlas has it', ['MIG01.corp.example'], 'MIG01.corp.example'],
  ['Atlas lists its short name', ['mig01'], 'mig01'],
  ['Atlas lists others: as it was given', ['mig02.corp.example'], 'mig01.corp.example'],
  ['Atlas lists none: as it was given', [], 'mig01.corp.example'],
])('the migration host, where %s', async (_, migrationHosts, host) => {
  const project = { ...linked, migrationHosts: [...migrationHosts] };
  expect((await requestOf({}, { availableProjects: async () => [project] })).migrationHosts).toEqual([host]);
});

it('the migration host before the organizations are linked: as it was given', async () => {
  const request = await requestOf({}, { availableProjects: async () => [] });
  expect(request.migrationHosts).toEqual(['mig01.corp.example']);
});

it.each([
  'sourceCluster',
  'sourceProject',
  'sourceUsername',
  'sourcePassword',
  'destinationCluster',
  'atlasProject',
  'network',
  'migrationHost',
] as const)('without %s there is no request, and what is missing is named', async (key) => {
  const { code, message } = await caught(requestOf({ [key]: undefined }));
  expect([code, message]).toEqual(['INPUTS', expect.stringContaining(`${key} is missing`)]);
});
