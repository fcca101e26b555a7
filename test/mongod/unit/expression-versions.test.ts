import { MongoClient } from 'mongodb';
import { afterAll, expect, it } from 'vitest';
import { startMongod } from '../../../src/mongod/start-mongod.ts';

const root = { username: 'root', password: 'root', roles: [{ role: 'root', db: 'admin' }] };
const closing: (() => Promise<void>)[] = [];

afterAll(async () => {
  for (const close of closing) await close();
});

async function answerOf(version: string, ask: (client: MongoClient) => Promise<unknown>): Promise<unknown> {
  const mongod = await startMongod({ replicaSet: 'rs0', version, users: [root], now: Date.now });
  const client = await MongoClient.connect(mongod.uri('root', 'root'));
  closing.push(() => client.close().then(mongod.close));
  await client.db('d').collection('c').insertOne({ n: 1 });
  return await ask(client);
}

const expression = { $_internalKeyStringValue: { input: '$n' } };
const inPipeline = (client: MongoClient) =>
  client
    .db('d')
    .collection('c')
    .aggregate([{ $project: { k: expression } }])
    .toArray();

it.each(['5.0.25', '6.0.14', '7.0.6', '8.0.0'])('%s knows key strings', async (version) => {
  expect(await answerOf(version, inPipeline)).toMatchObject([{ k: expect.anything() }]);
});

it.each(['5.0.24', '6.0.13', '7.0.5'])('%s does not know key strings', async (version) => {
  await expect(answerOf(version, inPipeline)).rejects.toThrow("Unrecognized expression '$_internalKeyStringValue'");
});

it.each([
  ['a filter', (client: MongoClient) => client.db('d').collection('c').find({ $expr: expression }).toArray()],
  [
    'a projection',
    (client: MongoClient) =>
      client
        .db('d')
        .collection('c')
        .find({}, { projection: { k: expression } })
        .toArray(),
  ],
  [
    'a $group',
    (client: MongoClient) =>
      client
        .db('d')
        .collection('c')
        .aggregate([{ $group: { _id: expression } }])
        .toArray(),
  ],
  [
    'a $match',
    (client: MongoClient) =>
      client
        .db('d')
        .collection('c')
        .aggregate([{ $match: { $expr: expression } }])
        .toArray(),
  ],
] as const)('nor in %s', async (_, ask) => {
  await expect(answerOf('7.0.5', ask)).rejects.toThrow("Unrecognized expression '$_internalKeyStringValue'");
});
