import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { openMigrationDirectory } from '../../src/files/migration-directory.ts';
import { createRecheckQueue } from '../../src/files/recheck-queue.ts';
import { changeFeed } from '../../src/mongo/verify/change-feed.ts';
import { pinServer } from '../../src/mongo/verify/pinned-server.ts';
import { follow } from '../../src/verify/following/follow.ts';

/*
 * Follows what two servers tell, in a process of its own: `node change-reader.js PORT PORT`. All of it goes to the disk and
 * comes back, and each document is looked at on both sides, which hold it in memory. Tells how many documents were looked
 * at, the processor time that it took (us) and how far its memory grew (bytes).
 */

const clients = process.argv
  .slice(2)
  .map((port) => new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`));
const time = { seconds: 1, increment: 1 };
/** About 200 bytes behind the `_id`. */
const filling = Buffer.concat([
  Buffer.from('\x02text\0'),
  Buffer.from([193, 0, 0, 0]),
  Buffer.alloc(192, 'x'),
  Buffer.of(0),
]);

function documentOf(identity) {
  const document = Buffer.concat([identity.subarray(0, -1), filling, Buffer.of(0)]);
  document.writeInt32LE(document.length, 0);
  return document;
}

let end = { seconds: 0, increment: 0 };
const [source, destination] = clients.map((client) => ({
  changes: (since) => {
    const server = pinServer({ client, uri: '', patienceMs: 5_000 });
    return changeFeed(
      { server, deployment: { name: 'a side', hosts: 'bench', files: {} }, time, beforeRetry: async () => {} },
      since,
    );
  },
  now: async () => 0,
  time: async () => end,
  documentsSince: () => ({
    documents: () => ({
      async *batches() {},
      byIdentities: async (identities) => ({ documents: identities.map(documentOf), notAsked: [] }),
    }),
    measure: () => ({ size: async () => ({ documents: 1, bytes: 217 }) }),
  }),
}));
for (const client of clients) await client.connect();
const path = await mkdtemp(join(tmpdir(), 'livemig-bench-'));
const directory = await openMigrationDirectory(join(path, 'm'), { uid: process.getuid?.(), warn: () => {} });
let peak = 0;
const look = () => {
  peak = Math.max(peak, process.memoryUsage().rss);
};
const timer = setInterval(look, 20);
const rss = process.memoryUsage().rss;
const before = process.cpuUsage();
const following = await follow(
  { source, destination },
  { source: time, destination: time },
  {
    clock: {
      now: () => new Date(),
      elapsed: () => performance.now(),
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    },
    queues: { changed: createRecheckQueue(directory, 'changed'), open: createRecheckQueue(directory, 'open') },
    spool: () => ({ add() {}, drop: async () => {} }),
    isCompared: () => true,
    deletions: () => undefined,
    telling: { idText: String, valueText: String, tells: 'paths', mostListed: 100 },
  },
);
// Wherever both have come to when they have nothing more to tell.
end = { seconds: Number(process.env.END), increment: 0 };
let looked = 0;
const settling = following.settle('once');
for (;;) {
  const { done, value } = await settling.next();
  if (done) break;
  if (value.kind === 'looking') looked = Math.max(looked, value.done);
}
const { user, system } = process.cpuUsage(before);
look();
clearInterval(timer);
process.send?.({ looked, cpu: user + system, grown: peak - rss });
await following.close();
for (const client of clients) await client.close();
await rm(path, { recursive: true });
process.disconnect?.();
