import { Long, MinKey } from 'mongodb';
import { expect, it } from 'vitest';
import { surveyed } from './survey-fixture.ts';

const { fixture, survey } = surveyed({ topology: { shards: 2 } });

it('zones are read with their shards, and their ranges in the types that they have', async () => {
  const admin = fixture.client.db('admin');
  const { shards } = await admin.command({ listShards: 1 });
  await admin.command({ addShardToZone: shards[0]._id, zone: 'EU' });
  await admin.command({ enableSharding: 'shop' });
  await admin.command({ shardCollection: 'shop.orders', key: { region: 1, n: 1 } });
  const min = { region: 'EU', n: new MinKey() };
  const max = { region: 'EU', n: Long.fromNumber(5) };
  await admin.command({ updateZoneKeyRange: 'shop.orders', min, max, zone: 'EU' });
  expect(await survey('sourceZones')).toEqual({
    ranges: [
      {
        namespace: 'shop.orders',
        zone: 'EU',
        min: '{"region":"EU","n":{"$minKey":1}}',
        max: '{"region":"EU","n":{"$numberLong":"5"}}',
      },
    ],
    shards: [
      { shard: shards[0]._id, zones: ['EU'] },
      { shard: shards[1]._id, zones: [] },
    ],
  });
});
