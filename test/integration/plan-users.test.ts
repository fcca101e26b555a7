import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { mongodFixture } from '../support/mongod-fixture.ts';
import { sandboxClient } from '../support/sandbox-client.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { realClock, runCommand } from '../support/test-ports.ts';

const hostile = 'app"\n`$(touch pwned)`';
const secrets = ['geheim-1', 'geheim-2', 'geheim-3', 'geheim-4'];
const [first, second, third, fourth] = secrets;

/** A source with what does not migrate: two users of one name, one that is no name, roles, and rights that Atlas lacks. */
async function prepare(sourceUri: string): Promise<void> {
  const client = await new MongoClient(sourceUri).connect();
  const [admin, shop] = [client.db('admin'), client.db('shop')];
  const orders = { db: 'shop', collection: 'orders' };
  await shop.command({
    createRole: 'clerk',
    privileges: [{ resource: orders, actions: ['find', 'update', 'planCacheRead'] }],
    roles: [{ role: 'dbOwner', db: 'shop' }],
  });
  await admin.command({
    createRole: 'boss$(x)',
    privileges: [{ resource: { cluster: true }, actions: ['inprog', 'shutdown'] }],
    roles: [{ role: 'clerk', db: 'shop' }],
  });
  await shop.command({ createUser: hostile, pwd: first, roles: ['clerk', { role: 'boss$(x)', db: 'admin' }] });
  await shop.command({ createUser: 'billing-app', pwd: second, roles: ['read'] });
  await admin.command({ createUser: 'dba', pwd: third, roles: ['root', 'userAdminAnyDatabase'] });
  await admin.command({ createUser: 'ops', pwd: fourth, roles: ['hostManager'] });
  await client.close();
}

let sandbox: Sandbox;
beforeAll(async () => {
  const setting = { manager: 'cloud-manager', documents: 5, speed: 1000, faults: [], agent: 'after-key' } as const;
  sandbox = await startSandbox({ ...setting, clock: realClock });
  await prepare(sandbox.sourceUri);
});
afterAll(() => sandbox.close());

const Planned = z.object({
  source: z.string(),
  name: z.string(),
  state: z.string(),
  notes: z.array(z.string()),
  request: z.object({ method: z.string(), path: z.string(), accept: z.string(), body: z.looseObject({}) }).optional(),
});
const Data = z.looseObject({
  compared: z.boolean(),
  users: z.array(Planned),
  roles: z.array(Planned),
  searchIndexes: z.array(z.unknown()),
  notKnown: z.array(z.unknown()),
});

async function plan(args: readonly string[] = [], env: Readonly<Record<string, string>> = sandbox.env) {
  const dir = join(await temporaryDirectory(), 'state');
  const run = await runCommand(['plan-users', '--dir', dir, ...args], { env });
  return { ...run, data: run.result.error === null ? Data.parse(run.result.data) : undefined };
}

const states = (planned: readonly z.infer<typeof Planned>[] = []) =>
  Object.fromEntries(planned.map(({ source, state }) => [source, state]));

describe('the plan', () => {
  it('says of each user and role what becomes of it', async () => {
    const { exitCode, data } = await plan();
    expect(exitCode).toBe(0);
    expect(states(data?.users)).toEqual({
      'app" `$(touch pwned)`@shop': 'create',
      'billing-app@admin': 'exists',
      'billing-app@shop': 'create',
      'dba@admin': 'create',
      'migrator@admin': 'not-needed',
      'mms-automation@admin': 'not-needed',
      'ops@admin': 'by-hand',
    });
    expect(states(data?.roles)).toEqual({ 'clerk@shop': 'create', 'boss$(x)@admin': 'create' });
    expect(data).toMatchObject({ compared: true, searchIndexes: [], notKnown: [] });
  });

  it('holds no password, neither in the data nor in a file', async () => {
    const out = join(await temporaryDirectory(), 'plan');
    const { result } = await plan(['--output', out]);
    const files = await Promise.all((await readdir(out)).map((name) => readFile(join(out, name), 'utf8')));
    const all = [JSON.stringify(result), ...files].join('\n');
    expect(all).not.toMatch(/geheim|storedKey|serverKey|salt/);
  });

  it('is shown alone, and leads to the files', async () => {
    const { result, events } = await plan();
    expect(result.next).toEqual([
      { command: expect.stringMatching(/^livemig plan-users .*--output atlas-users$/), reason: expect.any(String) },
    ]);
    expect(events.map(({ type }) => type)).toContain('result');
  });
});

it('a source that cannot be seen as a whole ends it, with the right that it takes', async () => {
  const { username, password } = sandbox.scenario.sourceUser;
  const uri = sandbox.sourceUri.replace(/\/\/[^@]*@/, `//${username}:${password}@`);
  const { exitCode, result } = await plan([], { ...sandbox.env, LIVEMIG_SOURCE_URI: uri });
  expect([exitCode, result.error]).toEqual([
    4,
    expect.objectContaining({ code: 'MONGODB_ROLE', fix: expect.stringContaining('viewUser and viewRole') }),
  ]);
});

it('without a source there is nothing to plan', async () => {
  const { LIVEMIG_SOURCE_URI: _, ...env } = sandbox.env;
  const { exitCode, result } = await plan([], env);
  expect([exitCode, result.error?.code, result.error?.fix]).toEqual([
    2,
    'INPUTS',
    expect.stringContaining('LIVEMIG_SOURCE_URI'),
  ]);
});

it('the source alone is enough: nothing is compared, and what has to be filled in is refused by Atlas', async () => {
  const { data } = await plan([], { LIVEMIG_SOURCE_URI: sandbox.sourceUri });
  expect(data).toMatchObject({ compared: false, notCompared: expect.stringContaining('Atlas') });
  expect(states(data?.users)['billing-app@admin']).toBe('create');
  expect(data?.users.find(({ name }) => name === 'dba')?.request).toMatchObject({
    path: '/api/atlas/v2/groups/SET_THE_PROJECT_ID/databaseUsers',
    body: { groupId: 'SET_THE_PROJECT_ID', scopes: [{ name: 'SET_THE_CLUSTER' }] },
  });
});

it('names of Atlas that nobody can look up stand in nobody’s way', async () => {
  const named = Object.entries(sandbox.env).filter(([name]) => !/_(PUBLIC|PRIVATE)_KEY$/.test(name));
  const { exitCode, data } = await plan([], Object.fromEntries(named));
  expect([exitCode, data?.compared]).toEqual([0, false]);
});

it('the directory of somebody else is not written to', async () => {
  const out = await temporaryDirectory();
  await plan(['--output', join(out, 'plan')]);
  const { exitCode, result } = await plan(['--output', out]);
  expect([exitCode, result.error?.code]).toEqual([2, 'OUTPUT_NOT_OURS']);
});

describe('what it wrote', () => {
  const other = mongodFixture();

  /** The shell, as far as the scripts use it; what they ask for is done at the end, in their order. */
  async function runIn(script: string): Promise<void> {
    const commands: { readonly database: string; readonly command: Record<string, unknown> }[] = [];
    const inDatabase = (database: string) => ({
      getUser: () => null,
      getRole: () => null,
      createUser: ({ user, ...rest }: Record<string, unknown>) =>
        commands.push({ database, command: { createUser: user, ...rest } }),
      createRole: ({ role, ...rest }: Record<string, unknown>) =>
        commands.push({ database, command: { createRole: role, ...rest } }),
    });
    const shell = { db: { getSiblingDB: inDatabase }, print: () => {}, passwordPrompt: () => 'a new one' };
    runInContext(script, createContext(shell));
    for (const { database, command } of commands)
      await other.client.db(database).command(JSON.parse(JSON.stringify(command)));
  }

  it('makes the same roles and users on another server', async () => {
    const out = join(await temporaryDirectory(), 'plan');
    await plan(['--output', out]);
    for (const name of ['roles.mongosh.js', 'users.mongosh.js']) await runIn(await readFile(join(out, name), 'utf8'));
    const source = await new MongoClient(sandbox.sourceUri).connect();
    const [here, there] = await Promise.all(
      [source, other.client].map(async (client) => {
        const { users } = await client.db('admin').command({ usersInfo: { forAllDBs: true } });
        const { roles } = await client.db('shop').command({ rolesInfo: 1, showPrivileges: true });
        const plain = z.array(z.looseObject({ user: z.string(), db: z.string(), roles: z.unknown() })).parse(users);
        return { roles, users: plain.map(({ user, db, roles: own }) => ({ user, db, roles: own })) };
      }),
    );
    await source.close();
    const ofOthers = ['mms-automation', 'migrator'];
    expect(there?.roles).toEqual(here?.roles);
    expect(there?.users).toEqual(
      expect.arrayContaining(here?.users.filter(({ user }) => !ofOthers.includes(user)) ?? []),
    );
  });

  it('is private', async () => {
    const out = join(await temporaryDirectory(), 'plan');
    await plan(['--output', out]);
    const modes = await Promise.all(
      (await readdir(out)).map(async (name) => (await stat(join(out, name))).mode & 0o777),
    );
    expect([...new Set(modes)]).toEqual(process.platform === 'win32' ? [0o666] : [0o600]);
  });

  it('tells how each request is sent without the Atlas CLI, with the version that Atlas wants to be named', async () => {
    const out = join(await temporaryDirectory(), 'plan');
    const { data } = await plan(['--output', out]);
    const readme = await readFile(join(out, 'README.txt'), 'utf8');
    const told = [...readme.matchAll(/^ {2}curl .*'Accept: ([^']+)' .*--data @(\S+) '([^']+)'$/gm)];
    const names = (await readdir(out)).filter((name) => /^(role|user)-.*\.json$/.test(name)).toSorted();
    const requests = [...(data?.roles ?? []), ...(data?.users ?? [])].flatMap(({ request }) => request ?? []);
    expect(told.map(([, accept, file, url]) => [accept, file, url])).toEqual(
      requests.map(({ accept, path }, at) => [accept, names[at], `${sandbox.atlasUrl}${path}`]),
    );
  });

  it('is refused by Atlas until a password is set, is then taken, and is not planned again', async () => {
    const atlas = sandboxClient(sandbox.atlasUrl, {
      publicKey: sandbox.env.LIVEMIG_ATLAS_PUBLIC_KEY ?? '',
      privateKey: sandbox.env.LIVEMIG_ATLAS_PRIVATE_KEY ?? '',
    });
    const out = join(await temporaryDirectory(), 'plan');
    const { data } = await plan(['--output', out]);
    const requests = [...(data?.roles ?? []), ...(data?.users ?? [])].flatMap(({ request }) => request ?? []);
    const names = (await readdir(out)).filter((name) => name.endsWith('.json') && !name.startsWith('.')).toSorted();
    const bodies = await Promise.all(names.map(async (name) => JSON.parse(await readFile(join(out, name), 'utf8'))));
    expect(bodies).toEqual(requests.map(({ body }) => body));
    const statuses: number[][] = [];
    for (const { path, accept, body } of requests) {
      if ('password' in body) expect((await atlas('POST', path, { accept, body })).status).toBe(400);
      const filled = 'password' in body ? { ...body, password: 'long enough' } : body;
      statuses.push([(await atlas('POST', path, { accept, body: filled })).status]);
    }
    expect(statuses).toEqual([[202], [202], [201], [201], [201]]);
    const { data: again, result } = await plan();
    expect([again?.roles, again?.users].flatMap((all) => all ?? []).filter(({ state }) => state === 'create')).toEqual(
      [],
    );
    expect(again?.users.find(({ source }) => source === 'billing-app@shop')).toMatchObject({
      name: 'billing-app-shop',
      state: 'exists',
    });
    expect(JSON.stringify(result.data)).not.toContain('has more in Atlas');
  });
});
