import { startMongod } from '../../src/mongod/start-mongod.ts';

/*
 * The embedded MongoDB alone in a process, so that its memory is its own. Tells its URI when it is ready, and when it is
 * asked the processor time that it has taken (us) or the memory that it takes when the garbage is out; started with
 * --expose-gc.
 */

const user = { username: 'bench', password: 'bench', roles: [{ role: 'root', db: 'admin' }] };
const server = await startMongod({ replicaSet: 'bench', version: '7.0.14', users: [user], now: Date.now });

function processorTime() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

function memory() {
  globalThis.gc?.();
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  return { rss, used: heapUsed + arrayBuffers };
}

process.on('message', (what) => process.send?.(what === 'memory' ? memory() : processorTime()));
process.on('disconnect', () => process.exit(0));
process.send?.({ uri: server.uri(user.username, user.password) });
