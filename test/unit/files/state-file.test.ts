import { chmod, mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { done, emptyJournal, type Journal, started, submitted, withInputs } from '../../../src/core/journal.ts';
import { createStateStore, parseJournal } from '../../../src/files/state-file.ts';
import { caught } from '../../support/caught.ts';
import { whileRefused } from '../../support/refused-effect.ts';
import { openFresh } from '../../support/temporary-directory.ts';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
const empty = emptyJournal(at(0));
const journal: Journal = submitted(
  done(withInputs(empty, { manager: 'cloud-manager' }), 'link.create-token', { id: 'a1' }, at(1)),
  'start.create-migration',
  { liveMigrationId: '6296fb4c7c7aa997cf94e9a8' },
  at(2),
);

describe('state file', () => {
  it('brings back what was saved', async () => {
    const { directory } = await openFresh();
    await createStateStore(directory).save(journal);
    expect(await createStateStore(directory).load()).toEqual(journal);
  });

  it('is written for people, for the owner only, and leaves nothing else behind', async () => {
    const { directory } = await openFresh();
    const store = createStateStore(directory);
    await store.save(empty);
    await store.save(journal);
    const written = await readFile(directory.file('state.json'), 'utf8');
    const { checksum, ...content } = JSON.parse(written);
    expect(content).toEqual(journal);
    expect(written).toBe(`${JSON.stringify({ ...journal, checksum }, null, 2)}\n`);
    expect((await readdir(directory.path)).toSorted()).toEqual(['.gitignore', 'state.json']);
    if (process.platform !== 'win32') {
      expect((await stat(directory.file('state.json'))).mode & 0o777).toBe(0o600);
    }
  });

  it('ends with the last of many saves that were not waited for', async () => {
    const { directory } = await openFresh();
    const store = createStateStore(directory);
    const journals = Array.from({ length: 20 }, (_, index) => withInputs(empty, { run: String(index) }));
    await Promise.all(journals.map((each) => store.save(each)));
    expect((await store.load())?.inputs).toEqual({ run: '19' });
  });

  it('replaces what a killed run left unfinished', async () => {
    const { directory } = await openFresh();
    await directory.prepare();
    await writeFile(directory.file('state.json.tmp'), '{"schemaVer');
    await createStateStore(directory).save(journal);
    expect((await readdir(directory.path)).toSorted()).toEqual(['.gitignore', 'state.json']);
  });

  const text = JSON.stringify(journal);
  it.each([
    ['empty', '', 'STATE_FILE_BROKEN'],
    ['blank', ' \n', 'STATE_FILE_BROKEN'],
    ['truncated', text.slice(0, -20), 'STATE_FILE_BROKEN'],
    ['not JSON', 'hello', 'STATE_FILE_BROKEN'],
    ['full of zeros', '\0'.repeat(100), 'STATE_FILE_BROKEN'],
    ['null', 'null', 'STATE_FILE_INVALID'],
    ['another object', '{}', 'STATE_FILE_INVALID'],
    ['an older version than any', text.replace('"schemaVersion":1', '"schemaVersion":0'), 'STATE_FILE_INVALID'],
    ['a newer version', text.replace('"schemaVersion":1', '"schemaVersion":2'), 'STATE_FILE_TOO_NEW'],
    ['a newer version of another shape', '{"schemaVersion":7,"phases":[]}', 'STATE_FILE_TOO_NEW'],
  ])('is refused when it is %s', async (_, content, code) => {
    const { directory } = await openFresh();
    await directory.prepare();
    await writeFile(directory.file('state.json'), content);
    const store = createStateStore(directory);
    await expect(store.load()).rejects.toMatchObject({ kind: 'state-file', code });
  });

  it.each([
    ['empty', '', 'is empty'],
    ['blank', ' \n', 'is empty'],
    ['cut off', '{', 'is not complete JSON, it was cut off or edited'],
    ['no object', 'null', 'does not fit: the whole file: '],
    ['newer', '{"schemaVersion":7}', 'has schema version 7; this livemig reads version 1.'],
  ])('says what is wrong with it, where it is %s', (_, content, what) => {
    expect(() => parseJournal(content, 'state.json')).toThrow(`The state file state.json ${what}`);
  });

  it('says how to go on from what the audit knows, with one sentence for each case', () => {
    expect(() => parseJournal('', 'here/state.json')).toThrow(
      expect.objectContaining({
        fix: expect.stringMatching(
          /^Put back .* have one\. Otherwise move here\/state\.json away and look in .*"migrationId"\. If there is one,/,
        ),
      }),
    );
  });

  it('is told with the words of the system, and what to change, where it cannot be read or written', async () => {
    const { directory } = await openFresh();
    const store = createStateStore(directory);
    await store.save(journal);
    const path = directory.file('state.json');
    expect(await caught(whileRefused(/^open state/, 'EIO', () => store.load()))).toMatchObject({
      ...{ kind: 'state-file', code: 'STATE_FILE_UNREADABLE' },
      message: `The state file ${path} could not be read: the disk reports an error (EIO). livemig will not guess what has been done.`,
      fix: 'Have the disk checked, then run the same command again.',
    });
    expect(await caught(whileRefused(/^rename state/, 'EIO', () => store.save(journal)))).toMatchObject({
      message: expect.stringMatching(
        /state\.json could not be written: the disk reports an error \(EIO\)\. Not recorded: /,
      ),
      fix: 'Keep this message. Have the disk checked, then run the same command again.',
    });
  });

  it('names the field that does not fit, and how to go on without creating a second migration', () => {
    const broken = text.replace('"state":"submitted"', '"state":"finished"');
    expect(() => parseJournal(broken, '.livemig/state.json')).toThrow(/steps\.start\.create-migration\.state/);
    expect(() => parseJournal(broken, '.livemig/state.json')).toThrow(
      expect.objectContaining({ fix: expect.stringContaining('--adopt-migration') }),
    );
  });

  it('is refused when it was changed, and read again once whoever changed it takes the checksum out', async () => {
    const { directory } = await openFresh();
    const store = createStateStore(directory);
    await store.save(journal);
    const edited = (await readFile(directory.file('state.json'), 'utf8')).replace('"id": "a1"', '"id": "a2"');
    expect(() => parseJournal(edited, 'state.json')).toThrow(
      expect.objectContaining({
        code: 'STATE_FILE_CHANGED',
        fix: expect.stringContaining('remove the line "checksum"'),
      }),
    );
    const unsealed = edited.replace(/,\s*"checksum": "\w+"/, '');
    expect(parseJournal(unsealed, 'state.json').steps['link.create-token']).toMatchObject({ receipt: { id: 'a2' } });
  });

  it('is refused where a directory has its name', async () => {
    const { directory } = await openFresh();
    await mkdir(directory.file('state.json'), { recursive: true });
    const store = createStateStore(directory);
    await expect(store.load()).rejects.toMatchObject({ kind: 'state-file', code: 'STATE_FILE_UNREADABLE' });
    await expect(store.save(journal)).rejects.toMatchObject({ kind: 'state-file', code: 'STATE_FILE_NOT_WRITTEN' });
  });

  it('is neither read nor written through a symbolic link', async () => {
    const { parent, directory } = await openFresh();
    await directory.prepare();
    await writeFile(`${parent}/outside.json`, text);
    await symlink(`${parent}/outside.json`, directory.file('state.json'));
    const store = createStateStore(directory);
    await expect(store.load()).rejects.toMatchObject({ code: 'STATE_FILE_UNREADABLE' });
    await expect(store.save(empty)).rejects.toMatchObject({ code: 'STATE_FILE_NOT_WRITTEN' });
    expect(await readFile(`${parent}/outside.json`, 'utf8')).toBe(text);
  });

  it('says what was not recorded when it cannot be written, and keeps the old content', async () => {
    const { directory } = await openFresh();
    const store = createStateStore(directory);
    await store.save(empty);
    await rename(directory.path, `${directory.path}-gone`);
    await expect(store.save(journal)).rejects.toMatchObject({
      kind: 'state-file',
      code: 'STATE_FILE_NOT_WRITTEN',
      message: expect.stringContaining(
        'Not recorded: start.create-migration submitted with {"liveMigrationId":"6296fb4c7c7aa997cf94e9a8"}',
      ),
    });
    await rename(`${directory.path}-gone`, directory.path);
    expect(await store.load()).toEqual(empty);
  });

  it('goes on writing after a save that failed', async () => {
    const { directory } = await openFresh();
    const store = createStateStore(directory);
    await mkdir(directory.file('state.json'), { recursive: true });
    await expect(store.save(empty)).rejects.toMatchObject({ code: 'STATE_FILE_NOT_WRITTEN' });
    await rm(directory.file('state.json'), { recursive: true });
    await store.save(started(empty, 'link.create-token', at(1)));
    expect((await store.load())?.steps).toHaveProperty(['link.create-token', 'state'], 'started');
  });

  // Root may read and write everything, so permissions can only be tested as another user.
  it.runIf(process.getuid !== undefined && process.getuid() !== 0)('is refused when it may not be read', async () => {
    const { directory } = await openFresh();
    const store = createStateStore(directory);
    await store.save(journal);
    await chmod(directory.file('state.json'), 0o000);
    await expect(store.load()).rejects.toMatchObject({ code: 'STATE_FILE_UNREADABLE' });
  });
});
