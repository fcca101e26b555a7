import { fork } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { MongoClient } from 'mongodb';
import { hashedSide } from '../../src/mongo/verify/hashed/hashed-side.ts';
import { compareHashed } from '../../src/verify/hashed/compare-hashed.ts';

const serverScript = fileURLToPath(new URL('./wire-server.js', import.meta.url));
const part = { namespace: 'd.c', partition: { index: 0, order: 'id' } };

/**
 * Bytes on the sockets of a client, both directions and logins included, while two servers hold the same documents of
 * 2 kB: of comparing them by hashes, and of reading them all on both sides.
 *
 * @returns {Promise<{hashed: number, full: number}>}
 */
export async function hashedBytes(documents) {
  const servers = await Promise.all(['source', 'destination'].map(() => started(documents)));
  const uris = servers.map(({ uri }) => uri);
  const bytes = {
    hashed: await bytesOf(() => hashed(uris, documents)),
    full: await bytesOf(() => Promise.all(uris.map((uri) => readAll(uri, documents)))),
  };
  for (const { server } of servers) server.disconnect();
  return bytes;
}

async function started(documents) {
  const server = fork(serverScript, { execArgv: ['--expose-gc'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [{ uri }] = await once(server, 'message');
  const client = await MongoClient.connect(uri);
  const collection = client.db('d').collection('c');
  const text = 'x'.repeat(1_950);
  for (let from = 0; from < documents; from += 1_000) {
    const batch = Array.from({ length: Math.min(1_000, documents - from) }, (_, at) => ({ _id: from + at, text }));
    await collection.insertMany(batch);
  }
  await client.close();
  return { server, uri };
}

async function hashed(uris, documents) {
  const clients = await Promise.all(uris.map((uri) => MongoClient.connect(uri)));
  const [source, destination] = clients.map((client, at) =>
    hashedSide(
      {
        server: { client: async () => client, leave: async () => {}, close: async () => {} },
        deployment: { name: `side ${at}`, hosts: 'a host', files: client.options },
        time: { seconds: 1, increment: 1 },
        beforeRetry: async () => {},
        limitMs: 600_000,
      },
      '0123456789abcdef0123456789abcdef',
    ),
  );
  const none = async () => {
    throw new Error('nothing differs');
  };
  const comparing = compareHashed({ source, destination, documents: { byIds: none, whole: none } }, part);
  let step = await comparing.next();
  while (!step.done) step = await comparing.next();
  const result = step.value;
  if (result.read !== 'none' || result.digests?.source.count !== BigInt(documents)) throw new Error('not compared');
  await Promise.all(clients.map((client) => client.close()));
}

async function readAll(uri, documents) {
  const client = await MongoClient.connect(uri);
  let count = 0;
  for await (const _ of client.db('d').collection('c').find({}, { raw: true })) count += 1;
  if (count !== documents) throw new Error(`${count} documents were read`);
  await client.close();
}

async function bytesOf(work) {
  const sockets = new Set();
  const note = ({ socket }) => void sockets.add(socket);
  subscribe('net.client.socket', note);
  await work();
  unsubscribe('net.client.socket', note);
  return [...sockets].reduce((sum, socket) => sum + socket.bytesRead + socket.bytesWritten, 0);
}
