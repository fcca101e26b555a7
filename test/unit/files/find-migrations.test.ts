import { chmod, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
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
