import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LivemigError } from '../../../src/core/errors.ts';
import { saveTextFile } from '../../../src/files/save-text-file.ts';
import { createMetricsFile } from '../../../src/tell/metrics-file.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const full = new LivemigError({
  kind: 'usage',
  code: 'FILE_NOT_WRITTEN',
  message: 'The disk is full.',
  fix: 'Free some.',
});

describe('the file of the metrics', () => {
  it('holds the newest, and can be read by a collector of another user', async () => {
    const path = join(await temporaryDirectory(), 'livemig.prom');
    const pages = ['livemig_x 1\n', 'livemig_x 2\n', 'livemig_x 3\n'];
    const file = createMetricsFile({
      page: async () => pages.shift() ?? '',
      save: (text) => saveTextFile(path, text, 0o644),
      warn: (message) => expect.fail(message),
    });
    for (let times = 0; times < 5; times += 1) file.refresh();
    await file.end();
    // One for the first, and one for all that came meanwhile.
    expect([await readFile(path, 'utf8'), (await stat(path)).mode & 0o777]).toEqual([
      'livemig_x 2\n',
      0o644 & ~process.umask(),
    ]);
    file.refresh();
    await file.end();
    expect(await readFile(path, 'utf8')).toBe('livemig_x 3\n');
  });

  it('that cannot be written is warned of once, until it can be', async () => {
    const warnings: string[] = [];
    const outcomes = [full, full, undefined, full];
    const file = createMetricsFile({
      page: async () => '',
      save: async () => {
        const error = outcomes.shift();
        if (error !== undefined) throw error;
      },
      warn: (message) => void warnings.push(message),
    });
    for (let times = 0; times < 4; times += 1) {
      file.refresh();
      await file.end();
    }
    const once = 'The disk is full. The metrics in it stay as they were. Free some.';
    expect([warnings, outcomes]).toEqual([[once, once], []]);
  });
});
