import { appendFile, chmod, mkdir, readdir, readFile, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Difference } from '../../../src/core/verification/difference.ts';
import type { MigrationDirectory } from '../../../src/files/migration-directory.ts';
import { createVerifyJournal } from '../../../src/files/verify-journal.ts';
import { caught } from '../../support/caught.ts';
import { whileRefused } from '../../support/refused-effect.ts';
import { openFresh } from '../../support/temporary-directory.ts';
import { begun, compared, ended, oneDifference, proved } from '../../support/verify-entries.ts';

async function fresh() {
  const { directory } = await openFresh();
  const open = () => createVerifyJournal(directory);
  return { directory, open, journal: open(), path: directory.file('journal.ndjson') };
}

const listed = async (directory: MigrationDirectory) =>
  (await readFile(directory.file('differences.ndjson'), 'utf8'))
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

const other: Difference = { ...oneDifference, id: '2' };

describe('the journal of a verification', () => {
  it('has nothing to tell, and makes nothing, before anything is written', async () => {
    const { journal, directory } = await fresh();
    expect(await journal.entries()).toEqual([]);
    expect(await readdir(directory.file('..'))).toEqual([]);
  });

  it('tells what was appended, also to another run', async () => {
    const { journal, open } = await fresh();
    const entries = [begun(0), proved(1), compared(2, 'a.b', 0, 7), ended(3, 'done')];
    for (const entry of entries) await journal.append(entry);
    expect(await open().entries()).toEqual(entries);
    expect(await journal.entries()).toEqual(entries);
  });

  it('lists only what was found since it began anew', async () => {
    const { journal, open, directory } = await fresh();
    const found = (id: string) => {
      const spool = journal.spool();
      spool.add({ ...oneDifference, id });
      return spool;
    };
    await journal.append(begun(0));
    await journal.append(compared(1, 'a.b', 0, 7), found('1'));
    await journal.append(proved(2));
    expect(await listed(directory)).toMatchObject([{ id: '1' }]);
    await journal.append(proved(3, 'somebody has written'));
    expect(await listed(directory)).toEqual([]);
    await journal.append(compared(4, 'a.b', 0, 7), found('2'));
    await open().append(ended(5, 'done'));
    expect(await listed(directory)).toMatchObject([{ id: '2' }]);
  });

  it('is closed to others', async () => {
    const { journal, path, directory } = await fresh();
    await journal.append(begun(0));
    for (const file of [path, directory.file('differences.ndjson')])
      expect((await stat(file)).mode & 0o777).toBe(0o600);
    await chmod(path, 0o622);
    await journal.entries();
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it.each(['{"version":1,"listed":0,"ent', '{"version":1}', '\u00e4'.slice(0, 1)])(
    'leaves out a last line that was cut off as %j, and goes on behind the one before',
    async (half) => {
      const { journal, open, path } = await fresh();
      await journal.append(begun(0));
      await appendFile(path, half);
      expect(await open().entries()).toEqual([begun(0)]);
      await open().append(proved(1));
      expect(await open().entries()).toEqual([begun(0), proved(1)]);
    },
  );

  it('leaves out a last line that only lacks its end: nobody was told that it is there', async () => {
    const { journal, open, path } = await fresh();
    await journal.append(begun(0));
    await journal.append(proved(1));
    await truncate(path, (await stat(path)).size - 1);
    expect(await open().entries()).toEqual([begun(0)]);
  });

  it.each([
    ['no JSON', 'x\n', 'VERIFICATION_BROKEN', /in line 2/],
    [
      'an entry that nobody knows',
      '{"version":1,"listed":0,"entry":{"kind":"x"}}\n',
      'VERIFICATION_BROKEN',
      /in line 2/,
    ],
    ['a newer version', '{"version":2,"more":true}\n', 'VERIFICATION_TOO_NEW', /version 2/],
  ])('is refused with %s in it, and left as it is', async (_, line, code, message) => {
    const { journal, open, path } = await fresh();
    await journal.append(begun(0));
    await appendFile(path, line);
    const text = await readFile(path, 'utf8');
    for (const work of [() => open().entries(), () => open().append(proved(1))]) {
      const error = await caught(work());
      expect([error.code, error.kind, error.message]).toEqual([code, 'state-file', expect.stringMatching(message)]);
    }
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  it.each(['journal.ndjson', 'differences.ndjson'])('follows no link at %s', async (name) => {
    const { open, directory } = await fresh();
    await mkdir(directory.path);
    await writeFile(directory.file('elsewhere'), '');
    await symlink('elsewhere', directory.file(name));
    expect(await caught(open().append(begun(0)))).toMatchObject({
      code: 'VERIFICATION_NOT_WRITTEN',
      message: expect.stringContaining('symbolic link'),
    });
    expect(await readFile(directory.file('elsewhere'), 'utf8')).toBe('');
  });

  it.each(['^appendFile journal.ndjson$', '^sync journal.ndjson$', '^appendFile differences.ndjson$'])(
    'says so where the disk is full at %s, and goes on from what was there before',
    async (effect) => {
      const { journal, open, directory } = await fresh();
      await journal.append(begun(0));
      const append = () => {
        const spool = journal.spool();
        spool.add(oneDifference);
        return journal.append(compared(2, 'a.b', 0, 7), spool);
      };
      const error = await whileRefused(new RegExp(effect), 'ENOSPC', () => caught(append()));
      expect(error).toMatchObject({
        code: 'VERIFICATION_NOT_WRITTEN',
        message: expect.stringContaining('disk is full'),
      });
      await append();
      expect((await open().entries()).at(-1)).toEqual(compared(2, 'a.b', 0, 7));
      expect(await listed(directory)).toEqual([oneDifference]);
    },
  );
});

describe('the list of differences', () => {
  it('holds those of the partitions that were appended, in their order', async () => {
    const { journal, directory } = await fresh();
    const [first, second, third] = [journal.spool(), journal.spool(), journal.spool()];
    first.add(oneDifference);
    second.add(other);
    third.add(other);
    await third.drop();
    await journal.append(compared(1, 'a.b', 1, 1), second);
    await journal.append(compared(2, 'a.b', 0, 1), first);
    await journal.append(compared(3, 'a.b', 2, 1), third);
    expect(await listed(directory)).toEqual([other, oneDifference]);
  });

  it('loses what no entry vouches for when another run goes on', async () => {
    const { journal, open, directory } = await fresh();
    const spool = journal.spool();
    spool.add(oneDifference);
    await journal.append(compared(1, 'a.b', 0, 1), spool);
    await appendFile(directory.file('differences.ndjson'), `${JSON.stringify(other)}\n{"half`);
    await open().append(ended(2, 'stopped'));
    expect(await listed(directory)).toEqual([oneDifference]);
  });

  it('is refused where it has lost some', async () => {
    const { journal, open, directory } = await fresh();
    const spool = journal.spool();
    spool.add(oneDifference);
    await journal.append(compared(1, 'a.b', 0, 1), spool);
    await truncate(directory.file('differences.ndjson'), 3);
    expect((await caught(open().append(ended(2, 'stopped')))).code).toBe('VERIFICATION_BROKEN');
  });

  it('takes as many as there are by way of the disk, and leaves nothing else behind', async () => {
    const { journal, open, directory } = await fresh();
    const spool = journal.spool();
    const many = Array.from({ length: 12_000 }, (_, id) => ({ ...oneDifference, id: `${id}`.padStart(200, '0') }));
    for (const one of many) spool.add(one);
    const left = journal.spool();
    for (const one of many) left.add(one);
    await journal.append(compared(1, 'a.b', 0, 1), spool);
    expect(await listed(directory)).toEqual(many);
    // A run that was killed leaves a spool.
    expect((await readdir(directory.path)).filter((name) => name.startsWith('spool'))).toEqual(['spool-2']);
    await open().append(ended(2, 'stopped'));
    expect((await readdir(directory.path)).toSorted()).toEqual(['.gitignore', 'differences.ndjson', 'journal.ndjson']);
  });

  it('says so where a spool could not be kept, and counts none of it', async () => {
    const { journal, directory } = await fresh();
    await journal.append(begun(0));
    const spool = journal.spool();
    const error = await whileRefused(/^appendFile spool/, 'ENOSPC', async () => {
      for (let id = 0; id < 12_000; id += 1) spool.add({ ...oneDifference, id: `${id}`.padStart(200, '0') });
      return caught(journal.append(compared(1, 'a.b', 0, 1), spool));
    });
    expect(error.code).toBe('VERIFICATION_NOT_WRITTEN');
    expect(await journal.entries()).toEqual([begun(0)]);
    expect(await listed(directory)).toEqual([]);
  });
});
