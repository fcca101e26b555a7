import { BSON, Int32, Long, Timestamp } from 'mongodb';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { hashedSide } from '../../../src/mongo/verify/hashed/hashed-side.ts';
import { twoDeployments } from '../../support/two-deployments.ts';

let time = Date.now();
/** Each look at this clock takes 5 ms. */
const servers = twoDeployments({
  now: () => {
    time += 5;
    return time;
  },
});
const all = { namespace: 'd.c', match: {} };
const documents = Array.from({ length: 300 }, (_, at) => ({ _id: new Int32(at) }));

/** Of a command whose documents are asked for as bytes. */
const RawReply = z.object({
  cursor: z
    .instanceof(Uint8Array)
    .transform((raw) => BSON.deserialize(raw, { promoteLongs: false }))
    .pipe(z.object({ id: z.instanceof(Long) })),
});

function side(name: 'source' | 'destination', limitMs = 3_600_000) {
  const { client, addressee } = servers[name];
  return hashedSide({ client, deployment: addressee, clusterTime: { seconds: 1, increment: 1 }, limitMs }, 'salt');
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
  const refused = side(name).digest({ ...all, match: { $nope: 1 } });
  await expect(refused).rejects.toMatchObject({ message: expect.stringContaining(`The ${name} (a host)`) });
});

it.each(['source', 'destination'] as const)('names the %s when a cursor is lost', async (name) => {
  const { client, fill } = servers[name];
  await fill(documents);
  const cursors: Long[] = [];
  client.on('commandSucceeded', ({ commandName, reply }) => {
    if (commandName === 'aggregate') cursors.push(RawReply.parse(reply).cursor.id);
  });
  const answers = side(name)
    .documents(all, { of: 1, remainders: [0n] })
    [Symbol.asyncIterator]();
  expect(await answers.next()).toMatchObject({ done: false });
  await client.db('d').command({ killCursors: 'c', cursors });
  const toTheEnd = async () => {
    for (;;) if ((await answers.next()).done) return;
  };
  await expect(toTheEnd()).rejects.toMatchObject({
    code: 'MONGODB',
    message: expect.stringMatching(
      new RegExp(`^The ${name} \\(a host\\) answered with an error: cursor id \\d+ not found`),
    ),
  });
});
