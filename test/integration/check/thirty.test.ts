import { MaxKey, MinKey, MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckRun, type CheckScene, startCheckScene } from '../../support/check-scene.ts';

const cluster = {
  name: 'Ledger0',
  instanceSize: 'M20',
  version: '8.0.4',
  featureCompatibilityVersion: '7.0',
  versionReleaseSystem: 'CONTINUOUS',
  biConnector: true,
  stateName: 'UPDATING',
  autoScaling: true,
  noTableScan: true,
  regions: ['EU_CENTRAL_1', 'EU_WEST_1'],
};
const hosts = [
  { hostname: 'db1.corp.example' },
  { hostname: 'db2.corp.example', version: '6.0.24', state: 'RECOVERING' },
  { hostname: 'db3.corp.example', lowUlimit: true },
];
const deployment = { name: 'ledger', version: '7.0.12', shards: 2, hosts };
const content = {
  atlas: { projects: [{ name: 'ledger', clusters: [cluster], databaseUsers: [] }] },
  manager: { projects: [{ name: 'ledger-prod', deployments: [deployment] }] },
};

/** What is wrong in it, by the rule that has to say so. */
const wrong: readonly (readonly [id: string, result: 'block' | 'warn', message: RegExp])[] = [
  ['V02', 'block', /^ledger runs MongoDB 7\.0\.12.*Ledger0 runs MongoDB 8\.0\.4/],
  ['V03', 'block', /^Ledger0 runs MongoDB 8\.0\.4 with the feature compatibility version 7\.0/],
  ['V07', 'block', /Auto Upgrades/],
  ['V08', 'block', /: 6\.0\.24, 7\.0\.12/],
  ['T02', 'block', /^ledger is sharded, Ledger0 is a replica set/],
  ['T06', 'block', /BI Connector/],
  ['T07', 'block', /UPDATING/],
  ['T08', 'warn', /shop\.orders/],
  ['T09', 'warn', /M20/],
  ['T11', 'warn', /the tier and the disk/],
  ['T13', 'block', /noTableScan/],
  ['T14', 'block', /was written to Ledger0/],
  ['T15', 'block', /AWS EU_CENTRAL_1, AWS EU_WEST_1/],
  ['T18', 'warn', /db2\.corp\.example RECOVERING/],
  ['T24', 'block', /no database user/],
  ['O04', 'block', /^half@admin lacks/],
  ['O06', 'block', /^half cannot log in with SCRAM-SHA-1/],
  ['O08', 'warn', /^half@admin lacks \d+ rights/],
  ['O11', 'warn', /migrator@admin/],
  ['O12', 'block', /mongosync_internal_state/],
  ['O14', 'warn', /db3\.corp\.example/],
  ['C01', 'warn', /^shop\.weather/],
  ['C02', 'block', /^shop\.sessions/],
  ['C04', 'block', /shop\.orders: by_number/],
  ['C05', 'block', /shop\.sold \(64\)/],
  ['C07', 'block', /^shop\.names/],
  ['C08', 'block', /23:00 to 05:00/],
  ['C09', 'block', /shop\.sold is being resharded/],
  ['C11', 'warn', /shop\.sold \(EU\)/],
  ['C12', 'block', /^shop\.cards/],
  ['C13', 'block', /shop\.orders \(1 of 2 looked at\)/],
  ['C22', 'warn', /^shop\.system\.js/],
  ['C32', 'warn', /^The databases Shop, shop/],
  ['C34', 'warn', /shop\.replaced/],
  ['LM12', 'warn', /^admin\.notes/],
  ['LM21', 'warn', /shop\.orders/],
];

/** What any sandbox is: MongoDB Community without TLS, with a capped collection among its own. */
const ofEverySandbox = ['E11', 'H10', 'C03'];

let scene: CheckScene;
let run: CheckRun;
beforeAll(async () => {
  const scenarioFile = { path: 'thirty.yaml', content };
  scene = await startCheckScene({ scenarioFile, documents: 10, sourceTopology: 'sharded' });
  const { env, sandbox } = scene.journey;
  const source = await MongoClient.connect(sandbox.sourceUri);
  await define(source);
  await shard(source);
  await source.close();
  const destination = await MongoClient.connect(sandbox.destinationUri);
  await destination.db('shop').collection('orders').insertOne({});
  await destination.close();
  const wrongly = { LIVEMIG_NETWORK: 'private-link', LIVEMIG_SOURCE_USERNAME: 'half' };
  run = await scene.check([], { env: { ...env, ...wrongly } });
});
afterAll(() => scene.close());

async function define(client: MongoClient): Promise<void> {
  const [shop, admin] = [client.db('shop'), client.db('admin')];
  await shop.createCollection('weather', { timeseries: { timeField: 'at' } });
  const clusteredIndex = { key: { _id: 1 }, unique: true };
  await shop.createCollection('sessions', { clusteredIndex, expireAfterSeconds: 60 });
  await shop.createCollection('names', { collation: { locale: 'de', strength: 1 } });
  await shop.createCollection('cards', { encryptedFields: { fields: [] } });
  const orders = shop.collection('orders');
  await orders.insertMany([{ number: 1, total: { $sum: 1 } }, { number: 2 }]);
  await orders.createIndexes([
    { key: { number: 1 }, name: 'by_number', unique: true },
    { key: { number: 1 }, name: 'sparse_number', sparse: true },
  ]);
  await shop.collection('replaced').insertOne({ $v: 1 });
  await shop.collection<{ _id: string }>('system.js').insertOne({ _id: 'total' });
  await client.db('Shop').collection('orders').insertOne({});
  await client.db('mongosync_internal_state').collection('c').insertOne({});
  await admin.collection('notes').insertOne({});
  await admin.command({ createUser: 'half', pwd: 'a password', roles: ['backup'], mechanisms: ['SCRAM-SHA-256'] });
}

async function shard(client: MongoClient): Promise<void> {
  const [admin, config] = [client.db('admin'), client.db('config')];
  const fields = Array.from({ length: 62 }, (_, at) => ({ key: { [`f${at}`]: 1 } }));
  await client
    .db('shop')
    .collection('sold')
    .createIndexes([{ key: { _id: 'hashed' } }, ...fields]);
  await admin.command({ shardCollection: 'shop.sold', key: { _id: 'hashed' } });
  await admin.command({ addShardToZone: 'ledger-shard-0', zone: 'EU' });
  const range = { min: { _id: new MinKey() }, max: { _id: new MaxKey() } };
  await admin.command({ updateZoneKeyRange: 'shop.sold', ...range, zone: 'EU' });
  const settings = config.collection<{ _id: string }>('settings');
  const activeWindow = { start: '23:00', stop: '05:00' };
  await settings.updateOne({ _id: 'balancer' }, { $set: { activeWindow } }, { upsert: true });
  await config.collection('reshardingOperations').insertOne({ ns: 'shop.sold' });
}

describe('thirty things that are wrong at once', () => {
  it('are thirty findings of one run, which blocks, and nothing else is found', () => {
    const found = [...run.findings.values()].filter(({ result }) => result === 'block' || result === 'warn');
    const ids = [...wrong.map(([id]) => id), ...ofEverySandbox];
    expect(found.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
    expect(wrong.length).toBeGreaterThanOrEqual(30);
    const block = wrong.filter(([, result]) => result === 'block').length;
    expect(run.result).toMatchObject({
      ...{ status: 'blocked', exitCode: 3 },
      data: { counts: { block }, verdict: { ready: 'no', text: expect.stringContaining(`${block} blockers`) } },
    });
  });

  it.each(wrong)('%s: %s, %s, with what mends it', (id, result, message) => {
    const fix = expect.stringMatching(/\S/);
    expect(run.findings.get(id)).toMatchObject({ result, message: expect.stringMatching(message), fix });
  });
});
