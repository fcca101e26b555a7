import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { MongoClient } from 'mongodb';

const serverScript = fileURLToPath(new URL('./wire-server.js', import.meta.url));
const gatherScript = fileURLToPath(new URL('./inventory-gather.js', import.meta.url));

/**
 * Collections per second of the inventory of a server with so many collections of three indexes, and of a bare loop over
 * their indexes with as many questions at a time; how much memory each takes, and how long judging the inventory is.
 */
export async function inventoryRates(collections, times, sideBySide) {
  const server = fork(serverScript, { execArgv: ['--expose-gc'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [{ uri }] = await once(server, 'message');
  await fill(uri, collections);
  const seen = { inventory: [], bare: [] };
  const rate = async (kind) => {
    const one = await gathered(uri, kind);
    seen[kind].push(one);
    return one.collections / (one.ms / 1000);
  };
  const [inventory, bare] = await sideBySide(
    times,
    () => rate('inventory'),
    () => rate('bare'),
  );
  server.disconnect();
  const most = (kind) => Math.max(...seen[kind].map(({ grownMiB }) => grownMiB));
  const judging = seen.inventory.map(({ judgingMs }) => judgingMs).toSorted((one, other) => one - other)[times >> 1];
  return { inventory, bare, grown: { inventory: most('inventory'), bare: most('bare') }, judging };
}

async function gathered(uri, kind) {
  const child = fork(gatherScript, [uri, kind], {
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const [told] = await once(child, 'message');
  await ended;
  return told;
}

async function fill(uri, collections) {
  const client = await MongoClient.connect(uri);
  const indexes = [
    { key: { number: 1 }, name: 'number_1', unique: true },
    { key: { at: 1 }, name: 'at_1', expireAfterSeconds: 3600 },
  ];
  const create = (db, at) => client.db(db).command({ createIndexes: `c${at}`, indexes });
  for (let at = 0; at < 500; at += 1) await create('warm', at);
  for (let at = 0; at < collections; at += 1) await create(`bench${at % 20}`, at);
  await client.close();
}
