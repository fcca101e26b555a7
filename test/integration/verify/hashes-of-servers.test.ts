import type { Document, MongoClient } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { hashedSide } from '../../../src/mongo/verify/hashed/hashed-side.ts';
import { probedValues } from '../../../src/mongo/verify/hashed/probed-values.ts';
import { judgeProbes } from '../../../src/verify/hashed/judge-probes.ts';
import { mongodFixture } from '../../support/mongod-fixture.ts';
import { databasePrefix, serversUnderTest } from '../../support/planted-faults/servers-under-test.ts';
import { readingOf } from '../../support/verified-side.ts';

// The embedded server's hash operators against those of the servers that are given by LIVEMIG_TEST_SOURCE_URI and
// LIVEMIG_TEST_DESTINATION_URI: without them it would be compared with itself. Its key strings are bytes of its own, so hashes
// of those are compared among the others.
const isGiven = process.env.LIVEMIG_TEST_SOURCE_URI !== undefined;
const servers = serversUnderTest();
const embedded = mongodFixture();
const [database, collection] = [`${databasePrefix}hashes`, 'values'];
const sides = ['source', 'destination'] as const;
const values = Object.entries(probedValues);

/** What the expression makes of each probed value, by its name. */
async function computed(client: MongoClient, expression: Document): Promise<Record<string, string>> {
  const kept = client.db(database).collection<{ _id: number }>(collection);
  await kept.deleteMany({});
  await kept.insertMany(values.map(([, v], _id) => ({ _id, v })));
  const answers = await kept
    .aggregate([{ $sort: { _id: 1 } }, { $project: { of: expression } }], { promoteValues: false })
    .toArray();
  return Object.fromEntries(values.map(([name], at) => [name, String(answers[at]?.of)]));
}

describe.runIf(isGiven).each(sides)('the %s computes as the embedded server does', (side) => {
  it.each([
    ['the hash of each value', { $toHashedIndexKey: '$v' }],
    ['the hash of each value within a document', { $toHashedIndexKey: { a: '$v', b: ['$v'] } }],
    ['the size of each document', { $bsonSize: '$$ROOT' }],
    ['the type of each value', { $type: '$v' }],
  ])('%s', async (_, expression) => {
    const { client } = servers[side];
    expect(await computed(client, expression)).toEqual(await computed(embedded.client, expression));
  });
});

it.runIf(isGiven)('both compute hashes of key strings by which documents can be compared', async () => {
  const probe = async (side: (typeof sides)[number]) => {
    const { client, uri } = servers[side];
    await computed(client, { $type: '$v' });
    const options = { ...(await readingOf(`the ${side}`, client, uri)), limitMs: 60_000 };
    return hashedSide(options, 'salt').probe(`${database}.${collection}`);
  };
  const [source, destination] = [await probe('source'), await probe('destination')];
  expect(judgeProbes(source, destination)).toBeUndefined();
  expect(source).toMatchObject({ hashes: expect.objectContaining({ size: values.length }) });
});
