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

/**
 * What two workers take, next to one: processor time for each GB (ms) and the time by the wall (ms). `count` documents of
 * `size` bytes are in each of `parts` parts.
 */
export async function verifyWorkers(size, count, parts, times, sideBySide) {
  const servers = await Promise.all([1, 2].map(() => startServer(size, count)));
  const batchSize = Math.min(20_000, Math.floor(batchBytes / size));
  const gigabytes = (2 * size * count * parts) / 1e9;
  const taken = { 1: [], 2: [] };
  const run = async (workers) => {
    const args = [workers, parts, batchSize, ...servers.map(({ port }) => port)];
    const { compared, cpu, ms } = await told('./verify-workers.js', args.map(String));
    if (compared !== count * parts) throw new Error(`${compared} documents were compared`);
    taken[workers].push(ms);
    return cpu / 1_000 / gigabytes;
  };
  try {
    const [two, one] = await sideBySide(
      times,
      () => run(2),
      () => run(1),
    );
    const fastest = (workers) => Math.min(...taken[workers]);
    return { processor: { two, one }, wall: { two: fastest(2), one: fastest(1) } };
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
  return told('./verify-reader.js', [way, String(batchSize), ...servers.map(({ port }) => String(port))]);
}

/** What a script in a process of its own tells. */
async function told(script, args) {
  const child = fork(file(script), args);
  const ended = once(child, 'exit');
  const [result] = await Promise.race([
    once(child, 'message'),
    ended.then(([code]) => Promise.reject(new Error(`ended with ${code}`))),
  ]);
  await ended;
  return result;
}
