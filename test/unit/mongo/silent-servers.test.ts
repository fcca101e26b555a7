import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { LivemigError } from '../../../src/core/errors.ts';
import { withClient } from '../../../src/mongo/connect.ts';
import { userNamespaces } from '../../../src/mongo/scan.ts';
import { type Mongod, startMongod } from '../../../src/mongod/start-mongod.ts';

const password = 'a-password';
const users = [{ username: 'root', password, roles: [{ role: 'root', db: 'admin' }] }];
let mongod: Mongod;

beforeAll(async () => {
  mongod = await startMongod({ replicaSet: 'rs0', version: '7.0.14', users, now: Date.now });
  await withClient(mongod.uri('root', password), { name: 'the source', patienceMs: 1000 }, async (client) => {
    await client
      .db('app')
      .collection('orders')
      .insertMany(Array.from({ length: 2_000 }, (_, n) => ({ n })));
  });
});

afterAll(() => mongod.close());

/** A server that says nothing any more, on any connection, once a client has sent a word; `''` from the beginning. */
async function startSilent(word: string, onSilence: () => void): Promise<string> {
  let isSilent = word === '';
  const sockets: Socket[] = [];
  const server = createServer((client) => {
    const behind = connect(portIn(mongod.uri('root', password)), '127.0.0.1');
    sockets.push(client, behind);
    for (const socket of [client, behind]) socket.on('error', () => {});
    client.on('data', (bytes: Buffer) => {
      const isWord = bytes.includes(word);
      if (isWord) isSilent = true;
      if (!isSilent) behind.write(bytes);
      if (isWord) onSilence();
    });
    behind.on('data', (bytes: Buffer) => {
      if (!isSilent) client.write(bytes);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `mongodb://root:${password}@127.0.0.1:${portOf(server)}/?directConnection=true`;
}

function portIn(uri: string): number {
  return Number(/:(\d+)\//.exec(uri)?.[1]);
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on no port');
  return address.port;
}

async function readAll(client: MongoClient): Promise<void> {
  await userNamespaces(client);
  for await (const _ of client.db('app').collection('orders').find());
}

describe('one signal ends it within a second, whatever the server does', () => {
  it.each([
    ['accepts a connection and says nothing', '', ''],
    ['never ends the TLS handshake', '', '&tls=true'],
    ['greets, and does not let log in', 'saslStart', ''],
    ['lets log in, and does not tell its databases', 'listDatabases', ''],
    ['does not begin to answer a query', 'find', ''],
    ['does not go on with its answer', 'getMore', ''],
  ])('%s', async (_, word, more) => {
    const reason = new LivemigError({ kind: 'interrupted', code: 'INTERRUPTED', message: 'stop', fix: 'go on' });
    const controller = new AbortController();
    let abortedAt = 0;
    const stop = () => {
      abortedAt = performance.now();
      controller.abort(reason);
    };
    const uri = await startSilent(word, stop);
    const options = { name: 'the source', patienceMs: 30_000, signal: controller.signal };
    await expect(withClient(`${uri}${more}`, options, readAll)).rejects.toBe(reason);
    expect(performance.now() - abortedAt).toBeLessThan(1_000);
  });
});
