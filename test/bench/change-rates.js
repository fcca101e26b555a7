import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const file = (name) => fileURLToPath(new URL(name, import.meta.url));

/**
 * So many changes on each of two sides: how many are followed and looked at for each second of processor time, and how
 * far the memory grows, in MiB.
 */
export async function changeRates(count) {
  const servers = await Promise.all([1, 2].map(() => startServer(count)));
  try {
    const env = { ...process.env, END: String(10 + count / 1_000) };
    const child = fork(
      file('./change-reader.js'),
      servers.map(({ port }) => String(port)),
      { env },
    );
    const ended = once(child, 'exit');
    const failed = ended.then(([code]) => Promise.reject(new Error(`ended with ${code}`)));
    const [{ looked, cpu, grown }] = await Promise.race([once(child, 'message'), failed]);
    failed.catch(() => {});
    await ended;
    // Both tell of the same documents, and what comes twice in one chunk is looked at once.
    if (looked < count) throw new Error(`only ${looked} of ${count} documents were looked at`);
    return { perSecond: (2 * count) / (cpu / 1e6), mebibytes: grown / 1024 / 1024 };
  } finally {
    for (const { stop } of servers) stop();
  }
}

async function startServer(count) {
  const child = fork(file('./change-server.js'), [String(count)]);
  const [port] = await once(child, 'message');
  return { port, stop: () => child.disconnect() };
}
