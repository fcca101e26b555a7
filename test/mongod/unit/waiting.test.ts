import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { aborted, within } from '../../../src/mongod/waiting.ts';

describe('waiting with a deadline', () => {
  it('ends in time although memory is collected meanwhile', { timeout: 10_000 }, async () => {
    const collect = garbageCollector();
    const collecting = setInterval(collect, 10);
    try {
      await within(200, [new AbortController().signal], aborted);
    } finally {
      clearInterval(collecting);
    }
  });

  it.each(['before', 'while'])('ends when a signal is aborted %s it waits', async (when) => {
    const client = new AbortController();
    if (when === 'before') client.abort();
    const waited = within(2 ** 31 - 1, [new AbortController().signal, client.signal], aborted);
    client.abort();
    await expect(waited).resolves.toBeUndefined();
  });

  it('gives what the work gives, and throws what it throws', async () => {
    expect(await within(1_000, [], async ({ aborted: isAborted }) => isAborted)).toBe(false);
    await expect(within(1_000, [], () => Promise.reject(new Error('of the work')))).rejects.toThrow('of the work');
  });
});

function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const gc: unknown = runInNewContext('gc');
  return () => {
    if (typeof gc !== 'function') throw new Error('this Node has no gc()');
    gc();
  };
}
