import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openMigrationFiles } from '../../../src/files/migration-files.ts';
import { makeTemporaryDirectory } from '../../../src/files/temporary-directory.ts';
import { caught } from '../../support/caught.ts';
import { realClock } from '../../support/test-ports.ts';

const place = mkdtempSync(join(tmpdir(), 'livemig-places-'));
writeFileSync(join(place, 'file'), '');
symlinkSync(join(place, 'loop'), join(place, 'loop'));
afterAll(() => rmSync(place, { recursive: true }));

const unusable: readonly (readonly [why: string, path: string])[] = [
  ['a part of it is a file', join(place, 'file', 'below')],
  ['it is a file', join(place, 'file')],
  ['it is a device', '/dev/null'],
  ['it leads to itself', join(place, 'loop')],
  ['a part of it leads to itself', join(place, 'loop', 'below')],
  ['a name is too long', join(place, 'a'.repeat(300))],
  ['it is too long altogether', join(place, 'a/'.repeat(3_000))],
  ['it holds a NUL', join(place, 'a\0b')],
  ['the system makes no directories there', '/proc/livemig/below'],
];

describe('a place that cannot be used is told, with what to change', () => {
  it.each(unusable)('--dir, where %s', async (_, path) => {
    const owner = { pid: process.pid, host: hostname(), user: 'tester', uid: process.getuid?.() };
    const used = async () => {
      const files = await openMigrationFiles(path, { ...owner, clock: realClock, isAlive: () => true, warn: () => {} });
      await files.lock.acquire('link');
    };
    expect((await caught(used())).fix).toMatch(/--dir/);
  });

  it.each([...unusable, ['it does not exist', join(place, 'absent')] as const])('TMPDIR, where %s', async (_, path) => {
    const error = await caught(makeTemporaryDirectory(path));
    expect([error.kind, error.fix]).toEqual(['usage', expect.stringContaining('TMPDIR')]);
  });
});
