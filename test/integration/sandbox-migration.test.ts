import { BSON, MongoClient } from 'mongodb';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { realClock, sandboxClient, send, until } from '../unit/sandbox/http/sandbox-client.ts';

const documents = 500;

/** A whole migration with plain requests: the sandbox alone, none of livemig's own code. */
async function start(manager: 'cloud-manager' | 'ops-manager') {
  const sandbox = await startSandbox({
    manager,
    speed: 600,
    faults: [],
    agent: 'after-key',
    documents,
    clock: realClock,
  });
  onTestFinished(() => sandbox.close());
  const { env } = sandbox;
  const client = (side: 'ATLAS' | 'MANAGER') =>
    sandboxClient(env[`LIVEMIG_${side}_URL`] ?? '', {
      publicKey: env[`LIVEMIG_${side}_PUBLIC_KEY`] ?? '',
      privateKey: env[`LIVEMIG_${side}_PRIVATE_KEY`] ?? '',
    });
  return { sandbox, env, atlas: client('ATLAS'), manager: client('MANAGER') };
}

type Started = Awaited<ReturnType<typeof start>>;

function field(text: string, name: string): string {
  return new RegExp(`"${name}":"?([^",}]+)`).exec(text)?.[1] ?? '';
}

/** The ids behind the names in the environment; each list's first entity is the one. */
async function idsOf({ env, atlas, manager }: Started) {
  const [atlasBase, managerBase] = ['/api/atlas/v2', '/api/public/v1.0'];
  return {
    org: field((await atlas('GET', `${atlasBase}/orgs?name=${env.LIVEMIG_ATLAS_ORG}`)).text, 'id'),
    project: field((await atlas('GET', `${atlasBase}/groups/byName/${env.LIVEMIG_ATLAS_PROJECT}`)).text, 'id'),
    sourceOrg: field((await manager('GET', `${managerBase}/orgs?name=${env.LIVEMIG_SOURCE_ORG}`)).text, 'id'),
    sourceProject: field(
      (await manager('GET', `${managerBase}/groups/byName/${env.LIVEMIG_SOURCE_PROJECT}`)).text,
      'id',
    ),
  };
}

type Ids = Awaited<ReturnType<typeof idsOf>>;

async function linkAndProvision({ env, atlas, manager }: Started, { org, project, sourceOrg, sourceProject }: Ids) {
  const token = await atlas('POST', `/api/atlas/v2/orgs/${org}/liveMigrations/linkTokens`, {
    body: { accessListIps: ['198.51.100.4'] },
  });
  const link = `/api/public/v1.0/orgs/${sourceOrg}/liveExport/migrationLink`;
  expect((await manager('POST', link, { rawBody: token.text })).status).toBe(201);
  expect(
    (await manager('POST', `/api/public/v1.0/groups/${sourceProject}/agentapikeys`, { body: { desc: 'e2e' } })).status,
  ).toBe(200);
  const entries = `/api/atlas/v2/groups/${project}/accessList`;
  await atlas('POST', entries, { body: [{ ipAddress: env.LIVEMIG_MIGRATION_HOST_IP }] });
  await until(
    () => atlas('GET', `${entries}/${env.LIVEMIG_MIGRATION_HOST_IP}/status`),
    ({ text }) => text.includes('ACTIVE'),
  );
  await until(
    () => atlas('GET', `/api/atlas/v2/orgs/${org}/liveMigrations/availableProjects`),
    ({ text }) => text.includes(env.LIVEMIG_MIGRATION_HOST ?? 'absent'),
  );
}

function requestOf({ env }: Started, { project, sourceProject }: Ids, source: object = {}) {
  return {
    migrationHosts: [env.LIVEMIG_MIGRATION_HOST],
    dropDestinationData: false,
    source: {
      clusterName: env.LIVEMIG_SOURCE_CLUSTER,
      groupId: sourceProject,
      managedAuthentication: false,
      username: env.LIVEMIG_SOURCE_USERNAME,
      password: env.LIVEMIG_SOURCE_PASSWORD,
      ssl: false,
      ...source,
    },
    destination: { clusterName: env.LIVEMIG_DESTINATION_CLUSTER, groupId: project, hostnameSchemaType: 'PUBLIC' },
  };
}

async function validated({ atlas }: Started, { project }: Ids, body: object) {
  const path = `/api/atlas/v2/groups/${project}/liveMigrations/validate`;
  const id = field((await atlas('POST', path, { body })).text, '_id');
  return until(
    () => atlas('GET', `${path}/${id}`),
    ({ text }) => !text.includes('PENDING'),
  );
}

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
    const started = await start(kind);
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
  const started = await start('cloud-manager');
  const ids = await idsOf(started);
  await linkAndProvision(started, ids);
  const { body } = await validated(started, ids, requestOf(started, ids, source));
  expect(body).toMatchObject({ status: 'FAILED', errorMessage: expect.stringMatching(/password/i) });
});

it('managed authentication needs no user', async () => {
  const started = await start('cloud-manager');
  const ids = await idsOf(started);
  await linkAndProvision(started, ids);
  const managed = { managedAuthentication: true, username: null, password: null };
  expect((await validated(started, ids, requestOf(started, ids, managed))).body).toMatchObject({ status: 'SUCCESS' });
});
