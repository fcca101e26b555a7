import { MongoClient } from 'mongodb';
import { startMongod } from '../../src/mongod/start-mongod.ts';
import { copyDocuments } from '../../src/sandbox/replication/copy-documents.ts';
import { seed } from '../../src/sandbox/replication/seed.ts';
import { userNamespaces } from '../../src/sandbox/replication/user-namespaces.ts';

/**
 * Documents per second of two copies of the same data between two embedded servers, into a fresh destination each
 * time and without indexes: the sandbox's, which keeps every byte, and a loop as anybody would write it.
 */
export async function copyRates(documents, times, sideBySide) {
  const source = await start('source');
  await seed({ uri: source.uri, load: source.load }, { documents });
  const client = await MongoClient.connect(source.uri);
  const namespaces = (await userNamespaces(client)).filter(({ type }) => type !== 'view');
  const quiet = { goOn: async () => {}, progress: { copied: () => {} } };
  const exact = (destination, namespace) => copyDocuments({ source: client, destination, ...quiet }, namespace);
  const plain = (destination, { db, name }) =>
    copyPlainly(client.db(db).collection(name), destination.db(db).collection(name));
  try {
    const [sandbox, loop] = await sideBySide(
      times,
      () => rateOf(exact, namespaces, documents),
      () => rateOf(plain, namespaces, documents),
    );
    return { sandbox, plain: loop };
  } finally {
    await client.close();
    await source.close();
  }
}

async function rateOf(copy, namespaces, documents) {
  const server = await start('destination');
  const destination = await MongoClient.connect(server.uri);
  try {
    const began = performance.now();
    for (const namespace of namespaces) await copy(destination, namespace);
    return documents / ((performance.now() - began) / 1000);
  } finally {
    await destination.close();
    await server.close();
  }
}

async function copyPlainly(source, destination) {
  let batch = [];
  for await (const document of source.find({}, { batchSize: 1000 })) {
    batch.push(document);
    if (batch.length < 1000) continue;
    await destination.insertMany(batch, { ordered: false });
    batch = [];
  }
  if (batch.length > 0) await destination.insertMany(batch, { ordered: false });
}

/** An embedded server and the URI to reach it as a user who may do everything. */
async function start(replicaSet) {
  const user = { username: 'bench', password: 'bench', roles: [{ role: 'root', db: 'admin' }] };
  const server = await startMongod({ replicaSet, version: '7.0.14', users: [user], now: Date.now });
  return { uri: server.uri(user.username, user.password), load: server.load, close: server.close };
}
