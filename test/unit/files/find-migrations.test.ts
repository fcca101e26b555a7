import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { findMigrations } from '../../../src/files/find-migrations.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const journal = (steps: object = {}, inputs: object = {}) =>
  JSON.stringify({ schemaVersion: 1, createdAt: '2026-01-01T00:00:00.000Z', inputs, steps });
const created = journal({ 'start.create-migration': { state: 'started' } }, { destinationCluster: 'Billing0' });

async function put(directory: string, text = journal()): Promise<string> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'state.json'), text);
  return directory;
}

/** A home with work/billing in it, where somebody stands. */
async function place() {
  const home = await temporaryDirectory();
  const here = join(home, 'work', 'billing');
  await mkdir(here, { recursive: true });
  const find = (directory = join(here, '.livemig'), uid = process.getuid?.()) =>
    findMigrations(directory, { home, uid });
  const paths = async (directory?: string) => (await find(directory)).migrations.map(({ path }) => path);
  return { home, here, find, paths };
}

it('says where it has looked, and what each migration is', async () => {
  const { here, find } = await place();
  const other = await put(join(dirname(here), 'orders', '.livemig'), created);
  expect(await find()).toEqual({
    place: join(here, '.livemig'),
    migrations: [{ path: other, destination: 'Billing0', isCreated: true, isAbove: false }],
  });
  expect(await readdir(here)).toEqual([]);
});

it.each<[string, (here: string) => string]>([
  ['beside it', (here) => join(here, 'second')],
  ['beside the folder', (here) => join(dirname(here), 'orders', '.livemig')],
  ['in a folder of this one', (here) => join(here, 'sub', '.livemig')],
  ['in the folder above', (here) => join(dirname(here), '.livemig')],
  ['in the home', (here) => join(dirname(dirname(here)), '.livemig')],
])('finds one %s', async (_, at) => {
  const { here, paths } = await place();
  const path = await put(at(here));
  expect(await paths()).toEqual([path]);
});

it('looks in the parents first, and finds at most five', async () => {
  const { here, home, find } = await place();
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await put(join(here, name));
  await put(join(home, '.livemig'));
  const { migrations } = await find();
  expect(migrations.map(({ isAbove }) => isAbove)).toEqual([true, false, false, false, false]);
});

it.each<[string, (here: string) => Promise<unknown>]>([
  ['the directory itself', (here) => put(join(here, '.livemig'))],
  ['what is no journal', (here) => put(join(here, 'a'), '{"schemaVersion":"x"}')],
  ['what is no JSON', (here) => put(join(here, 'a'), 'nothing')],
  ['what is empty', (here) => mkdir(join(here, 'a'))],
  [
    'a journal behind a link',
    async (here) => {
      await put(join(here, 'sub', 'deep', 'a'));
      await mkdir(join(here, 'b'));
      await symlink(join(here, 'sub', 'deep', 'a', 'state.json'), join(here, 'b', 'state.json'));
    },
  ],
  ['a file of its name', (here) => writeFile(join(here, 'a'), created)],
  [
    'a folder that everybody can write',
    async (here) => {
      await put(join(here, 'a'));
      await chmod(here, 0o777);
    },
  ],
])('does not find %s', async (_, prepare) => {
  const { here, paths } = await place();
  await prepare(here);
  expect(await paths()).toEqual([]);
});

it('tells nothing of the destination where the journal does not', async () => {
  const { here, find } = await place();
  const path = await put(join(here, 'a'), '{"schemaVersion":9}');
  expect((await find()).migrations).toEqual([{ path, isCreated: false, isAbove: false }]);
});

it('finds what belongs to anybody where owners mean nothing', async () => {
  const { here, home } = await place();
  const path = await put(join(here, 'a'));
  const { migrations } = await findMigrations(join(here, '.livemig'), { home, uid: undefined });
  expect(migrations.map((one) => one.path)).toEqual([path]);
});

it('looks no further than twenty parents, and the first two hundred of the directories beside it', async () => {
  const { here, home, paths } = await place();
  await put(join(home, '.livemig'));
  const [near, far] = [18, 19].map((depth) => join(here, ...Array.from({ length: depth }, () => 'd')));
  expect([(await paths(join(near ?? '', '.livemig'))).length, await paths(join(far ?? '', '.livemig'))]).toEqual([
    1,
    [],
  ]);
  const many = join(here, 'many');
  await Promise.all(Array.from({ length: 200 }, (_, at) => mkdir(join(many, `d${at + 100}`), { recursive: true })));
  const last = await put(join(many, 'd300'));
  expect(await paths(join(many, '.livemig'))).not.toContain(last);
  await rm(join(many, 'd100'), { recursive: true });
  expect(await paths(join(many, '.livemig'))).toContain(last);
});

it('goes as far as the root where the folder is not in the home', async () => {
  const { here } = await place();
  const elsewhere = { home: '/nowhere', uid: process.getuid?.() };
  const path = await put(join(dirname(here), '.livemig'));
  expect((await findMigrations(join(here, '.livemig'), elsewhere)).migrations[0]).toMatchObject({
    path,
    isAbove: true,
  });
});

it('tells a path from here where that is shorter', async () => {
  await mkdir('coverage', { recursive: true });
  const below = await mkdtemp(join('coverage', 'found-'));
  onTestFinished(() => rm(below, { recursive: true }));
  const path = await put(join(below, 'b'));
  const near = await findMigrations(join(below, '.livemig'), { home: resolve(below), uid: process.getuid?.() });
  expect(near.migrations.map((one) => one.path)).toEqual([path]);
});

it("does not find another user's", async () => {
  const { here, find } = await place();
  await put(join(here, 'a'));
  expect((await find(undefined, 4_000_000)).migrations).toEqual([]);
});

it('does not look above the home', async () => {
  const { here, home } = await place();
  await put(join(home, '.livemig'));
  const found = await findMigrations(join(here, '.livemig'), { home: dirname(here), uid: process.getuid?.() });
  expect(found.migrations).toEqual([]);
});
