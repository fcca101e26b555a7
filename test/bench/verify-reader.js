import { MongoClient, Timestamp } from 'mongodb';
import { documentSide } from '../../src/mongo/verify/document-side.ts';
import { identityText } from '../../src/mongo/verify/id-text.ts';
import { pinServer } from '../../src/mongo/verify/pinned-server.ts';
import { verifyPartition } from '../../src/verify/documents/verify-partition.ts';

/*
 * Reads both sides in one way, in a process of its own: `node verify-reader.js WAY BATCH PORT PORT`. Tells how many
 * documents it read, the processor time that it took (us) and how far its memory grew (bytes).
 */

const [way, batch, ...ports] = process.argv.slice(2);
const batchSize = Number(batch);
const clients = ports.map((port) => new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`));

async function full() {
  const [source, destination] = clients.map((client) => {
    const deployment = { name: 'a side', hosts: 'bench', files: {} };
    const server = pinServer({ client, uri: '', patienceMs: 5_000 });
    const reading = { server, deployment, time: { seconds: 1, increment: 1 }, beforeRetry: async () => {} };
    return documentSide('bench.items', reading);
  });
  const work = { name: 'bench.items', sides: { source, destination }, idText: identityText, pause: async () => {} };
  const difference = () => {
    throw new Error('the sides differ');
  };
  const verifying = verifyPartition({ ...work, difference }, { index: 0, order: 'id' }, { batchSize });
  for (;;) {
    const { done, value } = await verifying.next();
    if (done) return value.source + value.destination;
  }
}

/** The least that anybody can do: the same commands, and nothing done with what comes. */
async function thrownAway() {
  const counts = await Promise.all(
    clients.map(async (client) => {
      const session = client.startSession();
      session.advanceOperationTime(new Timestamp({ t: 1, i: 1 }));
      const db = client.db('bench');
      const options = { raw: true, session };
      let { cursor } = await db.command({ find: 'items', batchSize, sort: { _id: 1 }, hint: { _id: 1 } }, options);
      let bytes = cursor.length;
      // Behind the array, eight bytes of an int64 and a namespace.
      const idOf = () => cursor.readBigInt64LE(cursor.indexOf('\x12id\0', cursor.length - 60, 'latin1') + 4);
      for (let id = idOf(); id !== 0n; id = idOf()) {
        ({ cursor } = await db.command({ getMore: id, collection: 'items', batchSize }, options));
        bytes += cursor.length;
      }
      await session.endSession();
      return bytes;
    }),
  );
  return counts.reduce((sum, bytes) => sum + bytes, 0);
}

/** What a person writes who compares two collections. */
async function asJson() {
  const [here, there] = clients.map((client) =>
    client.db('bench').collection('items').find({}, { batchSize })[Symbol.asyncIterator](),
  );
  let documents = 0;
  for (;;) {
    const [one, other] = await Promise.all([here.next(), there.next()]);
    if (one.done || other.done) return documents;
    if (JSON.stringify(one.value) !== JSON.stringify(other.value)) throw new Error('the sides differ');
    documents += 2;
  }
}

const ways = { full, thrownAway, asJson };
for (const client of clients) await client.connect();
let peak = 0;
const look = () => {
  peak = Math.max(peak, process.memoryUsage().rss);
};
const timer = setInterval(look, 20);
const rss = process.memoryUsage().rss;
const before = process.cpuUsage();
const read = await ways[way]();
const { user, system } = process.cpuUsage(before);
look();
clearInterval(timer);
process.send?.({ read, cpu: user + system, grown: peak - rss });
for (const client of clients) await client.close();
process.disconnect?.();
