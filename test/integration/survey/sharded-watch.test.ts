import { expect, it } from 'vitest';
import { Secret } from '../../../src/core/secret.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { inspecting } from '../../support/looking.ts';
import { password } from '../../support/mongod-fixture.ts';
import { surveyed } from './survey-fixture.ts';

const { fixture, survey } = surveyed({ topology: { shards: 2 } });
function watching<Id extends 'sourceCounts' | 'sourceWrites'>(id: Id) {
  const clock = fakeClock();
  const uri = new Secret(fixture.mongod.uri('source', password));
  const sleep = async (ms: number, signal?: AbortSignal) => {
    await clock.sleep(ms, signal);
    await fixture.client.db('shop').collection('orders').insertOne({});
  };
  return inspecting({ ...clock, sleep }).survey(uri, id, () => {}, undefined, 1_000);
}

it('of a sharded cluster the oplog of each shard is read, and of the counters only those of the mongos that answers', async () => {
  const { sets } = await watching('sourceWrites');
  expect(sets.unread).toEqual([]);
  expect(sets.read.map(({ name }) => name).sort()).toEqual(fixture.mongod.shards.map(({ name }) => name).sort());
  const namespaces = sets.read.flatMap(({ value }) => value.namespaces.map(({ namespace }) => namespace));
  expect(namespaces).toEqual(['shop.orders']);
  expect(await watching('sourceCounts')).toMatchObject({ router: true });
});

it('what was written lately stands in the oplog of each shard, and open transactions are asked of the mongos', async () => {
  await fixture.client.db('shop').collection('orders').insertOne({});
  const { sets } = await survey('sourceLatestWrites');
  expect(sets.unread).toEqual([]);
  expect(sets.read.map(({ name }) => name).sort()).toEqual(fixture.mongod.shards.map(({ name }) => name).sort());
  const namespaces = sets.read.flatMap(({ value }) => value.namespaces.map(({ namespace }) => namespace));
  expect(namespaces).toEqual(['shop.orders']);
  expect(await survey('sourceTransactions')).toEqual([]);
});

it('the drivers are those of the mongos that answers', async () => {
  const { read } = await survey('sourceDrivers');
  expect(read).toMatchObject([{ name: 'the mongos that answered', value: [{ name: 'nodejs' }] }]);
});
