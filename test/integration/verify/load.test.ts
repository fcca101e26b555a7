import { type Document, Int32, MongoClient } from 'mongodb';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import type { StepProgress } from '../../../src/core/step.ts';
import { runsForOthers } from '../../../src/mongo/verify/load.ts';
import { caught } from '../../support/caught.ts';
import { twoDeployments } from '../../support/two-deployments.ts';
import { verifyTwo, withTwoSides } from '../../support/verify-two.ts';

const servers = twoDeployments();
const clusters = twoDeployments({ topology: { shards: 2 } });
const uris = () => ({ source: servers.source.uri, destination: servers.destination.uri });
const time = { seconds: 1, increment: 1 };

beforeEach(async () => {
  for (const { fill } of [servers.source, servers.destination]) await fill([{ _id: new Int32(1) }]);
});

/** Somebody for whom the source works until it is left. */
async function somebody(appName: string, { source } = servers) {
  const client = await MongoClient.connect(source.uri, { appName });
  const stream = client.db('d').watch([], { maxAwaitTimeMS: 60_000 });
  stream.next().catch(() => {});
  const pipeline = [{ $currentOp: { allUsers: true } }, { $match: { active: true, appName, op: 'getmore' } }];
  await expect.poll(async () => (await source.client.db('admin').aggregate(pipeline).toArray()).length).toBe(1);
  const leave = () => client.close();
  onTestFinished(leave);
  return leave;
}

const loadOfSource = ({ source, destination } = servers) =>
  withTwoSides({ source: source.uri, destination: destination.uri }, (sides) =>
    sides.source.documentsSince(time).load(),
  );

it.each([
  ['replica set', () => servers],
  ['sharded cluster', () => clusters],
])('on a %s operations of others count, and ours do not', async (_, both) => {
  expect(await loadOfSource(both())).toBe(0);
  await somebody('livemig', both());
  expect(await loadOfSource(both())).toBe(0);
  await somebody('shop', both());
  await somebody('billing', both());
  expect(await loadOfSource(both())).toBe(2);
});

const driver = { name: 'nodejs', version: '7.0.0' };
const row = (more: Document = {}): Document => ({
  ...{ type: 'op', active: true, op: 'query', ns: 'shop.orders', command: { find: 'orders' } },
  ...{ clientMetadata: { driver, application: { name: 'shop' } }, ...more },
});

it.each([
  ['an operation of an application', row(), 1],
  ['one of an application without a name', row({ clientMetadata: { driver } }), 1],
  ['ours', row({ clientMetadata: { driver, application: { name: 'livemig' } } }), 0],
  ['a connection that does nothing', row({ active: false }), 0],
  ['a thread of the server', { type: 'op', desc: 'Checkpointer', active: true, op: 'none' }, 0],
  ['what another server asks', row({ clientMetadata: { driver: { name: 'NetworkInterfaceTL-ReplNetwork' } } }), 0],
  ['a wait for an election', row({ command: { hello: 1, maxAwaitTimeMS: 10_000 } }), 0],
  ['the same of an older driver', row({ command: { isMaster: 1 } }), 0],
  ['the same of a still older one', row({ command: { ismaster: 1 } }), 0],
])('of the rows of $currentOp, %s counts as it should', async (_, shown, expected) => {
  await servers.source.fill([shown]);
  expect(await servers.source.client.db('d').collection('c').countDocuments(runsForOthers)).toBe(expected);
});

it('a verification holds back while a side has more to do, says so, and goes on', async () => {
  const leave = await somebody('shop');
  await somebody('billing');
  const reports: StepProgress[] = [];
  const slept: number[] = [];
  const result = await verifyTwo({
    ...{ ...uris(), request: { maxLoad: 1 } },
    ports: {
      report: (progress) => reports.push(progress),
      sleep: async (ms) => {
        slept.push(ms);
        await leave();
        await expect.poll(loadOfSource).toBe(1);
      },
    },
  });
  expect(slept).toEqual([5_000]);
  expect([...new Set(reports.map(({ detail }) => detail))]).toEqual([
    'holding back: 2 operations on the source, --max-load 1',
    'comparing d.c',
  ]);
  expect(reports[0]).toMatchObject({ done: 0, total: 1, unit: 'documents' });
  expect(result.verdict).toBe('identical');
});

it('a user who may not see operations is told which right it takes', async () => {
  const users = servers.source.client.db('admin');
  await users.command({ createUser: 'reader', pwd: 'p', roles: [{ role: 'readAnyDatabase', db: 'admin' }] });
  onTestFinished(async () => void (await users.command({ dropUser: 'reader' })));
  const source = servers.source.uri.replace(/\/\/[^@]*@/, '//reader:p@');
  const verified = withTwoSides({ ...uris(), source }, (sides) => sides.source.documentsSince(time).load());
  expect(await caught(verified)).toMatchObject({
    code: 'MONGODB_ROLE',
    fix: expect.stringContaining('clusterMonitor'),
  });
});
