import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../../../src/core/secret.ts';
import { runOverSsh } from '../../../src/processes/remote-shell.ts';

// A stand-in for ssh runs what it is given on this machine, as the shell at the other end would.
describe.skipIf(process.platform === 'win32')('runOverSsh', () => {
  const path = process.env.PATH;
  let place: string;

  beforeEach(() => {
    place = mkdtempSync(join(tmpdir(), 'livemig-ssh-'));
    command('ssh', `printf '%s\\n' "$@" > "${place}/arguments"\nwhile [ "$1" != -- ]; do shift; done\nexec sh -c "$3"`);
    command('sudo', 'shift; exec "$@"');
    process.env.PATH = `${place}:${path}`;
  });
  afterEach(() => {
    process.env.PATH = path;
    rmSync(place, { recursive: true });
  });

  function command(name: string, body: string): void {
    writeFileSync(join(place, name), `#!/bin/sh\n${body}\n`);
    chmodSync(join(place, name), 0o755);
  }

  const run = (script: string, signal = new AbortController().signal) =>
    runOverSsh('root@mig01', script, new Secret("k'e y$1"), false, signal);

  it.each([
    ['root', 'echo 0'],
    ['somebody who may sudo', 'echo 1000'],
  ])('hands the key and the script over by standard input, as %s', async (_, id) => {
    command('id', id);
    await run(`printf '%s' "$MMS_API_KEY" > "${place}/key"\necho more\n`);
    expect(readFileSync(join(place, 'key'), 'utf8')).toBe("k'e y$1");
    expect(readFileSync(join(place, 'arguments'), 'utf8')).not.toContain("k'e y");
  });

  it('says what came back when it fails', async () => {
    await expect(run('echo no package for this system >&2; exit 3')).rejects.toMatchObject({
      code: 'SSH_FAILED',
      message: expect.stringMatching(/root@mig01 failed \(3\):\s*no package for this system/u),
    });
  });

  it('says so when there is no ssh', async () => {
    process.env.PATH = '/nowhere';
    await expect(run('true')).rejects.toMatchObject({ code: 'SSH_FAILED' });
  });

  it('is ended by an interruption, with its reason', async () => {
    const controller = new AbortController();
    const running = run('sleep 30', controller.signal);
    controller.abort(new Error('Ctrl-C'));
    await expect(running).rejects.toThrow('Ctrl-C');
  });
});
