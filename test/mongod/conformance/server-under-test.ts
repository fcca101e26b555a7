import { type Db, MongoClient, type MongoClientOptions } from 'mongodb';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { startMongod } from '../../../src/mongod/start-mongod.ts';

export interface ServerUnderTest {
  /** Empty at the beginning of each test, gone at the end of the file. */
  readonly db: Db;
  readonly client: MongoClient;
  /** `7` of `7.0.14`, as the server itself says. */
  readonly major: number;
  /** A further client, closed at the end of the file. */
  connect(options?: MongoClientOptions): Promise<MongoClient>;
}

const login = { username: 'conformance', password: 'conformance' };
const databasePrefix = 'livemig_conformance_';

/**
 * The server whose conformance is tested: any replica set, given by `LIVEMIG_TEST_MONGODB_URI`, or else the embedded
 * one, of the version `embedded` or LIVEMIG_TEST_MONGODB_VERSION. Each file has a database of its own, so that the files may run side by side. The getters may be used inside
 * tests and hooks only.
 */
export function serverUnderTest(name: string, embedded = '7.0.14'): ServerUnderTest {
  const clients: MongoClient[] = [];
  let uri = process.env.LIVEMIG_TEST_MONGODB_URI ?? '';
  let stop = async () => {};
  let major = 0;

  async function connect(options: MongoClientOptions = {}): Promise<MongoClient> {
    const client = new MongoClient(uri, { serverSelectionTimeoutMS: 10_000, ...options });
    clients.push(client);
    return client.connect();
  }

  function client(): MongoClient {
    const [first] = clients;
    if (first === undefined) throw new Error('no client is connected yet');
    return first;
  }

  const db = () => client().db(databasePrefix + name);

  beforeAll(async () => {
    if (uri === '') {
      const users = [{ ...login, roles: [{ role: 'root', db: 'admin' }] }];
      const version = process.env.LIVEMIG_TEST_MONGODB_VERSION ?? embedded;
      const server = await startMongod({ replicaSet: 'conformance', version, users, now: Date.now });
      uri = server.uri(login.username, login.password);
      stop = server.close;
    }
    await connect();
    const { version } = await client().db('admin').command({ buildInfo: 1 });
    major = Number(String(version).split('.')[0]);
  });

  beforeEach(async () => void (await db().dropDatabase()));

  afterAll(async () => {
    await db().dropDatabase();
    await Promise.all(clients.map((one) => one.close()));
    await stop();
  });

  return {
    get db() {
      return db();
    },
    get client() {
      return client();
    },
    get major() {
      return major;
    },
    connect,
  };
}
