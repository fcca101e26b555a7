import { startMongod } from '../../dist/mongod/start-mongod.js';

/*
 * The embedded MongoDB alone in a process, so that its memory is its own. Tells its URI when it is ready, and for each
 * message after that what memory it takes when the garbage is out; started with --expose-gc.
 */

const user = { username: 'bench', password: 'bench', roles: [{ role: 'root', db: 'admin' }] };
const server = await startMongod({ replicaSet: 'bench', version: '7.0.14', users: [user], now: Date.now });

process.on('message', () => {
  globalThis.gc?.();
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  process.send?.({ rss, used: heapUsed + arrayBuffers });
});
process.on('disconnect', () => process.exit(0));
process.send?.({ uri: server.uri(user.username, user.password) });
