import { Int32 } from 'mongodb';
import { expect, it } from 'vitest';
import type { StepProgress } from '../../../src/core/step.ts';
import { caught } from '../../support/caught.ts';
import { builtWorker, threadsOf } from '../../support/threads-of.ts';
import { twoDeployments } from '../../support/two-deployments.ts';
import { verifyTwo } from '../../support/verify-two.ts';

const servers = twoDeployments();
const request = { partitionBytes: 20_000, workers: 2 };
const uris = () => ({ source: servers.source.uri, destination: servers.destination.uri });

async function verified(threads: ReturnType<typeof threadsOf>, report: (progress: StepProgress) => void = () => {}) {
  const text = 'x'.repeat(500);
  for (const { fill } of [servers.source, servers.destination])
    await fill(Array.from({ length: 200 }, (_, at) => ({ _id: new Int32(at), text })));
  return verifyTwo({ ...uris(), request, ports: { threads, report } });
}

/** The thread's own first module, in a thread that leaves where it would say its third thing. */
const leaving = () => {
  const code = `import { parentPort } from 'node:worker_threads';
    const post = parentPort.postMessage.bind(parentPort);
    let said = 0;
    parentPort.postMessage = (message) => {
      said += 1;
      if (said === 3) process.exit(9);
      post(message);
    };
    await import(${JSON.stringify(builtWorker.href)});`;
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
};

it('a thread that is killed in the middle ends the verification, which says so', async () => {
  expect(await caught(verified(threadsOf(uris(), { entry: leaving() })))).toMatchObject({
    code: 'THREAD_ENDED',
    message: 'A thread that compares documents ended by itself: its exit code is 9.',
  });
});

/** That the source has from us, threads and all. */
async function ownConnections(): Promise<number> {
  const all = { allUsers: true, idleConnections: true };
  const admin = servers.source.client.db('admin');
  return (await admin.aggregate([{ $currentOp: all }, { $match: { appName: 'livemig' } }]).toArray()).length;
}

it('a signal ends all threads at once, and no connection is left', async () => {
  const stop = new AbortController();
  const threads = threadsOf(uris(), { signal: stop.signal });
  const report = () => stop.abort(new Error('stopped'));
  await expect(verified(threads, report)).rejects.toThrow('stopped');
  expect(threads.lent).toEqual([2]);
  await expect.poll(ownConnections).toBe(0);
});

it.each([
  ['cannot be reached', /:\d+\//, ':1/', 'MONGODB', /^The destination \(127\.0\.0\.1:1\) could not be asked/],
  ['refuses the login', /:pass@/, ':other@', 'MONGODB_LOGIN', /^The destination \(.*\) refused the user/],
] as const)('a side that %s is named, as without threads', async (_, part, other, code, message) => {
  const threads = threadsOf({ ...uris(), destination: uris().destination.replace(part, other) }, { patienceMs: 2_000 });
  const error = await caught(verified(threads));
  expect([error.code, error.message]).toEqual([code, expect.stringMatching(message)]);
});
