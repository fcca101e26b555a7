import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { SecretStore } from '../../../src/core/ports.ts';
import { Secret } from '../../../src/core/secret.ts';
import { createSecretStore } from '../../../src/files/secret-store.ts';
import { caught } from '../../support/caught.ts';
import { whileRefused } from '../../support/refused-effect.ts';
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
    expect(warnings).toEqual([
      `${directory.file('secrets.json')} was open to other users (mode 644); its mode is now 600. ` +
        'If others use this machine, replace the secrets in it.',
    ]);
  });

  it.runIf(process.platform !== 'win32').each<[string, number, boolean, boolean]>([
    ['that a group can read is closed', 0o640, true, true],
    ['that its owner alone can read is left as it is', 0o600, true, false],
    ['is left as it is where modes mean nothing', 0o666, false, false],
  ])('a file %s', async (_, mode, hasModes, isClosed) => {
    const { directory, warnings } = await openFresh();
    await createSecretStore(directory).set('linkToken', new Secret(planted));
    await chmod(directory.file('secrets.json'), mode);
    await createSecretStore(hasModes ? directory : { ...directory, uid: undefined }).get('linkToken');
    const { mode: now } = await stat(directory.file('secrets.json'));
    expect([now & 0o777, warnings.length]).toEqual(isClosed ? [0o600, 1] : [mode, 0]);
  });

  it.runIf(process.platform !== 'win32')('is not used where others could read it and it cannot be closed', async () => {
    const { directory } = await openFresh();
    const store = createSecretStore(directory);
    await store.set('linkToken', new Secret(planted));
    await chmod(directory.file('secrets.json'), 0o644);
    const error = await caught(whileRefused(/^chmod secrets/, 'EROFS', () => store.get('linkToken')));
    expect(error).toMatchObject({
      message: expect.stringMatching(/secrets\.json can be read by other users, and .* read-only \(EROFS\)\.$/),
      fix: 'Mount the file system for writing, then run the same command again.',
    });
  });

  it.each<[string, (path: string) => Promise<unknown>, RegExp, RegExp]>([
    [
      'what livemig did not write',
      (path) => writeFile(path, '[]', { mode: 0o600 }),
      / is not as livemig wrote it\.$/,
      /^Remove .*secrets\.json, then run the same command again\. livemig link makes another/,
    ],
    [
      'something else than a file',
      (path) => mkdir(path),
      / is not a regular file/,
      /^Move .*secrets\.json away, then run the same command again\. livemig link makes another/,
    ],
  ])('says what is in the place of its file, and that it can be made anew: %s', async (_, put, message, fix) => {
    const { directory } = await openFresh();
    await directory.prepare();
    await put(directory.file('secrets.json'));
    const error = await caught(createSecretStore(directory).get('linkToken'));
    expect([error.message, error.fix]).toEqual([expect.stringMatching(message), expect.stringMatching(fix)]);
  });

  it.each<[string, RegExp, (store: SecretStore) => Promise<unknown>, RegExp, RegExp]>([
    [
      'read',
      /^open secrets/,
      (store) => store.get('agentKey'),
      /could not be read: /,
      /; or remove .*secrets\.json, then/,
    ],
    [
      'written',
      /^rename secrets/,
      (store) => store.set('agentKey', new Secret('x')),
      /could not be written: /,
      /, then/,
    ],
    ['removed', /^rm secrets\.json$/, (store) => store.remove('linkToken'), /could not be removed: /, /, then/],
  ])('says why its file could not be %s', async (_, effect, use, message, fix) => {
    const { directory } = await openFresh();
    const store = createSecretStore(directory);
    await store.set('linkToken', new Secret(planted));
    const error = await caught(whileRefused(effect, 'EIO', () => use(store)));
    expect([error.message, error.fix]).toEqual([expect.stringMatching(message), expect.stringMatching(fix)]);
  });

  it('writes nothing where it has nothing to forget', async () => {
    const { directory } = await openFresh();
    const store = createSecretStore(directory);
    await store.set('linkToken', new Secret(planted));
    const before = await stat(directory.file('secrets.json'), { bigint: true });
    await store.remove('agentKey');
    expect((await stat(directory.file('secrets.json'), { bigint: true })).ino).toBe(before.ino);
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
