import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { MongoClient } from 'mongodb';

const script = fileURLToPath(new URL('./wire-server.js', import.meta.url));
const batchSize = 1_000;

/** About 70 bytes of BSON. */
function smallDocument(at) {
  return { _id: at, name: `customer ${at}`, number: (at * 7919) % 1_000_000, isOpen: at % 2 === 0 };
}

/**
 * What the wire server does with so many small documents in one collection, each server in a process of its own:
 * documents per second inserted, read raw, and copied to a second server by a plain loop; microseconds of a find by
 * `_id` and by an indexed field; bytes of memory per document, oplog included.
 */
export async function wireRates(count) {
  const [source, destination] = [await start(), await start()];
  try {
    const collection = source.client.db('bench').collection('small');
    for (const { client } of [source, destination]) await warmUp(client.db('warm'));
    const before = await source.memory();
    const inserted = await rate(count, () => insertAll(collection, count));
    const after = await source.memory();
    const read = await rate(count, () => readAll(collection));
    const copied = await rate(count, () => copyAll(collection, destination.client.db('bench').collection('small')));
    await collection.createIndex({ number: 1 });
    const byId = await microseconds((at) => collection.findOne({ _id: at % count }));
    const byField = await microseconds((at) => collection.findOne({ number: ((at % count) * 7919) % 1_000_000 }));
    const bytes = (name) => (after[name] - before[name]) / count;
    return { inserted, read, copied, byId, byField, memory: bytes('used'), resident: bytes('rss') };
  } finally {
    for (const { stop } of [source, destination]) await stop();
  }
}

/** Otherwise the few documents would measure how slow code is before it is compiled. */
async function warmUp(db) {
  await insertAll(db.collection('up'), 20_000);
  await readAll(db.collection('up'));
  await db.dropDatabase();
}

/** A wire server in a process of its own, and a client of it. */
export async function start() {
  const child = fork(script, { execArgv: ['--expose-gc'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [{ uri }] = await once(child, 'message');
  const client = await MongoClient.connect(uri);
  const asked = async (what) => {
    child.send(what);
    const [answer] = await once(child, 'message');
    return answer;
  };
  return {
    client,
    memory: () => asked('memory'),
    processorTime: () => asked('processor time'),
    async stop() {
      await client.close();
      child.disconnect();
    },
  };
}

/** Times a second. */
async function rate(count, work) {
  const began = performance.now();
  await work();
  return count / ((performance.now() - began) / 1000);
}

async function insertAll(collection, count) {
  for (let start = 0; start < count; start += batchSize) {
    await collection.insertMany(Array.from({ length: batchSize }, (_, at) => smallDocument(start + at)));
  }
}

async function readAll(collection) {
  for await (const _ of collection.find({}, { raw: true, batchSize }));
}

async function copyAll(source, destination) {
  let batch = [];
  for await (const document of source.find({}, { batchSize })) {
    batch.push(document);
    if (batch.length < batchSize) continue;
    await destination.insertMany(batch);
    batch = [];
  }
  if (batch.length > 0) await destination.insertMany(batch);
}

/** Of one call, the median of many, after as many to warm up. The first of all sorts the index. */
async function microseconds(call) {
  const times = [];
  for (let at = 0; at < 2_000; at += 1) {
    const began = performance.now();
    await call(at * 104_729);
    if (at >= 1_000) times.push((performance.now() - began) * 1000);
  }
  return times.toSorted((one, other) => one - other)[times.length >> 1];
}
