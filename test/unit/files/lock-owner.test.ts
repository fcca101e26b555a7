import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Owner } from '../../../src/core/owner.ts';
import { lockedBy } from '../../../src/files/lock-errors.ts';
import { livenessOf, parseLockOwner } from '../../../src/files/lock-owner.ts';
import { identify, startTicksOf } from '../../../src/files/process-identity.ts';

const nobody = 4_000_001;
const owner: Owner = {
  ...{ pid: nobody, host: 'here', user: 'bob', command: 'livemig start', since: '2026-01-01T00:00:00.000Z' },
  ...{ bootId: 'boot', pidNamespace: 'pids' },
};

describe('the owner of a lock', () => {
  const ticks = { startTicks: '7' };
  it.each<[string, Partial<Owner>, boolean, string]>([
    ['has no process any more', {}, false, 'dead'],
    ['has a process, and neither tells when it began', {}, true, 'alive'],
    ['has a process that does not tell when it began', ticks, true, 'alive'],
    ['has the pid of a process that began at another time', { ...ticks, pid: process.pid }, true, 'dead'],
    ['has a process, and does not tell when it began', { pid: process.pid }, true, 'alive'],
    ['is on another host', { host: 'there' }, false, 'elsewhere'],
    ['is of another boot', { bootId: 'another' }, false, 'elsewhere'],
    ['has other pids', { pidNamespace: 'others' }, false, 'elsewhere'],
  ])('%s: %s', async (_, different, exists, liveness) => {
    // What began when is told by Linux only.
    const expected = process.platform === 'linux' ? liveness : liveness === 'elsewhere' ? liveness : expect.any(String);
    expect(await livenessOf({ ...owner, ...different }, owner, () => exists)).toEqual(expected);
  });

  it('is elsewhere for whoever cannot tell one boot or one set of pids from another', async () => {
    const { bootId: _, ...noBoot } = owner;
    const { pidNamespace: __, ...noPids } = owner;
    const asked = [noBoot, noPids].map((one) => livenessOf(one, one, () => false));
    expect(await Promise.all(asked)).toEqual(['elsewhere', 'elsewhere']);
  });

  it.each([
    ['there', /^Look on there for process 4000001\. If it is not running/],
    [
      'here',
      /^Look for process 4000001 on here, which may be .*another machine of the same name\. If it is not running/,
    ],
  ])('is to be looked for on %s', (host, fix) => {
    expect(
      lockedBy('lock', { ...owner, host }, 'elsewhere', 'here', { name: 'this migration', look: '', end: '' }).fix,
    ).toMatch(fix);
  });
});

it.each(['', 'x', '{}', '{"pid":1}', JSON.stringify({ ...owner, pid: 0 })])('is nobody in %j', (text) => {
  expect(parseLockOwner(text)).toBeUndefined();
});

describe.runIf(process.platform === 'linux')('a process', () => {
  it('is told from others by its boot, its pids, and when it began', async () => {
    expect(await identify(process.pid)).toEqual({
      bootId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      pidNamespace: expect.stringMatching(/^pid:\[\d+\]$/),
      startTicks: expect.stringMatching(/^\d+$/),
    });
  });

  it('that is not there tells nothing of when it began', async () => {
    expect(Object.keys(await identify(nobody)).toSorted()).toEqual(['bootId', 'pidNamespace']);
  });

  it('began later than the one that has begun it, whatever it calls itself', async () => {
    const script = "process.stdin.once('data', () => console.log(process.title = ') R 1 ('));console.log('ready')";
    const child = spawn(process.execPath, ['-e', script]);
    onTestFinished(() => void child.kill());
    await once(child.stdout, 'data');
    const before = await startTicksOf(child.pid ?? 0);
    child.stdin.write('now');
    await once(child.stdout, 'data');
    expect(await startTicksOf(child.pid ?? 0)).toBe(before);
    expect(Number(before)).toBeGreaterThan(Number(await startTicksOf(process.pid)));
  });
});
