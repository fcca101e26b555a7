import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';

const root = join(import.meta.dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const [, script = ''] = /```sh\n(livemig sandbox [^`]*trap [^`]*)```/.exec(readme) ?? [];

const Failed = z.object({ code: z.number() });

describe.skipIf(process.platform === 'win32')(
  "the README's script for CI (skipped, because it needs sh, on Windows)",
  () => {
    it.each([
      ['as it stands', '', 0],
      ['with a validation that fails', '--fault validation=disk', 3],
      ['with a migration that fails', '--fault migration=fails-copying', 1],
      ['with a creation whose answer is lost', "--fault 'POST */liveMigrations#1=drop-after'", 5],
    ])('%s ends as it says', async (_, faults, code) => {
      const place = mkdtempSync(join(tmpdir(), 'livemig-ci-'));
      onTestFinished(() => rmSync(place, { recursive: true, force: true }));
      const command = join(place, 'livemig');
      writeFileSync(command, `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'bin/livemig.js')}' "$@"\n`);
      chmodSync(command, 0o755);
      const text = script.replace('livemig sandbox', `livemig sandbox --documents 200 ${faults}`);
      const env = { PATH: `${place}:${process.env.PATH}`, HOME: place };
      const running = promisify(execFile)('sh', ['-e', '-c', text], { cwd: place, env });
      const ended = await running.then(
        () => ({ code: 0 }),
        (error: unknown) => Failed.parse(error),
      );
      expect(ended.code).toBe(code);
    });
  },
);
