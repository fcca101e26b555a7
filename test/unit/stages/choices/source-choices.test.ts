import { describe, expect, it } from 'vitest';
import { sourceDeploymentChoices, sourceProjectChoices } from '../../../../src/stages/choices/source-choices.ts';
import type { World } from '../../../../src/stages/world.ts';
import { fakeWorld, linked, refusal } from '../../../support/fake-world.ts';

const gib = 1024 ** 3;

describe('projects of the source', () => {
  const projects = async () => [
    { id: 'p1', name: 'One', orgId: 'source-org' },
    { id: 'p2', name: 'Two', orgId: 'source-org' },
  ];

  it('are those of the manager', async () => {
    const { world, did } = await fakeWorld({ manager: { projects } });
    expect(await sourceProjectChoices(world, 'source-org', 'atlas-org')).toEqual([
      { value: 'p1', name: 'One' },
      { value: 'p2', name: 'Two' },
    ]);
    expect(did).toEqual([['projects', 'source-org']]);
  });

  it.each([
    ['without credentials of the manager', false, 'source-org'],
    ['without an organization of the manager', true, ''],
  ])('are those that are linked %s', async (_, hasManager, sourceOrg) => {
    const { world, did } = await fakeWorld({ atlas: { availableProjects: async () => [linked] } });
    expect(await sourceProjectChoices({ ...world, hasManager }, sourceOrg, 'atlas-org')).toEqual([
      { value: 'source-project', name: 'billing-prod' },
    ]);
    expect(did).toEqual([['availableProjects', 'atlas-org']]);
  });
});

describe('deployments that the manager lists', () => {
  const member = (typeName: string, more: object = {}) => ({ hostname: 'h', clusterId: 'c1', typeName, ...more });

  async function noteOf(manager: Partial<World['manager']>, cluster: object = {}) {
    const clusters = async () => [{ id: 'c1', clusterName: 'billing', typeName: 'REPLICA_SET', ...cluster }];
    const told = { hosts: async () => [], automated: async () => [], ...manager };
    const { world } = await fakeWorld({ manager: { clusters, ...told } });
    const [choice, ...others] = await sourceDeploymentChoices(world, 'source-project');
    expect(others).toEqual([]);
    return choice?.note;
  }

  it.each<[string, Partial<World['manager']>, object, string]>([
    ['nothing but a replica set', {}, {}, 'replica set, monitored'],
    ['a sharded cluster', {}, { typeName: 'SHARDED_REPLICA_SET' }, 'sharded cluster, monitored'],
    ['that Automation manages it', { automated: async () => ['other', 'billing'] }, {}, 'replica set, managed'],
    ['that Automation manages others', { automated: async () => ['other'] }, {}, 'replica set, monitored'],
    [
      'its versions, members, size and TLS',
      {
        hosts: async () => [
          member('REPLICA_PRIMARY', { version: '7.0.14', lastDataSizeBytes: 10 * gib }),
          member('REPLICA_SECONDARY', { version: '7.0.15', lastDataSizeBytes: 20 * gib, sslEnabled: true }),
          member('SHARD_MONGOS', { version: '7.0.14' }),
          member('SHARD_CONFIG', { version: '7.0.14' }),
          member('REPLICA_PRIMARY', { clusterId: 'c2', version: '5.0.1', lastDataSizeBytes: 40 * gib }),
        ],
      },
      {},
      '7.0.14 and 7.0.15, replica set, 2 members, 10 GiB, TLS, monitored',
    ],
    [
      'nothing of what the manager refuses to tell',
      { hosts: async () => Promise.reject(refusal(403)), automated: async () => Promise.reject(refusal(403)) },
      {},
      'replica set, monitored',
    ],
  ])('tell %s', async (_, manager, cluster, note) => {
    expect(await noteOf(manager, cluster)).toBe(note);
  });

  it('are not their shards', async () => {
    const clusters = async () => [
      { id: 'c1', clusterName: 'billing', shardName: null },
      { id: 'c2', clusterName: 'billing', shardName: 'shard0' },
    ];
    const { world } = await fakeWorld({
      manager: { clusters, hosts: async () => [], automated: async () => [] },
    });
    expect(await sourceDeploymentChoices(world, 'source-project')).toHaveLength(1);
  });

  it('do not hide a bug', async () => {
    const hosts = async () => Promise.reject(new TypeError('a bug'));
    await expect(noteOf({ hosts })).rejects.toThrow('a bug');
  });
});

it('deployments that are linked, with what Atlas tells, where there are no credentials of the manager', async () => {
  const deployments = [
    { name: 'a', mongoDBVersion: '7.0.14', sharded: true, dbSizeBytes: 2 * gib, tlsEnabled: true, managed: true },
    { name: 'b', sharded: false, dbSizeBytes: 0, tlsEnabled: false, managed: false },
  ];
  const projects = [
    { ...linked, projectId: 'another', deployments: [{ name: 'other' }] },
    { ...linked, deployments },
  ];
  const { world } = await fakeWorld({ atlas: { availableProjects: async () => projects } });
  const services = { ...world, hasManager: false };
  expect(await sourceDeploymentChoices(services, 'source-project', 'atlas-org')).toEqual([
    { value: 'a', name: 'a', note: '7.0.14, sharded cluster, 2 GiB, TLS, managed' },
    { value: 'b', name: 'b', note: 'replica set' },
  ]);
  expect(await sourceDeploymentChoices(services, 'unknown', 'atlas-org')).toEqual([]);
});
