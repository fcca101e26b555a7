import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { readProfileFiles } from '../../../src/files/profile-files.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

async function written(path: string, text: string, mode = 0o600): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  await chmod(path, mode);
}

it.each([
  ['linux', { HOME: '/h' }, ['/h/.config/atlascli/config.toml', '/h/.config/mongocli/config.toml']],
  ['linux', { HOME: '/h', XDG_CONFIG_HOME: '/none' }, ['/none/atlascli/config.toml', '/none/mongocli/config.toml']],
  ['linux', { XDG_CONFIG_HOME: 'relative' }, []],
  ['linux', {}, []],
  [
    'darwin',
    { HOME: '/h' },
    ['/h/Library/Application Support/atlascli/config.toml', '/h/Library/Application Support/mongocli/config.toml'],
  ],
  ['win32', { APPDATA: 'C:\\s' }, ['C:\\s\\atlascli\\config.toml', 'C:\\s\\mongocli\\config.toml']],
  ['win32', {}, []],
])('on %s with %j they are looked for where both programs keep them', async (platform, env, paths) => {
  const files = await readProfileFiles({ env, platform });
  expect(files.map(({ path, is }) => [path, is])).toEqual(paths.map((path) => [path, 'missing']));
});

it('they are read with who may read them, the older place of mongocli where the newer has none', async () => {
  const home = await temporaryDirectory();
  await written(join(home, '.config/atlascli/config.toml'), '[a]\n', 0o640);
  await written(join(home, '.config/mongocli.toml'), '[old]\n');
  const place = { env: { HOME: home }, platform: 'linux' };
  expect(await readProfileFiles(place)).toMatchObject([
    { tool: 'Atlas CLI', is: 'text', text: '[a]\n', isOpen: true },
    { tool: 'mongocli', path: join(home, '.config/mongocli.toml'), is: 'text', text: '[old]\n', isOpen: false },
  ]);
  await written(join(home, '.config/mongocli/config.toml'), '[new]\n');
  expect(await readProfileFiles(place)).toMatchObject([{}, { text: '[new]\n' }]);
});

it('what cannot be read is told with its reason', async () => {
  const home = await temporaryDirectory();
  await mkdir(join(home, '.config/atlascli/config.toml'), { recursive: true });
  await writeFile(join(home, '.config/mongocli'), 'a file in the place of the directory');
  expect(await readProfileFiles({ env: { HOME: home }, platform: 'linux' })).toMatchObject([
    { tool: 'Atlas CLI', is: 'unusable', because: 'it is a directory' },
    { tool: 'mongocli', is: 'unusable', because: 'it cannot be read: a part of the path is not a directory (ENOTDIR)' },
  ]);
});
