import { MongoClient } from 'mongodb';
import { rules } from '../../src/checks/index.ts';
import { judgeAll } from '../../src/core/check.ts';
import { readInventory } from '../../src/mongo/survey/inventory.ts';

/*
 * One look at all collections of the server at argv[2], in a process of its own so that its memory is its own: `inventory`,
 * as `livemig check` reads them and judges them, or `bare`, their indexes alone in a loop of the driver. Tells how long it
 * took and by how much the process has grown at most.
 */

const [, , uri, kind] = process.argv;
/** As many at a time as a survey (src/mongo/survey/in-turns.ts). */
const atOnce = 8;

const client = await MongoClient.connect(uri);
const looks = { inventory, bare };
await looks[kind]('warm');
globalThis.gc?.();
const before = process.memoryUsage.rss();
const began = performance.now();
const found = await looks[kind]('bench');
const ms = performance.now() - began;
const grownMiB = (process.resourceUsage().maxRSS * 1024 - before) / 1024 ** 2;
process.send?.({
  ms,
  grownMiB,
  collections: found.length,
  judgingMs: kind === 'inventory' ? judging(found) : undefined,
});
await client.close();
process.disconnect?.();

/** Of the whole server; the databases of the two are told apart by another client. */
async function inventory(which) {
  if (which === 'bench') return readInventory(client, { maxTimeMS: 30_000, progress: () => {} });
  const other = await MongoClient.connect(uri);
  const few = await bare(which, other);
  await other.close();
  return few;
}

async function bare(which, through = client) {
  const names = [];
  for (const { name: db } of (await through.db('admin').admin().listDatabases()).databases) {
    if (!db.startsWith(which)) continue;
    for (const { name } of await through.db(db).listCollections({}, { nameOnly: true }).toArray())
      names.push([db, name]);
  }
  const all = names.values();
  const found = [];
  const worker = async () => {
    for (const [db, name] of all) found.push(await through.db(db).collection(name).listIndexes().toArray());
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return found;
}

/** Every rule that such facts let judge, as in life for the first time in its process. */
function judging(sourceInventory) {
  const namespaces = sourceInventory.map(({ database, name }) => `${database}.${name}`);
  const sourceUniqueIndexes = namespaces.map((namespace) => ({ namespace, name: 'number_1', bytes: 1 }));
  const shards = { sourceShards: [], sourceShardedCollections: namespaces };
  const start = performance.now();
  judgeAll(rules, { known: { engine: 'push', sourceInventory, ...shards, sourceUniqueIndexes }, unknown: {} });
  return performance.now() - start;
}
