import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { programHelp } from '../../src/cli/command-help.ts';
import { testedProgram } from '../support/tested-program.ts';

it('is printed where the pipe is closed early', () => {
  const script = `set -o pipefail; "$0" "$1" help json | head -n 1`;
  expect(execFileSync('bash', ['-c', script, process.execPath, testedProgram], { encoding: 'utf8' })).toMatch(
    /^With --json/,
  );
});

it('is printed in a directory that is not there any more', () => {
  const gone = mkdtempSync(join(tmpdir(), 'livemig-gone-'));
  const script = `cd "$2" && rmdir "$2" && "$0" "$1" --help`;
  const { stdout, stderr, status } = spawnSync('bash', ['-c', script, process.execPath, testedProgram, gone], {
    encoding: 'utf8',
  });
  if (status !== 0) rmdirSync(gone);
  expect({ stdout, stderr, status }).toEqual({ stdout: programHelp(80), stderr: '', status: 0 });
});

it.runIf(existsSync('/dev/full')).each([
  ['--help', 1],
  ['version', 1],
  ['status --json', 1],
  ['link --json --no-input', 2],
])('%s ends in order where nothing can be written, and not as if all were well', (command, code) => {
  const place = mkdtempSync(join(tmpdir(), 'livemig-full-'));
  const script = `cd "$2" && "$0" "$1" ${command} >/dev/full`;
  const { stderr, status } = spawnSync('bash', ['-c', script, process.execPath, testedProgram, place], {
    encoding: 'utf8',
  });
  rmdirSync(place);
  expect(stderr).toBe('Standard output could not be written (ENOSPC: no space left on device, write).\n');
  expect(status).toBe(code);
});
