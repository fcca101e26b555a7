import { BSON, MongoClient } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { send, until } from '../support/sandbox-client.ts';
import { field, idsOf, linkAndProvision, requestOf, startForMigration, validated } from '../support/sandbox-flow.ts';

const documents = 500;

/** Every document of the user's collections in one order, as text that tells BSON types apart. */
async function contents(uri: string): Promise<Record<string, string[]>> {
  const client = new MongoClient(uri);
  try {
    const found: Record<string, string[]> = {};
    const { databases } = await client.db().admin().listDatabases();
    for (const { name } of databases.filter((one) => !['admin', 'local', 'config'].includes(one.name))) {
      const all = await client.db(name).listCollections({ type: 'collection' }).toArray();
      for (const collection of all.filter((one) => !one.name.startsWith('system.'))) {
        const read = client.db(name).collection(collection.name).find();
        found[`${name}.${collection.name}`] = (
          await read.map((one) => BSON.EJSON.stringify(one, { relaxed: false })).toArray()
        ).toSorted();
      }
    }
    return found;
  } finally {
    await client.close();
  }
}

describe.each(['cloud-manager', 'ops-manager'] as const)('a migration from a %s', (kind) => {
  it('goes from the link to COMPLETE and leaves both ends the same', async () => {
    const started = await startForMigration({ manager: kind, documents }, startSandbox);
    const { sandbox, atlas } = started;
    const ids = await idsOf(started);
    await linkAndProvision(started, ids);
    expect((await validated(started, ids, requestOf(started, ids))).body).toMatchObject({
      status: 'SUCCESS',
      errorMessage: null,
    });
    const path = `/api/atlas/v2/groups/${ids.project}/liveMigrations`;
    const created = await atlas('POST', path, { body: requestOf(started, ids) });
    expect(created.status).toBe(201);
    const one = `${path}/${field(created.text, '_id')}`;
    await until(
      () => atlas('GET', one),
      ({ text }) => text.includes('"readyForCutover":true'),
    );
    await until(
      () => send(sandbox.controlUrl, 'GET', '/state', {}, undefined),
      ({ text }) => Number(field(text, 'changesApplied')) >= 20,
    );
    await sandbox.stopTraffic();
    expect((await atlas('PUT', `${one}/cutover`)).status).toBe(202);
    await until(
      () => atlas('GET', one),
      ({ text }) => text.includes('"status":"COMPLETE"'),
    );
    const source = await contents(sandbox.sourceUri);
    expect(Object.values(source).flat().length).toBeGreaterThanOrEqual(documents);
    expect(await contents(sandbox.destinationUri)).toEqual(source);
    const [migration] = sandbox.migrations();
    expect(migration?.progress?.documentsCopied).toBeGreaterThanOrEqual(documents * 0.9);
    expect(JSON.stringify(sandbox.requests())).not.toContain(started.env.LIVEMIG_SOURCE_PASSWORD);
  });
});

it.each([
  ['a wrong password', { password: 'wrong' }],
  ['an unknown user', { username: 'nobody' }],
])('validation looks into the source and finds %s', async (_, source) => {
  const started = await startForMigration({ documents });
  const ids = await idsOf(started);
  await linkAndProvision(started, ids);
  const { body } = await validated(started, ids, requestOf(started, ids, source));
  expect(body).toMatchObject({ status: 'FAILED', errorMessage: expect.stringMatching(/password/i) });
});

it('managed authentication needs no user', async () => {
  const started = await startForMigration({ documents });
  const ids = await idsOf(started);
  await linkAndProvision(started, ids);
  const managed = { managedAuthentication: true, username: null, password: null };
  expect((await validated(started, ids, requestOf(started, ids, managed))).body).toMatchObject({ status: 'SUCCESS' });
});

it('validation compares the disk of the destination with the size of the source', async () => {
  const large = { name: 'rs-billing', dbSizeBytes: 90_000_000_000 };
  const content = { manager: { projects: [{ name: 'billing-prod', deployments: [large] }] } };
  const started = await startForMigration({ scenarioFile: { path: 'large.yaml', content } });
  const ids = await idsOf(started);
  await linkAndProvision(started, ids);
  expect((await validated(started, ids, requestOf(started, ids))).body).toMatchObject({
    status: 'FAILED',
    errorMessage:
      'Available disk space on the destination needs to be increased: the source stores 90 GB, and the cluster Billing0 has 80 GB.',
  });
});
