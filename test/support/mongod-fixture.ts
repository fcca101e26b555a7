import { MongoClient, type MongoClientOptions } from 'mongodb';
import { afterAll, beforeAll } from 'vitest';
import { type Mongod, type MongodOptions, startMongod } from '../../src/mongod/start-mongod.ts';

export const password = 'pass/wörd:1';

const roles = {
  root: ['root'],
  source: ['readAnyDatabase', 'clusterMonitor', 'backup'],
  writer: ['readWriteAnyDatabase'],
};

export interface Fixture {
  readonly mongod: Mongod;
  /** As root; closed after the tests of the file. */
  readonly client: MongoClient;
  connect(username?: keyof typeof roles, options?: MongoClientOptions): Promise<MongoClient>;
}

/** One server for the tests of a file. The getters may be used inside tests and hooks only. */
export function mongodFixture(options: Partial<MongodOptions> = {}): Fixture {
  let mongod: Mongod | undefined;
  const clients: MongoClient[] = [];

  function running(): Mongod {
    if (mongod === undefined) throw new Error('the server has not been started');
    return mongod;
  }

  async function connect(username: keyof typeof roles = 'root', clientOptions: MongoClientOptions = {}) {
    const client = new MongoClient(running().uri(username, password), {
      serverSelectionTimeoutMS: 5000,
      ...clientOptions,
    });
    clients.push(client);
    return client.connect();
  }

  beforeAll(async () => {
    const users = Object.entries(roles).map(([username, names]) => ({
      username,
      password,
      roles: names.map((role) => ({ role, db: 'admin' })),
    }));
    mongod = await startMongod({ replicaSet: 'rs0', version: '7.0.14', users, now: Date.now, ...options });
    await connect();
  });

  afterAll(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await mongod?.close();
  });

  return {
    get mongod() {
      return running();
    },
    get client() {
      const [client] = clients;
      if (client === undefined) throw new Error('no client is connected');
      return client;
    },
    connect,
  };
}
