import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { installedLine } from '../../../src/core/install-outcome.ts';
import { Secret } from '../../../src/core/secret.ts';
import { runOverSsh } from '../../../src/processes/remote-shell.ts';

const done = `echo '${installedLine('mig01')}'`;

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
    await run(`printf '%s' "$MMS_API_KEY" > "${place}/key"\necho more\n${done}\n`);
    expect(readFileSync(join(place, 'key'), 'utf8')).toBe("k'e y$1");
    expect(readFileSync(join(place, 'arguments'), 'utf8')).not.toContain("k'e y");
  });

  it.each([
    ['nothing', 'true', /ended without saying/],
    ['something else', 'echo all went well', /ended without saying.*\nall went well/s],
    ['it before its end', `${done}; echo more`, /ended without saying/],
    ['it, and fails', `${done}; exit 4`, /failed \(4\)/],
    ['it on the other stream', `${done} >&2`, /ended without saying/],
    ['nothing, because a command has read the rest of it', `cat >/dev/null\n${done}`, /ended without saying/],
  ])('does not take it for done when the script says %s', async (_, script, message) => {
    await expect(run(script)).rejects.toMatchObject({ kind: 'step-failed', message: expect.stringMatching(message) });
  });

  it('leaves a host alone that belongs to others', async () => {
    const script = 'echo "livemig: refused: the agent belongs to project a, not to project b." >&2; exit 3';
    await expect(run(script)).rejects.toMatchObject({
      kind: 'blocked',
      message: expect.stringContaining('belongs to project a, not to project b'),
      fix: expect.stringContaining('--take-over'),
    });
  });

  it.each([
    ['https_proxy', { https_proxy: 'http://a:3128', no_proxy: 'b' }, 'http://a:3128 b'],
    ['HTTPS_PROXY', { HTTPS_PROXY: 'http://a:3128' }, 'http://a:3128 '],
    ['none', {}, ' '],
  ])('brings the proxy of the environment there past sudo: %s', async (_, env, seen) => {
    command('id', 'echo 1000');
    command('sudo', 'shift; unset https_proxy HTTPS_PROXY no_proxy; exec "$@"');
    const unset = { https_proxy: undefined, HTTPS_PROXY: undefined, no_proxy: undefined, NO_PROXY: undefined };
    for (const [name, value] of Object.entries({ ...unset, ...env })) vi.stubEnv(name, value);
    await run(`echo "$https_proxy $no_proxy" > "${place}/proxy"; ${done}`);
    vi.unstubAllEnvs();
    expect(readFileSync(join(place, 'proxy'), 'utf8')).toBe(`${seen}\n`);
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
