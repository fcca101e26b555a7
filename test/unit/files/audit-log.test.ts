import { appendFile, mkdir, readdir, readFile, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { auditLine } from '../../../src/core/audit.ts';
import type { AuditLog } from '../../../src/core/ports.ts';
import { createAuditLog } from '../../../src/files/audit-log.ts';
import { caught } from '../../support/caught.ts';
import { whileRefused } from '../../support/refused-effect.ts';
import { openFresh } from '../../support/temporary-directory.ts';
import { realClock } from '../../support/test-ports.ts';

const time = '2026-01-01T00:00:00.000Z';
const clock = { ...realClock, now: () => new Date(time) };
const options = { clock, user: 'ann', host: 'here', pid: 12, isAlive: () => true };
const head = { time, user: 'ann', host: 'here', pid: 12 };

const hash = /^[0-9a-f]{64}$/;

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
      { ...head, kind: 'command', command: 'livemig link', prev: expect.stringMatching(hash) },
      {
        ...head,
        kind: 'request',
        method: 'POST',
        path: '/orgs/1/linkTokens',
        status: 201,
        prev: expect.stringMatching(hash),
      },
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
    expect(await log.read()).toEqual(
      names.map((decision, index) => ({
        entry: { ...head, kind: 'decision', decision },
        line: index + 1,
        chain: 'chained',
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      })),
    );
  });

  it('starts on a fresh line after a line that a crash has cut off', async () => {
    const { directory } = await openFresh();
    const log = createAuditLog(directory, options);
    await log.append({ kind: 'decision', decision: 'first' });
    await appendFile(directory.file('events.ndjson'), '{"time":"2026-');
    await log.append({ kind: 'decision', decision: 'second' });
    const content = await readFile(directory.file('events.ndjson'), 'utf8');
    expect(content.split('\n').slice(1)).toEqual([
      '{"time":"2026-',
      auditLine(head, { kind: 'decision', decision: 'second' }, Buffer.from('{"time":"2026-')),
      '',
    ]);
  });

  it('goes on from what is there, whoever has written it', async () => {
    const { directory } = await openFresh();
    const [mine, other] = [createAuditLog(directory, options), createAuditLog(directory, { ...options, pid: 13 })];
    await mine.append({ kind: 'decision', decision: 'mine' });
    await other.append({ kind: 'decision', decision: 'of the other' });
    await mine.append({ kind: 'decision', decision: 'mine again' });
    expect((await mine.read()).map(({ chain }) => chain)).toEqual(['chained', 'chained', 'chained']);
  });

  it('does not chain over what it did not find, so that a cut is not mended', async () => {
    const { directory } = await openFresh();
    const log = createAuditLog(directory, options);
    for (const decision of ['one', 'two', 'three']) await log.append({ kind: 'decision', decision });
    const [first = '', , third = ''] = (await readFile(directory.file('events.ndjson'), 'utf8')).split('\n');
    await writeFile(directory.file('events.ndjson'), `${first}\n${third}\n`);
    await log.append({ kind: 'decision', decision: 'four' });
    expect((await log.read()).map(({ chain }) => chain)).toEqual(['chained', 'broken', 'chained']);
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

  it.each<[string, RegExp, (log: AuditLog) => Promise<unknown>, string]>([
    [
      'written',
      /^sync events/,
      (log) => log.append({ kind: 'step', step: 'link.create-token', state: 'submitted', receipt: { id: 'a' } }),
      'Not recorded: step link.create-token submitted {"id":"a"}.',
    ],
    ['read', /^open events/, (log) => log.read(), 'livemig will not guess what has been done.'],
  ])('says why it could not be %s, and does not tell anybody to move it away', async (verb, effect, use, end) => {
    const { directory } = await openFresh();
    const log = createAuditLog(directory, options);
    await log.append({ kind: 'decision', decision: 'one' });
    expect(await caught(whileRefused(effect, 'EIO', () => use(log)))).toMatchObject({
      kind: 'state-file',
      message: `The audit log ${directory.file('events.ndjson')} could not be ${verb}: the disk reports an error (EIO). ${end}`,
      fix: 'Have the disk checked, then run the same command again.',
    });
  });

  it('says what its file may know, before anybody moves away what is in its place', async () => {
    const { directory } = await openFresh();
    const path = directory.file('events.ndjson');
    await mkdir(path, { recursive: true });
    expect((await caught(createAuditLog(directory, options).read())).fix).toMatch(
      new RegExp(`^Put back .* have one\\. Otherwise move ${path} away and .*; if it names a "migrationId"`),
    );
  });

  it('has no lines where there is no file, and creates none by reading', async () => {
    const { parent, directory } = await openFresh();
    expect(await createAuditLog(directory, options).read()).toEqual([]);
    expect(await readdir(parent)).toEqual([]);
  });

  it.each<[string, (path: string) => Promise<unknown>, string]>([
    ['a symbolic link', (path) => symlink('elsewhere', path), 'is not a regular file'],
    ['a directory', (path) => mkdir(path), 'is not a regular file'],
    [
      'a file of 200 MB',
      (path) => writeFile(path, '').then(() => truncate(path, 200_000_000)),
      'is larger than 16 MiB',
    ],
  ])('does not read %s, and says what to do', async (_, place, what) => {
    const { directory } = await openFresh();
    await directory.prepare();
    const path = directory.file('events.ndjson');
    await place(path);
    await expect(createAuditLog(directory, options).read()).rejects.toMatchObject({
      kind: 'state-file',
      code: 'AUDIT_NOT_READABLE',
      message: expect.stringContaining(`${path} ${what}`),
      fix: expect.stringContaining(`move ${path} away`),
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
