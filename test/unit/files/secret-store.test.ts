import { chmod, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/core/secret.ts';
import { createSecretStore } from '../../../src/files/secret-store.ts';
import { openFresh } from '../../support/temporary-directory.ts';

const planted = 'planted-secret-4711';

describe('secret store', () => {
  it('keeps secrets apart, for the owner only', async () => {
    const { directory } = await openFresh();
    const store = createSecretStore(directory);
    await Promise.all([store.set('linkToken', new Secret('one')), store.set('agentKey', new Secret('two'))]);
    expect((await createSecretStore(directory).get('linkToken'))?.reveal()).toBe('one');
    expect((await createSecretStore(directory).get('agentKey'))?.reveal()).toBe('two');
    if (process.platform !== 'win32') {
      expect((await stat(directory.file('secrets.json'))).mode & 0o777).toBe(0o600);
    }
  });

  it('forgets one secret and keeps the other, and removes the file with the last', async () => {
    const { directory } = await openFresh();
    const store = createSecretStore(directory);
    await store.set('linkToken', new Secret('one'));
    await store.set('agentKey', new Secret('two'));
    await store.remove('linkToken');
    expect(await store.get('linkToken')).toBeUndefined();
    expect((await store.get('agentKey'))?.reveal()).toBe('two');
    await store.remove('agentKey');
    await store.remove('agentKey');
    expect(await readdir(directory.path)).toEqual(['.gitignore']);
  });

  it('removes what a killed run left unfinished', async () => {
    const { directory } = await openFresh();
    await directory.prepare();
    await writeFile(directory.file('secrets.json.tmp'), planted);
    await createSecretStore(directory).remove('linkToken');
    expect(await readdir(directory.path)).toEqual(['.gitignore']);
  });

  it.runIf(process.platform !== 'win32')('closes a file that others could read, and warns', async () => {
    const { directory, warnings } = await openFresh();
    const store = createSecretStore(directory);
    await store.set('linkToken', new Secret(planted));
    await chmod(directory.file('secrets.json'), 0o644);
    expect((await store.get('linkToken'))?.reveal()).toBe(planted);
    expect((await stat(directory.file('secrets.json'))).mode & 0o777).toBe(0o600);
    expect(warnings).toEqual([expect.stringContaining('mode 644')]);
  });

  it.each([
    ['cut off', `{"linkToken":"${planted}`],
    ['of another shape', `{"linkToken":{"token":"${planted}"}}`],
    ['not JSON', planted],
  ])('refuses a file that is %s, without quoting it', async (_, content) => {
    const { directory } = await openFresh();
    await directory.prepare();
    await writeFile(directory.file('secrets.json'), content, { mode: 0o600 });
    const error: unknown = await createSecretStore(directory)
      .get('linkToken')
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: 'state-file', code: 'SECRETS_NOT_USABLE' });
    expect(inspect(error, { depth: 10 })).not.toContain(planted);
  });

  it('does not write through a symbolic link', async () => {
    const { parent, directory } = await openFresh();
    await directory.prepare();
    await writeFile(`${parent}/outside.json`, '{}');
    await symlink(`${parent}/outside.json`, directory.file('secrets.json'));
    const setting = createSecretStore(directory).set('linkToken', new Secret(planted));
    await expect(setting).rejects.toMatchObject({ code: 'SECRETS_NOT_USABLE' });
    expect(await readFile(`${parent}/outside.json`, 'utf8')).toBe('{}');
  });
});
