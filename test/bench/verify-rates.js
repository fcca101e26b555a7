import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const file = (name) => fileURLToPath(new URL(name, import.meta.url));
const batchBytes = 2 * 1024 * 1024;

/**
 * MB that comparing documents reads for each second of processor time, next to another way of reading them; `size` is of a
 * document in bytes. Processor time, because the machine may have others. With too few documents this measures how
 * long it takes to start: a comparison has more code to compile than one that throws all away.
 */
export async function verifyRates({ size, count, times, batchSize = batchSizeFor(size) }, other, sideBySide) {
  return await between(size, count, (servers) => {
    const rate = async (way, batch) => (2 * size * count) / (await run(way, batch, servers)).cpu;
    return sideBySide(
      times,
      () => rate('full', batchSizeFor(size)),
      () => rate(other, batchSize),
    );
  });
}

/** How far the memory of a comparison grows, in MiB. */
export async function verifyMemory(size, count) {
  return await between(
    size,
    count,
    async (servers) => (await run('full', batchSizeFor(size), servers)).grown / 1024 / 1024,
  );
}

function batchSizeFor(size) {
  return Math.min(20_000, Math.floor(batchBytes / size));
}

async function between(size, count, use) {
  const servers = await Promise.all([1, 2].map(() => startServer(size, count)));
  try {
    return await use(servers);
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
