import { once } from 'node:events';
import { createServer } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { MongoClient } from 'mongodb';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { startMongod } from '../../src/mongod/start-mongod.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { lackingServer } from '../support/lacking-server.ts';
import { clientsOf, type Given } from '../support/looking.ts';
import { mongodFixture, password } from '../support/mongod-fixture.ts';

const fixture = mongodFixture();
const ping = (client: MongoClient) => client.db('admin').command({ ping: 1 });
const itself = async (client: MongoClient) => client;

function shared(given: Given = {}) {
  return { clients: clientsOf('the source', given), uri: fixture.mongod.uri('source', password) };
}

it('lends one client to all who want one, at the same time and later', async () => {
  const { clients, uri } = shared();
  const seen = await Promise.all([clients.lend(uri, itself), clients.lend(uri, itself)]);
  expect(await clients.lend(uri, itself)).toBe(seen[0]);
  expect(seen[1]).toBe(seen[0]);
  expect(await clients.lend(fixture.mongod.uri('root', password), itself)).not.toBe(seen[0]);
});

it('opens few connections to a server, however much is asked at once, and fewer where the string says so', async () => {
  const opened = async (option: string) => {
    const { clients, uri } = shared();
    let connections = 0;
    await clients.lend(`${uri}${option}`, (client) => {
      client.on('connectionCreated', () => {
        connections += 1;
      });
      return Promise.all(Array.from({ length: 200 }, () => ping(client)));
    });
    return connections;
  };
  expect(await opened('')).toBeLessThanOrEqual(8);
  expect(await opened('&maxPoolSize=2')).toBeLessThanOrEqual(2);
});

it('one that fails leaves the others to theirs, and a server that answers with an error has answered', async () => {
  const { clients, uri } = shared();
  const first = await clients.lend(uri, itself);
  const fails = clients.lend(uri, (client) => client.db('admin').command({ nothing: 1 }));
  const works = clients.lend(uri, ping);
  await expect(fails).rejects.toMatchObject({ code: 'MONGODB', message: expect.stringContaining('source (127') });
  await expect(works).resolves.toMatchObject({ ok: 1 });
  expect(await clients.lend(uri, itself)).toBe(first);
});

it('tells each who wants it why there is no connection, and asks anew the next time', async () => {
  const { clients } = shared();
  const uri = fixture.mongod.uri('source', 'wrong');
  const both = await Promise.allSettled([clients.lend(uri, ping), clients.lend(uri, ping)]);
  expect(both).toMatchObject([{ reason: { code: 'MONGODB_LOGIN' } }, { reason: { code: 'MONGODB_LOGIN' } }]);
  await expect(clients.lend(uri, ping)).rejects.toMatchObject({ code: 'MONGODB_LOGIN' });
});

it('does not lend again what did not answer in time, and leaves it to who still uses it', async () => {
  const { clients, uri } = shared();
  const limit = new AbortController();
  const reason = new Error('too slow');
  let done = () => {};
  const works = clients.lend(uri, async (client) => {
    await new Promise<void>((resolve) => {
      done = resolve;
    });
    return [client, await ping(client)];
  });
  const slow = clients.lend(uri, () => new Promise(() => limit.abort(reason)), limit.signal);
  await expect(slow).rejects.toBe(reason);
  const other = await clients.lend(uri, itself);
  done();
  expect(await works).toEqual([expect.not.objectContaining(other), expect.objectContaining({ ok: 1 })]);
});

it('opens another where the server went away, once it is back', async () => {
  const users = [{ username: 'root', password, roles: [{ role: 'root', db: 'admin' }] }];
  const options = { replicaSet: 'rs0', version: '7.0.14', users, now: Date.now };
  const mongod = await startMongod(options);
  const clients = clientsOf('the source');
  const uri = mongod.uri('root', password);
  const first = await clients.lend(uri, itself);
  await mongod.close();
  await expect(clients.lend(uri, ping)).rejects.toMatchObject({ kind: 'step-failed' });
  const again = await startMongod({ ...options, port: Number(new URL(uri).port) });
  onTestFinished(() => again.close());
  expect(await clients.lend(uri, ping)).toMatchObject({ ok: 1 });
  expect(await clients.lend(uri, itself)).not.toBe(first);
});

it('ends with the reason of the signal', async () => {
  const stop = new AbortController();
  const { clients, uri } = shared({ signal: stop.signal });
  const reason = new Error('stopped');
  const waits = clients.lend(uri, async (client) => {
    stop.abort(reason);
    await ping(client);
  });
  await expect(waits).rejects.toBe(reason);
});

it('lends none once they are closed, which waits for nobody', async () => {
  const silent = createServer(() => {}).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  onTestFinished(() => void silent.close());
  const address = silent.address();
  const { clients, uri } = shared();
  await clients.lend(uri, ping);
  const waits = clients.lend(`mongodb://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`, ping);
  clients.close();
  await expect(waits).rejects.toThrow('closed: the source');
  await expect(clients.lend(uri, ping)).rejects.toThrow('The run is over');
});

it('keeps nothing of what was seen through it', async () => {
  const { clients, uri } = shared();
  const seen = new WeakRef(await clients.lend(uri, async (client) => ({ all: await ping(client) })));
  setFlagsFromString('--expose-gc');
  const collect = z.function().parse(runInNewContext('gc'));
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  expect(seen.deref()).toBeUndefined();
  expect(await clients.lend(uri, ping)).toMatchObject({ ok: 1 });
});

it('logs in anew once it has been kept for minutes, and leaves the one before to who still uses it', async () => {
  const clock = fakeClock();
  const { clients, uri } = shared({ elapsed: clock.elapsed });
  let done = () => {};
  const works = clients.lend(uri, async (client) => {
    await new Promise<void>((resolve) => {
      done = resolve;
    });
    return [client, await ping(client)];
  });
  await clock.sleep(2 * 60_000);
  const first = await clients.lend(uri, itself);
  await clock.sleep(60_000);
  const second = await clients.lend(uri, itself);
  expect(second).not.toBe(first);
  done();
  expect(await works).toEqual([expect.toSatisfy((client) => client === first), expect.objectContaining({ ok: 1 })]);
  expect(await clients.lend(uri, itself)).toBe(second);
});

it('gives up a connection that is silent while the server answers others', async () => {
  const { clients } = shared({ silenceMs: 100 });
  let isSilent = false;
  const uri = await lackingServer(fixture.mongod.uri('source', password), {
    lack: ({ ping: asked }) => (asked !== undefined && isSilent ? 'silent' : undefined),
  });
  await clients.lend(uri, ping);
  isSilent = true;
  await expect(clients.lend(uri, ping)).rejects.toMatchObject({ code: 'MONGODB' });
  isSilent = false;
  expect(await clients.lend(uri, ping)).toMatchObject({ ok: 1 });
});

it('says that the user is logged out where it was removed meanwhile, and logs in again once it is there', async () => {
  const { clients } = shared();
  const root = fixture.client.db('admin');
  const user = { createUser: 'guest', pwd: 'guest', roles: ['clusterMonitor'] };
  await root.command(user);
  const uri = fixture.mongod.uri('source', password).replace(/\/\/[^@]*@/, '//guest:guest@');
  const look = (client: MongoClient) => client.db('admin').command({ serverStatus: 1 });
  await clients.lend(uri, look);
  await root.command({ dropUser: 'guest' });
  await expect(clients.lend(uri, look)).rejects.toMatchObject({
    code: 'MONGODB_LOGIN',
    message: expect.stringContaining('has logged the user out'),
  });
  await root.command(user);
  expect(await clients.lend(uri, look)).toMatchObject({ ok: 1 });
});

it('is together only with who began while the first of them looked', async () => {
  const { clients, uri } = shared();
  const ends: (() => void)[] = [];
  const begin = async () => {
    let end: Promise<object> | undefined;
    const together = await new Promise<object>((resolve) => {
      end = clients.lend(uri, async (_, one) => {
        resolve(one);
        await new Promise<void>((done) => void ends.push(done));
        return one;
      });
    });
    return { together, end };
  };
  const first = await begin();
  const second = await begin();
  ends[0]?.();
  await first.end;
  const third = await begin();
  expect(second.together).toBe(first.together);
  expect(third.together).not.toBe(second.together);
  for (const end of ends) end();
  await Promise.all([second.end, third.end]);
});

it('closes also those that it does not lend any more', async () => {
  const { clients, uri } = shared();
  const limit = new AbortController();
  const waits = clients.lend(uri, () => new Promise(() => {}));
  const slow = clients.lend(uri, () => new Promise(() => limit.abort(new Error('too slow'))), limit.signal);
  await expect(slow).rejects.toThrow('too slow');
  clients.close();
  await expect(waits).rejects.toThrow('closed: the source');
});
