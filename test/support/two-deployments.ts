import { type CreateCollectionOptions, type Document, MongoClient } from 'mongodb';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Addressee } from '../../src/mongo/connection-failure.ts';
import type { AskOptions } from '../../src/mongo/verify/read-pipeline.ts';
import { startMongod, type Topology } from '../../src/mongod/start-mongod.ts';

const password = 'pass';

export interface TwoDeployments {
  readonly source: Deployment;
  readonly destination: Deployment;
}

export interface Deployment {
  readonly client: MongoClient;
  readonly uri: string;
  readonly addressee: Addressee;
  /** How it is asked at level `hashed` and `sample`. */
  asking(limitMs?: number): AskOptions;
  /** The collection `d.c` with these documents and no others, created with these options. */
  fill(documents: readonly Document[], options?: CreateCollectionOptions): Promise<void>;
}

export interface Settings {
  /** Versions. */
  readonly source?: string;
  readonly destination?: string;
  /** Of the source. */
  readonly topology?: Topology;
  /** Of both, in epoch ms. */
  readonly now?: () => number;
}

/** Two embedded servers with nothing in `d`, for the tests of a file. The getters may be used inside tests and hooks only. */
export function twoDeployments({
  source = '7.0.14',
  destination = '8.0.4',
  topology = 'replica-set',
  now = Date.now,
}: Settings = {}): TwoDeployments {
  const started: Deployment[] = [];
  const closing: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    for (const [name, version] of Object.entries({ source, destination })) {
      const ownTopology = name === 'source' ? topology : 'replica-set';
      const users = [{ username: 'root', password, roles: [{ role: 'root', db: 'admin' }] }];
      const mongod = await startMongod({ replicaSet: `rs-${name}`, version, topology: ownTopology, users, now });
      const client = await MongoClient.connect(mongod.uri('root', password), { monitorCommands: true });
      closing.push(() => client.close().then(() => mongod.close()));
      const addressee = { name: `the ${name}`, hosts: 'a host', files: client.options };
      const server = { client: async () => client, leave: async () => {}, close: async () => {} };
      const reading = {
        server,
        deployment: addressee,
        time: { seconds: 1, increment: 1 },
        beforeRetry: async () => {},
      };
      started.push({
        ...{ client, addressee, uri: mongod.uri('root', password) },
        asking: (limitMs = 60_000) => ({ ...reading, limitMs }),
        fill: (documents, options) => fill(client, documents, options),
      });
    }
  });
  beforeEach(async () => {
    for (const { client } of started) await client.db('d').dropDatabase();
  });
  afterAll(async () => {
    for (const close of closing) await close();
  });

  const at = (place: number): Deployment => {
    const deployment = started[place];
    if (deployment === undefined) throw new Error('the server has not been started');
    return deployment;
  };
  return {
    get source() {
      return at(0);
    },
    get destination() {
      return at(1);
    },
  };
}

async function fill(client: MongoClient, documents: readonly Document[], options: CreateCollectionOptions = {}) {
  await client.db('d').dropCollection('c');
  await client.db('d').createCollection('c', options);
  if (documents.length > 0) {
    await client
      .db('d')
      .collection('c')
      .insertMany([...documents], { forceServerObjectId: true, ordered: false });
  }
}
