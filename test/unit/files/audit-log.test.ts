import { appendFile, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createAuditLog } from '../../../src/files/audit-log.ts';
import { openFresh } from './temporary-directory.ts';

const time = '2026-01-01T00:00:00.000Z';
const options = { clock: { now: () => new Date(time) }, user: 'ann', host: 'here', pid: 12 };
const head = { time, user: 'ann', host: 'here', pid: 12 };

function parsed(text: string): unknown[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('audit log', () => {
  it('says who, where, when and what, one line each, for the owner only', async () => {
    const { directory } = await openFresh();
    const log = createAuditLog(directory, options);
    await log.append({ kind: 'command', command: 'livemig link' });
    await log.append({ kind: 'request', method: 'POST', path: '/orgs/1/linkTokens', status: 201 });
    expect(parsed(await readFile(directory.file('events.ndjson'), 'utf8'))).toEqual([
      { ...head, kind: 'command', command: 'livemig link' },
      { ...head, kind: 'request', method: 'POST', path: '/orgs/1/linkTokens', status: 201 },
    ]);
    if (process.platform !== 'win32') {
      expect((await stat(directory.file('events.ndjson'))).mode & 0o777).toBe(0o600);
    }
  });

  it('keeps the order of entries that were not waited for', async () => {
    const { directory } = await openFresh();
    const log = createAuditLog(directory, options);
    const names = Array.from({ length: 30 }, (_, index) => `decision ${index}`);
    await Promise.all(names.map((decision) => log.append({ kind: 'decision', decision })));
    const lines = parsed(await readFile(directory.file('events.ndjson'), 'utf8'));
    expect(lines).toEqual(names.map((decision) => ({ ...head, kind: 'decision', decision })));
  });

  it('starts on a fresh line after a line that a crash has cut off', async () => {
    const { directory } = await openFresh();
    const log = createAuditLog(directory, options);
    await log.append({ kind: 'decision', decision: 'first' });
    await appendFile(directory.file('events.ndjson'), '{"time":"2026-');
    await log.append({ kind: 'decision', decision: 'second' });
    const lines = (await readFile(directory.file('events.ndjson'), 'utf8')).split('\n');
    expect(lines).toEqual([
      JSON.stringify({ ...head, kind: 'decision', decision: 'first' }),
      '{"time":"2026-',
      JSON.stringify({ ...head, kind: 'decision', decision: 'second' }),
      '',
    ]);
  });

  it('keeps an entry with line breaks on one line', async () => {
    const { directory } = await openFresh();
    await createAuditLog(directory, options).append({ kind: 'decision', decision: 'one\ntwo\r\n' });
    expect((await readFile(directory.file('events.ndjson'), 'utf8')).split('\n')).toHaveLength(2);
  });

  it('says what was not recorded', async () => {
    const { directory } = await openFresh();
    await mkdir(directory.file('events.ndjson'), { recursive: true });
    const appending = createAuditLog(directory, options).append({
      kind: 'step',
      step: 'link.create-token',
      state: 'started',
    });
    await expect(appending).rejects.toMatchObject({
      kind: 'state-file',
      code: 'AUDIT_NOT_WRITTEN',
      message: expect.stringContaining('Not recorded: step link.create-token started'),
    });
  });

  it('does not write through a symbolic link', async () => {
    const { parent, directory } = await openFresh();
    await directory.prepare();
    await writeFile(`${parent}/outside`, 'untouched');
    await symlink(`${parent}/outside`, directory.file('events.ndjson'));
    const appending = createAuditLog(directory, options).append({ kind: 'decision', decision: 'x' });
    await expect(appending).rejects.toMatchObject({ code: 'AUDIT_NOT_WRITTEN' });
    expect(await readFile(`${parent}/outside`, 'utf8')).toBe('untouched');
  });
});
