import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const livemig = fileURLToPath(new URL('../../bin/livemig.js', import.meta.url));
const putForward = fileURLToPath(new URL('./put-forward.js', import.meta.url));

/**
 * The built `livemig start` follows a migration that stays behind, in a time that is put forward: `hours` of it at its usual
 * pace, or at `pollInterval`. So does `livemig status --watch` with that as the `command`.
 *
 * @returns {Promise<{looks: number, requests: number, ofManager: number, grownMiB: number, keptMiB: number}>} how often it looked,
 * what it asked Atlas and the manager for, by how much its memory grew after the first day, and what its directory holds in the end
 */
export async function followFor(hours, pollInterval, command = ['start']) {
  const sandbox = spawn(process.execPath, [livemig, 'sandbox', '--json', '--speed', '5000', '--fault', 'lag=level'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: sandbox.stdout }), 'line');
  const { env: given } = JSON.parse(line);
  const directory = await mkdtemp(join(tmpdir(), 'livemig-bench-'));
  const counter = await countingDoor(given.LIVEMIG_ATLAS_URL);
  const managerCounter = await countingDoor(given.LIVEMIG_MANAGER_URL);
  const options = { cwd: directory, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] };
  const setUp = {
    PATH: process.env.PATH,
    LANG: 'C.UTF-8',
    ...given,
    LIVEMIG_ATLAS_URL: counter.url,
    LIVEMIG_MANAGER_URL: managerCounter.url,
  };
  for (const args of [['link'], ['provision'], ['start', '--detach']])
    await ended(fork(livemig, [...args, '--no-input'], { ...options, env: setUp }), 0);
  // The connection strings are left out: what is looked at besides Atlas is no request to it.
  const { LIVEMIG_SOURCE_URI: _, LIVEMIG_DESTINATION_URI: __, LIVEMIG_POLL_INTERVAL: ___, ...env } = setUp;
  if (pollInterval !== undefined) env.LIVEMIG_POLL_INTERVAL = pollInterval;
  for (const { reset } of [counter, managerCounter]) reset();
  const memory = [];
  const child = fork(livemig, [...command, '--no-input', '--timeout', `${hours}h`], {
    ...options,
    env,
    execArgv: ['--expose-gc', '--import', putForward],
  });
  child.on('message', ({ bytes }) => memory.push(bytes));
  await ended(child, 8);
  const kept = await bytesIn(directory);
  sandbox.kill('SIGTERM');
  await once(sandbox, 'exit');
  for (const { close } of [counter, managerCounter]) await close();
  await rm(directory, { recursive: true });
  const mebi = 1024 ** 2;
  return {
    ...counter.counts(),
    ofManager: managerCounter.counts().requests,
    grownMiB: ((memory.at(-1) ?? 0) - (memory[0] ?? 0)) / mebi,
    keptMiB: kept / mebi,
  };
}

async function ended(child, wanted) {
  const [code] = await once(child, 'exit');
  if (code !== wanted)
    throw new Error(`${child.spawnargs.slice(1).join(' ')} ended with ${code}, and not with ${wanted}`);
}

/** Passes on whatever comes to an API, and counts it; a look is an answer about the migration that is followed. */
async function countingDoor(to) {
  let [looks, requests] = [0, 0];
  const door = createServer((incoming, outgoing) => {
    const { method, url = '/', headers } = incoming;
    const onward = request(new URL(url, to), { method, headers }, (answer) => {
      requests += 1;
      if (method === 'GET' && /liveMigrations\/[0-9a-f]{24}$/.test(url) && answer.statusCode === 200) looks += 1;
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(onward);
  });
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  return {
    url: `http://127.0.0.1:${door.address().port}`,
    reset: () => {
      [looks, requests] = [0, 0];
    },
    counts: () => ({ looks, requests }),
    close: async () => {
      door.closeAllConnections();
      await new Promise((resolve) => door.close(resolve));
    },
  };
}

async function bytesIn(directory) {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const sizes = entries.map(async (entry) =>
    entry.isFile() ? (await stat(join(entry.parentPath, entry.name))).size : 0,
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
