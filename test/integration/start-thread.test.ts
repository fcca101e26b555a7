import { describe, expect, it } from 'vitest';
import { startThread } from '../../src/processes/start-thread.ts';
import { caught } from '../support/caught.ts';

const moduleOf = (code: string) => new URL(`data:text/javascript,${encodeURIComponent(code)}`);
const options = { data: {}, task: 'compares documents' };

describe('a thread', () => {
  it('is given its data and answers', async () => {
    const code = `import { parentPort, workerData } from 'node:worker_threads';
      parentPort.on('message', (n) => parentPort.postMessage(n + workerData.more));`;
    const thread = startThread(moduleOf(code), { ...options, data: { more: 2 } });
    thread.post(40);
    expect(await thread.receive()).toBe(42);
    await thread.terminate();
  });

  it('begins with a script where there is no file', async () => {
    const script =
      "const { parentPort, workerData } = require('node:worker_threads'); parentPort.postMessage(workerData);";
    const thread = startThread(script, { ...options, data: 'given' });
    expect(await thread.receive()).toBe('given');
  });

  it.each([
    ['leaves', 'process.exit(3)', 'its exit code is 3'],
    ['throws', "throw new RangeError('no such byte')", 'RangeError: no such byte'],
    [
      'takes too much memory',
      'const all = []; for (;;) all.push(Array.from({ length: 10_000 }, (_, at) => ({ at })));',
      'it needed more memory than it may have',
    ],
  ])('that %s says so to whoever waits for it', async (_, code, why) => {
    const thread = startThread(moduleOf(code), { ...options, heapMiB: 20 });
    expect(await caught(thread.receive())).toMatchObject({
      ...{ kind: 'step-failed', code: 'THREAD_ENDED' },
      message: `A thread that compares documents ended by itself: ${why}.`,
    });
  });

  it('that is stopped by the signal is gone, whatever it does', async () => {
    const stop = new AbortController();
    const thread = startThread(moduleOf('for (;;);'), { ...options, signal: stop.signal });
    const received = thread.receive();
    stop.abort(new Error('stopped'));
    await expect(received).rejects.toThrow('stopped');
    await thread.terminate();
  });

  it('is not begun once the signal has come', () => {
    const signal = AbortSignal.abort(new Error('stopped'));
    expect(() => startThread(moduleOf(''), { ...options, signal })).toThrow('stopped');
  });
});
