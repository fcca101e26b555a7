import { startSandbox } from '../../src/sandbox/index.ts';

/*
 * One sandbox with the documents that it has by default, in a process of its own, because code that has run before is
 * faster. Tells the milliseconds from the call until everything answers; loading the program is not in them.
 */

const sleep = (ms, signal) =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
const clock = { now: () => new Date(), sleep };

const began = performance.now();
const sandbox = await startSandbox({
  manager: 'cloud-manager',
  documents: 10_000,
  speed: 60,
  faults: [],
  agent: 'running',
  clock,
});
process.send?.({ ms: performance.now() - began });
await sandbox.close();
process.disconnect?.();
