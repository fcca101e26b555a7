import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAuditLog } from '../../src/files/audit-log.ts';
import { openMigrationDirectory } from '../../src/files/migration-directory.ts';
import { aroundFileEffects } from './file-effects.js';

/*
 * Appends as many lines as it is told to the audit of the directory in its first argument, and says so when it has. Its
 * second argument breaks it on purpose, for a law that has to notice it.
 */
const [, , path, mutation] = process.argv;

const slowMs = 1;

await aroundFileEffects(async ({ what, act }) => {
  // Nobody is kept from appending by what somebody else has there.
  if (mutation === 'no-lock' && what === 'symlink events.ndjson.lock') return undefined;
  // After the end was read, so that two who are not kept apart do meet.
  if (what === 'appendFile events.ndjson') await sleep(slowMs);
  return act();
});

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const directory = await openMigrationDirectory(path, { uid: process.getuid?.(), warn: () => {} });
const clock = { now: () => new Date(), sleep: (ms) => sleep(ms) };
const audit = createAuditLog(directory, { clock, user: 'me', host: hostname(), pid: process.pid, isAlive });

process.send('ready');
process.on('message', async (count) => {
  for (let line = 1; line <= count; line += 1)
    await audit.append({ kind: 'decision', decision: `${process.pid} ${line}` });
  process.send('done');
});
