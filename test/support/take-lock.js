import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { openMigrationFiles } from '../../src/files/migration-files.ts';
import { aroundFileEffects } from './file-effects.js';

/*
 * Takes and releases the lock of the directory in its first argument, on behalf of the process that it is told of: so
 * that an owner may be killed without the cost of a new program. The disk is slow where a lock changes hands, so that
 * takers do meet.
 */
const [, , directory, mutation] = process.argv;
const slowMs = 2;

await aroundFileEffects(async ({ name, what, act }) => {
  if (/^(rename|link) lock/.test(what)) await pause(slowMs);
  // For proving that the law can fail: nobody is kept from the claim that somebody holds.
  if (mutation === 'no-claim' && name === 'link' && /lock\.[0-9a-f]{16}$/.test(what)) return undefined;
  return act();
});

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const uid = process.getuid?.();
const opener = {
  host: hostname(),
  user: 'taker',
  uid,
  clock: { now: () => new Date(), sleep: pause },
  isAlive,
  warn: () => {},
};

process.on('message', async (pid) => {
  const { lock } = await openMigrationFiles(directory, { ...opener, pid });
  try {
    await lock.acquire('livemig start');
    process.send({ taken: true });
  } catch ({ code, message }) {
    process.send({ taken: false, code, message });
  }
});
