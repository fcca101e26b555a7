import { BSON, MongoClient } from 'mongodb';
import { onTestFinished } from 'vitest';
import { type MongodOptions, startMongod, type Topology } from '../../src/mongod/start-mongod.ts';
import type {
  MigrationJob,
  MigrationProgress,
  RunningMigration,
} from '../../src/sandbox/migration/migration-service.ts';

const password = 'p@ss:word/1';
const on = (role: string) => ({ role, db: 'admin' });

export interface Setting {
  readonly source?: string;
  readonly destination?: string;
  readonly oplogSizeMb?: number;
  readonly sourceTopology?: Topology;
  readonly destinationTopology?: Topology;
  /** Of both, in epoch ms. */
  readonly now?: () => number;
}

/** Two embedded servers as a migration finds them, closed after the test. */
export async function startServers({
  source = '7.0.14',
  destination = '8.0.4',
  oplogSizeMb = 64,
  sourceTopology = 'replica-set',
  destinationTopology = 'replica-set',
  now = Date.now,
}: Setting = {}) {
  const from = await start({
    replicaSet: 'rs-source',
    version: source,
    topology: sourceTopology,
    oplogSizeMb,
    users: [
      { username: 'root', password, roles: [on('root')] },
      {
        username: 'migrator',
        password,
        roles: ['backup', 'readAnyDatabase', 'clusterMonitor', 'hostManager', 'clusterManager'].map(on),
      },
      { username: 'reader', password, roles: [on('readAnyDatabase')] },
      { username: 'app', password, roles: [on('readWriteAnyDatabase')] },
    ],
    now,
  });
  const to = await start({
    replicaSet: 'atlas-shard-0',
    version: destination,
    topology: destinationTopology,
    users: [{ username: 'atlas-admin', password, roles: [on('atlasAdmin')] }],
    now,
  });
  const uri = (username: string) => from.uri(username, password);
  const job: MigrationJob = {
    sourceUri: uri('migrator'),
    destinationUri: to.uri('atlas-admin', password),
    dropDestinationData: false,
  };
  const clients = { source: client(uri('root')), destination: client(job.destinationUri), app: client(uri('app')) };
  const toFill = { uri: uri('root'), load: from.load };
  return { source: from, destination: to, job, uri, clients, toFill };
}

async function start(options: MongodOptions) {
  const server = await startMongod(options);
  onTestFinished(() => server.close());
  return server;
}

function client(uri: string): MongoClient {
  const opened = new MongoClient(uri);
  onTestFinished(() => opened.close());
  return opened;
}

/** Stops the migration after the test, in any case. */
export function stoppedAfterwards(migration: RunningMigration): RunningMigration {
  onTestFinished(() => migration.stop());
  return migration;
}

export async function reached(migration: RunningMigration, phase: MigrationProgress['phase']): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (migration.status().phase !== phase) {
    const { phase: now, failure } = migration.status();
    if (now === 'failed') throw new Error(`the migration failed: ${failure}`);
    if (Date.now() > deadline) throw new Error(`still ${now}, not ${phase}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Everything that users have there, as text: documents by their bytes, options and indexes as Extended JSON. */
export async function contents(of: MongoClient): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  const { databases } = await of.db('admin').admin().listDatabases();
  for (const { name: db } of databases.filter(({ name }) => !['admin', 'config', 'local'].includes(name))) {
    for (const info of await of.db(db).listCollections({}, { promoteValues: false }).toArray()) {
      const { name, type, ...rest } = info;
      if (name.startsWith('system.')) continue;
      const collection = of.db(db).collection(name);
      const documents = await collection.find({}, { raw: true }).map(hex).toArray();
      const isCapped = 'options' in rest && rest.options?.capped === true;
      found[`${db}.${name}`] = {
        type,
        options: 'options' in rest ? BSON.EJSON.stringify(rest.options, { relaxed: false }) : '',
        indexes:
          type === 'view' ? [] : (await collection.listIndexes({ promoteValues: false }).toArray()).map(options).sort(),
        documents: isCapped ? documents : documents.sort(),
      };
    }
  }
  return found;
}

function hex(raw: unknown): string {
  if (!(raw instanceof Uint8Array)) throw new Error('not raw');
  return Buffer.from(raw).toString('hex');
}

/** The order of an index' options means nothing; that of the fields of its key does. */
function options(index: BSON.Document): string {
  return inJson(Object.fromEntries(Object.entries(index).sort(([a], [b]) => (a < b ? -1 : 1))));
}

function inJson(value: BSON.Document): string {
  return BSON.EJSON.stringify(value, { relaxed: false });
}
