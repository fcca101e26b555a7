import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writePlan } from '../../../src/files/plan-directory.ts';
import { whileRefused } from '../../support/refused-effect.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const one = { name: 'README.txt', content: 'one\n' };
const two = { name: 'user-001-app.json', content: '{}\n' };

async function place(): Promise<string> {
  return join(await temporaryDirectory(), 'plan');
}

async function visible(directory: string): Promise<string[]> {
  return (await readdir(directory)).filter((name) => !name.startsWith('.')).toSorted();
}

it('files are for their owner alone', async () => {
  const directory = await place();
  await writePlan(directory, [one, two]);
  expect(await visible(directory)).toEqual(['README.txt', 'user-001-app.json']);
  expect(await readFile(join(directory, 'README.txt'), 'utf8')).toBe('one\n');
  if (process.platform === 'win32') return;
  const modes = await Promise.all(
    ['.', 'README.txt', 'user-001-app.json', '.livemig-plan.json'].map((name) => stat(join(directory, name))),
  );
  expect(modes.map(({ mode }) => mode & 0o777)).toEqual([0o700, 0o600, 0o600, 0o600]);
});

it('an earlier plan is replaced as a whole', async () => {
  const directory = await place();
  await writePlan(directory, [one, two]);
  await writePlan(directory, [{ ...one, content: 'other\n' }]);
  expect(await visible(directory)).toEqual(['README.txt']);
  expect(await readFile(join(directory, 'README.txt'), 'utf8')).toBe('other\n');
});

it('one that was broken off is replaced, too', async () => {
  const directory = await place();
  await writePlan(directory, [one]);
  const broken = whileRefused(/^rename user-001/, 'EIO', () => writePlan(directory, [{ ...one, content: 'b' }, two]));
  await expect(broken).rejects.toMatchObject({ code: 'OUTPUT_NOT_WRITTEN' });
  await writeFile(join(directory, `${two.name}.tmp`), 'half');
  await writePlan(directory, [one]);
  expect(await visible(directory)).toEqual(['README.txt']);
});

describe('what livemig did not write is left as it is', () => {
  it.each<[string, (directory: string) => Promise<void>, string]>([
    ['a file of somebody else', async (at) => writeFile(join(at, 'README.txt'), 'mine'), 'README.txt'],
    [
      'one of the plan that has a password now',
      async (at) => {
        await writePlan(at, [one, two]);
        await writeFile(join(at, two.name), '{"password":"x"}');
      },
      two.name,
    ],
    [
      'a file beside the plan',
      async (at) => {
        await writePlan(at, [one]);
        await writeFile(join(at, 'notes.txt'), 'mine');
      },
      'notes.txt',
    ],
    ['a directory', async (at) => void (await mkdir(join(at, 'README.txt'))), 'README.txt'],
    ['a link', async (at) => symlink('/etc/passwd', join(at, 'README.txt')), 'README.txt'],
    ['a list that is none', async (at) => writeFile(join(at, '.livemig-plan.json'), '{'), '.livemig-plan.json'],
  ])('%s', async (_, prepare, name) => {
    const directory = await place();
    await mkdir(directory);
    await prepare(directory);
    const before = await visible(directory);
    await expect(writePlan(directory, [one, two])).rejects.toMatchObject({
      kind: 'usage',
      code: 'OUTPUT_NOT_OURS',
      message: expect.stringContaining(join(directory, name)),
    });
    expect(await visible(directory)).toEqual(before);
  });
});

it('a directory that cannot be made is told', async () => {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, 'file'), '');
  await expect(writePlan(join(directory, 'file'), [one])).rejects.toMatchObject({ code: 'OUTPUT_NOT_WRITTEN' });
});
