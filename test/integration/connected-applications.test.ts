import { MongoClient } from 'mongodb';
import { expect, it, onTestFinished } from 'vitest';
import { connectedApplications } from '../../src/mongo/connected-applications.ts';
import { startMongod, type Topology } from '../../src/mongod/start-mongod.ts';
import { caught } from '../support/caught.ts';
import { looking } from '../support/looking.ts';

const password = 'a-password-of-the-source';
const on = (role: string) => ({ role, db: 'admin' });
const users = [
  { username: 'orders', password, roles: [on('readAnyDatabase')] },
  { username: 'monitor', password, roles: [on('clusterMonitor')] },
];

it.each<Topology>(['replica-set', { shards: 2 }])(
  'on %j, who is connected is told by name, and not livemig',
  async (topology) => {
    const mongod = await startMongod({ replicaSet: 'rs0', version: '7.0.14', topology, users, now: Date.now });
    const open = async (options: { readonly appName?: string }) => {
      const client = await new MongoClient(mongod.uri('orders', password), options).connect();
      onTestFinished(() => client.close());
      await client.db('shop').collection('orders').findOne({});
    };
    onTestFinished(() => mongod.close());
    const look = (user: string) => connectedApplications(mongod.uri(user, password), looking('the source'));
    expect(await look('monitor')).toEqual([]);
    await open({ appName: 'orders-api' });
    await open({});
    const seen = await look('monitor');
    const names = seen.map(({ application }) => application);
    expect(names).toEqual(expect.arrayContaining(['orders-api', 'without a name, as the user orders']));
    expect(names).not.toContain('livemig');
    expect(seen.every(({ connections }) => connections > 0)).toBe(true);
    expect((await caught(look('orders'))).message).toMatch(/not authorized/);
  },
);
