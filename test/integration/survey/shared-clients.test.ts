import type { MongoClient } from 'mongodb';
import { expect, it } from 'vitest';
import { createSharedClients } from '../../../src/mongo/shared-clients.ts';
import { mongodFixture, password } from '../../support/mongod-fixture.ts';

const fixture = mongodFixture();
const ping = (client: MongoClient) => client.db('admin').command({ ping: 1 });

function shared(patienceMs = 5_000) {
  return createSharedClients({ name: 'the source', patienceMs });
}

it('lends one client to all who want one at the same time, and closes it after the last', async () => {
  const clients = shared();
  const uri = fixture.mongod.uri('source', password);
  const seen: MongoClient[] = [];
  const look = async (client: MongoClient) => {
    seen.push(client);
    await ping(client);
  };
  await Promise.all([clients.lend(uri, look), clients.lend(uri, look)]);
  await clients.lend(uri, look);
  expect(new Set(seen.slice(0, 2)).size).toBe(1);
  expect(seen[2]).not.toBe(seen[0]);
});

it('one that fails leaves the others to theirs', async () => {
  const clients = shared();
  const uri = fixture.mongod.uri('source', password);
  const fails = clients.lend(uri, (client) => client.db('admin').command({ nothing: 1 }));
  const works = clients.lend(uri, ping);
  await expect(fails).rejects.toMatchObject({ code: 'MONGODB', message: expect.stringContaining('source (127') });
  await expect(works).resolves.toMatchObject({ ok: 1 });
});

it('tells each who wants it why there is no connection', async () => {
  const clients = shared();
  const uri = fixture.mongod.uri('source', 'wrong');
  const both = await Promise.allSettled([clients.lend(uri, ping), clients.lend(uri, ping)]);
  expect(both).toMatchObject([{ reason: { code: 'MONGODB_LOGIN' } }, { reason: { code: 'MONGODB_LOGIN' } }]);
});

it('ends with the reason of the signal', async () => {
  const stop = new AbortController();
  const clients = createSharedClients({ name: 'the source', patienceMs: 5_000, signal: stop.signal });
  const reason = new Error('stopped');
  const waits = clients.lend(fixture.mongod.uri('source', password), async (client) => {
    stop.abort(reason);
    await ping(client);
  });
  await expect(waits).rejects.toBe(reason);
});
