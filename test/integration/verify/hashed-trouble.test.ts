import { Int32, MongoClient, Timestamp } from 'mongodb';
import { expect, it, onTestFinished } from 'vitest';
import { hashedSide } from '../../../src/mongo/verify/hashed/hashed-side.ts';
import { lackingServer, refusal } from '../../support/lacking-server.ts';
import { twoDeployments } from '../../support/two-deployments.ts';
import { readingOf } from '../../support/verified-side.ts';

let time = Date.now();
/** Each look at this clock takes 5 ms. */
const servers = twoDeployments({
  now: () => {
    time += 5;
    return time;
  },
});
const all = { namespace: 'd.c', partition: { index: 0, order: 'id' } } as const;
const documents = Array.from({ length: 300 }, (_, at) => ({ _id: new Int32(at) }));

function side(name: 'source' | 'destination', limitMs = 3_600_000) {
  return hashedSide(servers[name].asking(limitMs), 'salt');
}

it('reads what a majority has, at least as new as was proved, by the index of _id, and within its time', async () => {
  const { client, fill } = servers.source;
  await fill(documents);
  const sent: unknown[] = [];
  client.on('commandStarted', ({ commandName, command }) => {
    if (commandName === 'aggregate') sent.push(command);
  });
  const { digest, buckets } = side('source');
  await digest(all);
  await buckets(all, 3);
  const asked = {
    readConcern: { level: 'majority', afterClusterTime: new Timestamp({ t: 1, i: 1 }) },
    hint: { _id: 1 },
    allowDiskUse: true,
    maxTimeMS: 3_600_000,
  };
  expect(sent).toMatchObject([asked, asked]);
});

it.each(['source', 'destination'] as const)('names the %s when a question takes too long', async (name) => {
  await servers[name].fill(documents);
  await expect(side(name, 1).digest(all)).rejects.toMatchObject({
    code: 'MONGODB_SLOW',
    message: `One question took longer than 0.001 s on the ${name} (a host).`,
  });
});

it.each(['source', 'destination'] as const)('names the %s when it refuses', async (name) => {
  await servers[name].fill(documents);
  const refused = side(name).buckets(all, 0);
  await expect(refused).rejects.toMatchObject({ message: expect.stringContaining(`The ${name} (a host)`) });
});

it('asks again when a cursor is lost, and tells every document once', async () => {
  const { fill, addressee } = servers.source;
  await fill(documents);
  let lost = 0;
  const uri = await lackingServer(servers.source.uri, {
    lack: (command) => {
      if (!('getMore' in command) || lost > 0) return undefined;
      lost += 1;
      return refusal(43, 'CursorNotFound', 'cursor id 5 not found');
    },
  });
  const client = await new MongoClient(uri).connect();
  onTestFinished(() => client.close());
  const asking = { ...servers.source.asking(), ...(await readingOf(addressee.name, client, uri)) };
  const told = [];
  for await (const one of hashedSide(asking, 'salt').documents(all, { of: 1, remainders: [0n] })) told.push(one.id);
  expect([told.length, lost]).toEqual([300, 1]);
});
