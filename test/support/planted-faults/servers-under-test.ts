import { MongoClient, MongoServerError } from 'mongodb';
import { afterAll, beforeAll } from 'vitest';
import { type MongodOptions, startMongod, type Topology } from '../../../src/mongod/start-mongod.ts';
import { openRawSession, type RawSession } from '../raw-session.ts';
import type { Side } from './contents.ts';

export interface ServerUnderTest {
  readonly isSharded: boolean;
  readonly uri: string;
  readonly client: MongoClient;
  readonly raw: RawSession;
  /** Drops every database of users. */
  empty(): Promise<void>;
}

export type ServersUnderTest = Readonly<Record<Side, ServerUnderTest>> & {
  /** Whether they are ours, so that nothing can be amiss with what they can do. */
  readonly areEmbedded: boolean;
  readonly areSharded: boolean;
  /** Whether nothing expires by itself on them. */
  readonly rest: boolean;
};

/** What the databases that the tests make begin with. */
export const databasePrefix = 'livemig_faults_';

const login = { username: 'root', password: 'pass' };
const ofServers = ['admin', 'config', 'local'];

interface Setting {
  readonly topology?: Topology;
}

/**
 * The two deployments between which faults are planted, for the tests of a file: those that are given by
 * `LIVEMIG_TEST_SOURCE_URI` and `LIVEMIG_TEST_DESTINATION_URI`, or embedded ones. Nothing expires by itself on them, and
 * the embedded ones' clock stands still. Their databases are dropped, so those that are given must have none.
 */
export function serversUnderTest({ topology = 'replica-set' }: Setting = {}): ServersUnderTest {
  const given = {
    source: process.env.LIVEMIG_TEST_SOURCE_URI,
    destination: process.env.LIVEMIG_TEST_DESTINATION_URI,
  };
  const areEmbedded = given.source === undefined && given.destination === undefined;
  const started = new Map<Side, ServerUnderTest>();
  const closing: (() => Promise<void>)[] = [];
  let rest = true;

  beforeAll(async () => {
    for (const [side, version] of [
      ['source', '7.0.14'],
      ['destination', '8.0.4'],
    ] as const) {
      const uri = areEmbedded ? await embedded({ replicaSet: `rs-${side}`, version, topology }) : given[side];
      if (uri === undefined) throw new Error('LIVEMIG_TEST_SOURCE_URI and LIVEMIG_TEST_DESTINATION_URI go together');
      started.set(side, await connected(uri));
    }
  });
  afterAll(async () => {
    for (const close of closing.reverse()) await close();
  });

  async function embedded(options: Pick<MongodOptions, 'replicaSet' | 'version' | 'topology'>): Promise<string> {
    const now = Date.now();
    const users = [{ ...login, roles: [{ role: 'root', db: 'admin' }] }];
    const mongod = await startMongod({ ...options, users, now: () => now });
    closing.push(() => mongod.close());
    return mongod.uri(login.username, login.password);
  }

  async function connected(uri: string): Promise<ServerUnderTest> {
    const client = await new MongoClient(uri, { serverSelectionTimeoutMS: 10_000 }).connect();
    closing.push(() => client.close());
    const databases = async () => {
      const listed = await client.db('admin').admin().listDatabases({ nameOnly: true });
      return listed.databases.map(({ name }) => name).filter((name) => !ofServers.includes(name));
    };
    const others = (await databases()).filter((name) => !name.startsWith(databasePrefix));
    if (others.length > 0)
      throw new Error(`${client.options.hosts} holds ${others.join(', ')}: give a server that nobody needs`);
    const empty = async () => {
      for (const name of await databases()) await client.db(name).dropDatabase();
    };
    closing.push(empty);
    const { me, msg } = await client.db('admin').command({ hello: 1 });
    const isSharded = msg === 'isdbgrid';
    const raw = await rawSessionTo(client, isSharded || me === undefined ? client.options.hosts[0] : me);
    closing.push(async () => raw.close());
    if (!areEmbedded) rest = (await putToRest(client)) && rest;
    return { isSharded, uri, client, raw, empty };
  }

  /** The monitor of TTL indexes stands still until the tests have ended (manual, parameter ttlMonitorEnabled). */
  async function putToRest(client: MongoClient): Promise<boolean> {
    const set = (ttlMonitorEnabled: boolean) => client.db('admin').command({ setParameter: 1, ttlMonitorEnabled });
    try {
      await set(false);
    } catch (error) {
      if (error instanceof MongoServerError) return false;
      throw error;
    }
    closing.push(async () => void (await set(true)));
    return true;
  }

  const at = (side: Side): ServerUnderTest => {
    const server = started.get(side);
    if (server === undefined) throw new Error('the server has not been started');
    return server;
  };
  return {
    areEmbedded,
    get areSharded() {
      return at('source').isSharded && at('destination').isSharded;
    },
    get rest() {
      return rest;
    },
    get source() {
      return at('source');
    },
    get destination() {
      return at('destination');
    },
  };
}

async function rawSessionTo(client: MongoClient, address: unknown): Promise<RawSession> {
  const { credentials } = client.options;
  if (credentials === undefined) return openRawSession(String(address));
  return openRawSession(String(address), { username: credentials.username, password: String(credentials.password) });
}
