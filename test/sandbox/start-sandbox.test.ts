import { inspect } from 'node:util';
import { MongoClient } from 'mongodb';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';
import { oldServer } from '../support/old-server.ts';
import { realClock, sandboxClient, send } from '../support/sandbox-client.ts';

async function start(different: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const options = { manager: 'cloud-manager', speed: 2000, faults: [], agent: 'after-key', documents: 200 } as const;
  const sandbox = await startSandbox({ ...options, clock: realClock, ...different });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** Documents of each of the user's collections, by namespace. */
async function counts(uri: string): Promise<Record<string, number>> {
  return using(uri, async (client) => {
    const found: Record<string, number> = {};
    const { databases } = await client.db().admin().listDatabases();
    for (const { name } of databases.filter((one) => !['admin', 'local', 'config'].includes(one.name))) {
      const collections = await client.db(name).listCollections({ type: 'collection' }).toArray();
      for (const collection of collections.filter((one) => !one.name.startsWith('system.'))) {
        found[`${name}.${collection.name}`] = await client.db(name).collection(collection.name).countDocuments();
      }
    }
    return found;
  });
}

async function total(uri: string): Promise<number> {
  return Object.values(await counts(uri)).reduce((sum, count) => sum + count, 0);
}

async function using<Result>(uri: string, work: (client: MongoClient) => Promise<Result>): Promise<Result> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 5000 });
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

/** What has ever been written, as the server counts it. */
async function operations(uri: string): Promise<number> {
  const { opcounters } = await using(uri, (client) => client.db('admin').command({ serverStatus: 1 }));
  return opcounters.insert + opcounters.update + opcounters.delete;
}

async function until(satisfied: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await satisfied())) {
    if (Date.now() > deadline) throw new Error('not satisfied after ten seconds');
    await realClock.sleep(20);
  }
}

/** The source's address with the credentials of the user that the migration is given. */
function asMigrator({ env }: Sandbox): string {
  const [username, password] = [env.LIVEMIG_SOURCE_USERNAME, env.LIVEMIG_SOURCE_PASSWORD];
  return (env.LIVEMIG_SOURCE_URI ?? '').replace(/\/\/[^@]*@/, `//${username}:${password}@`);
}

describe.each([
  ['cloud-manager', '7.0.24'],
  ['ops-manager', '5.0.31'],
] as const)('a sandbox with %s', (manager, version) => {
  it('has a source of the version that the manager reports, and the keys that open both APIs', async () => {
    const { env, sourceUri } = await start({ manager });
    expect(await using(sourceUri, (client) => client.db('admin').command({ buildInfo: 1 }))).toMatchObject({ version });
    for (const [side, path] of [
      ['ATLAS', '/api/atlas/v2'],
      ['MANAGER', '/api/public/v1.0'],
    ]) {
      const key = {
        publicKey: env[`LIVEMIG_${side}_PUBLIC_KEY`] ?? '',
        privateKey: env[`LIVEMIG_${side}_PRIVATE_KEY`] ?? '',
      };
      expect((await sandboxClient(env[`LIVEMIG_${side}_URL`] ?? '', key)('GET', path ?? '')).status).toBe(200);
    }
    expect(env.LIVEMIG_MANAGER).toBe(manager);
  });
});

it("the migration's own user reads the source and cannot write to it", async () => {
  const sandbox = await start();
  await using(asMigrator(sandbox), async (client) => {
    const { databases } = await client.db().admin().listDatabases();
    expect(databases.length).toBeGreaterThan(1);
    await expect(client.db('app').collection('people').insertOne({ name: 'Eve' })).rejects.toThrow(/not authorized/i);
  });
});

it('the source holds the documents and is written to, the destination is empty', async () => {
  const { sourceUri, destinationUri, stopTraffic } = await start();
  expect(await counts(destinationUri)).toEqual({});
  const before = await operations(sourceUri);
  await until(async () => (await operations(sourceUri)) > before);
  await stopTraffic();
  expect(await total(sourceUri)).toBeGreaterThan(150);
  expect(await operations(sourceUri)).toBe(await operations(sourceUri));
});

it("Atlas reports the destination's address without credentials, and it answers to hello", async () => {
  const { env, atlasUrl } = await start();
  const key = { publicKey: env.LIVEMIG_ATLAS_PUBLIC_KEY ?? '', privateKey: env.LIVEMIG_ATLAS_PRIVATE_KEY ?? '' };
  const ask = sandboxClient(atlasUrl, key);
  const project = /"id":"([0-9a-f]{24})"/.exec((await ask('GET', '/api/atlas/v2/groups/byName/billing')).text)?.[1];
  const { text } = await ask('GET', `/api/atlas/v2/groups/${project}/clusters/Billing0`);
  const uri = /"standard":"([^"]+)"/.exec(text)?.[1] ?? '';
  expect(uri).not.toContain('@');
  expect(await using(uri, (client) => client.db('admin').command({ hello: 1 }))).toMatchObject({
    isWritablePrimary: true,
  });
});

it('stops and starts the traffic when told to', async () => {
  const { controlUrl, sourceUri } = await start();
  await send(controlUrl, 'POST', '/traffic/stop', {}, undefined);
  const quiet = await operations(sourceUri);
  expect(await operations(sourceUri)).toBe(quiet);
  await send(controlUrl, 'POST', '/traffic/start', {}, undefined);
  await until(async () => (await operations(sourceUri)) > quiet);
});

it('puts the clocks of its servers forward when the traffic stops, once for each stop', async () => {
  const { controlUrl, sourceUri, destinationUri } = await start();
  const ahead = async (uri: string) => {
    const { localTime } = await using(uri, (client) => client.db('admin').command({ hello: 1 }));
    return Math.floor((localTime.getTime() - Date.now() + 5_000) / 10_000);
  };
  const both = async () => [await ahead(sourceUri), await ahead(destinationUri)];
  expect(await both()).toEqual([0, 0]);
  for (let stops = 0; stops < 2; stops += 1) await send(controlUrl, 'POST', '/traffic/stop', {}, undefined);
  expect(await both()).toEqual([1, 1]);
  await send(controlUrl, 'POST', '/traffic/start', {}, undefined);
  await send(controlUrl, 'POST', '/traffic/stop', {}, undefined);
  expect(await both()).toEqual([2, 2]);
});

describe("somebody's own source", () => {
  it('is described as it is, and neither seeded nor written to', async () => {
    const other = await start({ manager: 'ops-manager' });
    await other.stopTraffic();
    const before = await operations(other.sourceUri);
    const { env, controlUrl } = await start({ sourceUri: other.sourceUri });
    await send(controlUrl, 'POST', '/traffic/start', {}, undefined);
    expect(await operations(other.sourceUri)).toBe(before);
    expect(env.LIVEMIG_SOURCE_URI).toBe(other.sourceUri);
    expect(env.LIVEMIG_SOURCE_USERNAME).toBe('mms-automation');
    const key = { publicKey: env.LIVEMIG_MANAGER_PUBLIC_KEY ?? '', privateKey: env.LIVEMIG_MANAGER_PRIVATE_KEY ?? '' };
    const ask = sandboxClient(env.LIVEMIG_MANAGER_URL ?? '', key);
    const project = /"id":"([0-9a-f]{24})"/.exec(
      (await ask('GET', '/api/public/v1.0/groups/byName/billing-prod')).text,
    )?.[1];
    expect((await ask('GET', `/api/public/v1.0/groups/${project}/hosts`)).text).toContain('"version":"5.0.31"');
  });

  it.each<[string, string, RegExp]>([
    [
      'cannot be reached',
      'mongodb://127.0.0.1:9/?serverSelectionTimeoutMS=200',
      /cannot reach the source 127\.0\.0\.1:9: [^@*]*ECONNREFUSED[^@*]*$/,
    ],
    ['cannot be read', 'mongodb://me:hu/sh@db:1/', /^The sandbox cannot use the source: [^@]* cannot be read\.$/],
  ])('that %s is told of with the cause, and never with a password', async (_, sourceUri, says) => {
    const error = await start({ sourceUri }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'SandboxError', code: 'SOURCE_URI', message: expect.stringMatching(says) });
    expect(inspect(error)).not.toMatch(/hu\/?sh/);
  });
});

it('a server that the driver does not know is not said to be out of reach, at either end', async () => {
  const uri = `mongodb://${await oldServer(8)}/?serverSelectionTimeoutMS=200`;
  const says = (end: string) => new RegExp(`cannot use the ${end} 127.*maximum wire version 8, .* at least 9`);
  await Promise.all([
    expect(start({ sourceUri: uri })).rejects.toThrow(says('source')),
    expect(start({ destinationUri: uri })).rejects.toThrow(says('destination')),
  ]);
});
