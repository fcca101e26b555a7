import { Secret } from '../../src/core/secret.ts';
import { identityText, valueText } from '../../src/mongo/verify/id-text.ts';
import { withVerifiedSide } from '../../src/mongo/verify/verified-side.ts';
import { inLanes } from '../../src/verify/in-lanes.ts';
import { compareFull } from '../../src/verify/levels/full.ts';
import { verifyThreads } from '../../src/verify-threads.ts';

/*
 * Compares parts by one thread or by several: `node verify-workers.js WORKERS PARTS BATCH PORT PORT`. Tells the processor
 * time (us) and the time by the wall (ms) that it took.
 */

const [workers, parts, batchSize, ...ports] = process.argv.slice(2).map(Number);
const uris = ports.map((port) => `mongodb://127.0.0.1:${port}/?directConnection=true`);
const options = { patienceMs: 5_000, beforeRetry: async () => {} };
const time = { seconds: 1, increment: 1 };

const taken = await withVerifiedSide(uris[0], { ...options, name: 'the source' }, (source) =>
  withVerifiedSide(uris[1], { ...options, name: 'the destination' }, (destination) => {
    const sides = {
      source: source.documentsSince(time).documents('bench.items'),
      destination: destination.documentsSince(time).documents('bench.items'),
    };
    const work = { name: 'bench.items', tells: 'paths', sides, idText: identityText, valueText, pause: async () => {} };
    if (workers === 1) return measured(compareFull, work);
    const entry = new URL('../../dist/verify-worker.js', import.meta.url);
    const { lend } = verifyThreads(new Secret(uris[0]), new Secret(uris[1]), { ...options, entry });
    const setting = { level: 'full', salt: '', times: { source: time, destination: time } };
    return lend(workers, setting, (compare) => measured(compare, work));
  }),
);
process.send?.(taken);
process.disconnect?.();

/** Once each worker has compared a part: that they start is what little work has none for, and costs nothing more later. */
async function measured(compare, work) {
  await compareAll(compare, work, workers);
  const began = performance.now();
  const before = process.cpuUsage();
  const compared = await compareAll(compare, work, parts);
  const { user, system } = process.cpuUsage(before);
  return { compared, cpu: user + system, ms: performance.now() - began };
}

async function compareAll(compare, work, count) {
  let documents = 0;
  const difference = () => {
    throw new Error('the sides differ');
  };
  const plan = { batchSize, estimate: { documents: 1, bytes: 1 } };
  await inLanes([...Array(count).keys()], workers, () => async (index) => {
    const comparing = compare({ ...work, difference }, { partition: { index, order: 'id' }, plan });
    let step = await comparing.next();
    while (!step.done) step = await comparing.next();
    documents += step.value.compared;
  });
  return documents;
}
