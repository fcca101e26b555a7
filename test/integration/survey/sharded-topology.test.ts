import { expect, it } from 'vitest';
import { surveyed } from './survey-fixture.ts';

const { fixture, survey } = surveyed({ topology: { shards: 2 } });

it('of a sharded cluster the kind is seen, and the feature compatibility version of the config server', async () => {
  expect(await survey('sourceTopology')).toBe('sharded');
  expect(await survey('sourceFeatureState')).toEqual({ version: '7.0', changingTo: null });
});

it('what a mongos does not tell is not known', async () => {
  for (const id of ['sourceMembers', 'sourceNoTableScan', 'destinationLastWrite'] as const)
    await expect(survey(id)).rejects.toMatchObject({ kind: expect.stringMatching(/step-failed|credentials/) });
});

it('the namespaces that are tied to zones are seen', async () => {
  const [shard] = fixture.mongod.shards;
  const admin = fixture.client.db('admin');
  await admin.command({ shardCollection: 'shop.orders', key: { at: 1 } });
  await admin.command({ addShardToZone: shard?.name, zone: 'EU' });
  const range = { min: { at: 0 }, max: { at: 9 }, zone: 'EU' };
  await admin.command({ updateZoneKeyRange: 'shop.orders', ...range });
  expect(await survey('destinationZones')).toEqual(['shop.orders']);
});
