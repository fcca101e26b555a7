import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const file = (name) => fileURLToPath(new URL(name, import.meta.url));
const batchBytes = 2 * 1024 * 1024;

/**
 * MB that comparing documents reads for each second of processor time, next to reading alone and to a plain comparison,
 * and how far its memory grows; `size` is of a document in bytes. Processor time, because the machine may have others.
 */
export async function verifyRates(size, count, times, sideBySide) {
  const servers = await Promise.all([1, 2].map(() => startServer(size, count)));
  const batchSize = Math.min(20_000, Math.floor(batchBytes / size));
  const megabytes = (2 * size * count) / 1e6;
  const rate = async (way, batch = batchSize) => megabytes / ((await run(way, batch, servers)).cpu / 1e6);
  try {
    const [full, thrownAway] = await sideBySide(
      times,
      () => rate('full'),
      () => rate('thrownAway'),
    );
    const [again, asJson] = await sideBySide(
      Math.ceil(times / 3),
      () => rate('full'),
      () => rate('asJson', 1_000),
    );
    return { full, thrownAway, again, asJson };
  } finally {
    for (const { stop } of servers) stop();
  }
}

/** How far the memory of a comparison grows, in MiB. */
export async function verifyMemory(size, count) {
  const servers = await Promise.all([1, 2].map(() => startServer(size, count)));
  try {
    const batchSize = Math.min(20_000, Math.floor(batchBytes / size));
    return (await run('full', batchSize, servers)).grown / 1024 / 1024;
  } finally {
    for (const { stop } of servers) stop();
  }
}

async function startServer(size, count) {
  const child = fork(file('./batch-server.js'), [String(size), String(count)]);
  const [port] = await once(child, 'message');
  return { port, stop: () => child.disconnect() };
}

async function run(way, batchSize, servers) {
  const ports = servers.map(({ port }) => String(port));
  const child = fork(file('./verify-reader.js'), [way, String(batchSize), ...ports]);
  const ended = once(child, 'exit');
  const [result] = await Promise.race([
    once(child, 'message'),
    ended.then(([code]) => Promise.reject(new Error(`ended with ${code}`))),
  ]);
  await ended;
  return result;
}
