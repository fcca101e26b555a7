import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { spawn as spawnInTerminal } from '@lydell/node-pty';

const livemig = fileURLToPath(new URL('../../bin/livemig.js', import.meta.url));

/**
 * `livemig` alone as a person meets it who comes back: in a pseudo-terminal, with a sandbox in a process of its own and
 * a journal that has begun. `untilShown` gives the milliseconds from Enter until the screen shows it.
 */
export async function openWizard() {
  const sandbox = spawn(process.execPath, [livemig, 'sandbox', '--json'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: sandbox.stdout }), 'line');
  const directory = await mkdtemp(join(tmpdir(), 'livemig-bench-'));
  const options = { cwd: directory, env: { PATH: process.env.PATH, LANG: 'C.UTF-8', ...JSON.parse(line).env } };
  await promisify(execFile)(process.execPath, [livemig, 'link', '--no-input'], options);
  return {
    untilShown: (wanted) => untilShown(wanted, options),
    close: async () => {
      sandbox.kill('SIGTERM');
      await once(sandbox, 'exit');
      await rm(directory, { recursive: true });
    },
  };
}

async function untilShown(wanted, options) {
  const began = performance.now();
  const terminal = spawnInTerminal(process.execPath, [livemig], { ...options, name: 'xterm-256color', cols: 100 });
  let shown = '';
  const ms = await new Promise((resolve, reject) => {
    terminal.onData((text) => {
      shown += text;
      if (wanted.test(shown)) resolve(performance.now() - began);
    });
    terminal.onExit(() => reject(new Error(`livemig ended without showing ${wanted}:\n${shown}`)));
  });
  const ended = new Promise((resolve) => terminal.onExit(resolve));
  terminal.kill('SIGKILL');
  await ended;
  return ms;
}
