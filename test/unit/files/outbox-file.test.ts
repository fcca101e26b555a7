import { appendFile, chmod, mkdir, readFile, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type OutboxLine, outboxOf } from '../../../src/core/following/outbox.ts';
import { createOutboxFile } from '../../../src/files/outbox-file.ts';
import { caught } from '../../support/caught.ts';
import { openFresh } from '../../support/temporary-directory.ts';

const at = '2026-01-18T12:00:00.000Z';
const owed = (id: string, message = 'It is ready.'): OutboxLine => {
  const happening = { id, name: 'ready', at, migrationId: 'm', destination: 'Billing0', message } as const;
  return { kind: 'owed', happening, to: ['webhook'] };
};
const told = (id: string): OutboxLine => ({ kind: 'told', id, to: 'webhook', at });

async function fresh() {
  const { directory, warnings } = await openFresh();
  const open = () => createOutboxFile(directory);
  return { directory, warnings, open, path: directory.file('outbox.ndjson') };
}

describe('the file of the outbox', () => {
  it('says nothing, and is not made, before anything is owed', async () => {
    const { directory, open } = await fresh();
    expect(await open().load()).toEqual([]);
    await expect(stat(directory.path)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('tells another run what was appended, and is closed to others', async () => {
    const { open, path, warnings } = await fresh();
    const store = open();
    await Promise.all([store.append(owed('1')), store.append(told('1')), store.append(owed('2'))]);
    expect(await open().load()).toEqual([owed('1'), told('1'), owed('2')]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await chmod(path, 0o622);
    await open().load();
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(warnings).toEqual([expect.stringContaining('outbox.ndjson could be written by other users')]);
  });

  it('loses no line but the last one, wherever that was cut off', async () => {
    const { open, path, warnings } = await fresh();
    await open().append(owed('1'));
    await open().append(owed('2', 'Größe'));
    const [whole, first] = [await readFile(path), `${JSON.stringify(owed('1'))}\n`.length];
    for (let length = first; length < whole.length; length += 9) {
      await writeFile(path, whole);
      await truncate(path, length);
      expect(await open().load()).toEqual([owed('1')]);
      await open().append(told('1'));
      expect((await open().load()).at(-1)).toEqual(told('1'));
    }
    expect(warnings.length).toBeGreaterThan(0);
  });

  it.each(['x', '{}', '{"kind":"owed"}', 'null', '{"kind":"newer"}'])(
    "goes on past a line %j that is not livemig's, and says so once",
    async (line) => {
      const { open, path, warnings } = await fresh();
      await open().append(owed('1'));
      await appendFile(path, `${line}\n\n`);
      await open().append(owed('2'));
      expect(await open().load()).toEqual([owed('1'), owed('2')]);
      expect(warnings).toEqual([
        `${path} has a line that is not as livemig wrote it: somebody may be told of something twice, or not at all.`,
      ]);
    },
  );

  it('is written anew once it is long, and comes to the same', async () => {
    const { open, path } = await fresh();
    const ids = Array.from({ length: 800 }, (_, index) => String(index));
    const lines = [...ids.flatMap((id) => [owed(id, 'x'.repeat(300)), told(id)]), owed('open')];
    await open().append(owed('0'));
    await writeFile(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const before = (await stat(path)).size;
    const [once, twice] = [await open().load(), await open().load()];
    expect([outboxOf(twice), outboxOf(once)]).toEqual([outboxOf(lines), outboxOf(lines)]);
    expect((await stat(path)).size).toBeLessThan(before / 4);
  });

  it('is refused where its name is that of a link', async () => {
    const { directory, open, path } = await fresh();
    await mkdir(directory.path);
    await symlink('elsewhere', path);
    for (const work of [open().load(), open().append(owed('1'))])
      expect(await caught(work)).toMatchObject({ kind: 'state-file', code: 'OUTBOX_NOT_USABLE' });
  });
});
