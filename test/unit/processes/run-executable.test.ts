import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { endInWords, isSuccess } from '../../../src/core/executable.ts';
import { runExecutable } from '../../../src/processes/run-executable.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

async function script(text: string): Promise<string> {
  const path = join(await temporaryDirectory(), 'script');
  await writeFile(path, text);
  await chmod(path, 0o700);
  return path;
}

/** A clock whose alarms ring when the test says so. */
function alarms() {
  const set: { readonly ms: number; readonly ring: () => void }[] = [];
  return {
    clock: { alarm: (ms: number, ring: () => void) => void set.push({ ms, ring }) },
    ring: (ms: number) => {
      for (const alarm of set) if (alarm.ms === ms) alarm.ring();
    },
  };
}

const kill = (pid: number, signal: 'SIGTERM' | 'SIGKILL') => void process.kill(pid, signal);
const env = { PATH: process.env.PATH ?? '' };

async function run(
  text: string,
  more: { input?: string; signal?: AbortSignal; clock?: ReturnType<typeof alarms>['clock'] } = {},
) {
  const { input = '', signal, clock = alarms().clock } = more;
  return runExecutable(
    { file: await script(text), env: { ...env, ONLY: 'this one' }, input, timeoutMs: 60_000, signal },
    { clock, kill },
  );
}

describe('a program of the user', () => {
  it('gets its input and its environment, and nothing else of it', async () => {
    const end = await run('#!/bin/sh\ncat\necho "$ONLY $HOME"\necho trouble >&2\n', { input: '{"a":1}\n' });
    expect(end).toEqual({ how: 'exited', code: 0, output: expect.stringMatching(/^\{"a":1\}\nthis one \n/) });
    expect([end.output, isSuccess(end)]).toEqual([expect.stringContaining('trouble'), true]);
  });

  it('tells its exit code, and what killed it', async () => {
    const failed = await run('#!/bin/sh\necho no room left\nexit 3\n');
    expect([failed, isSuccess(failed)]).toEqual([{ how: 'exited', code: 3, output: 'no room left\n' }, false]);
    expect(endInWords(failed, 1000)).toBe('ended with exit code 3 (it said last: no room left)');
    expect(await run('#!/bin/sh\nkill -9 $$\n')).toMatchObject({ how: 'killed', why: 'SIGKILL' });
  });

  it('need not read its input', async () => {
    expect(await run('#!/bin/sh\nexec <&-\nexit 0\n', { input: 'x'.repeat(1_000_000) })).toMatchObject({ code: 0 });
  });

  it('that is not there is not started, and told of', async () => {
    const none = { file: '/nowhere/at/all', env, input: '', timeoutMs: 1 };
    const end = await runExecutable(none, { clock: alarms().clock, kill });
    expect([end.how, end.why]).toEqual(['not-started', expect.stringContaining('ENOENT')]);
  });

  it('is ended at its time limit, with everybody it has started', async () => {
    const { clock, ring } = alarms();
    const place = await temporaryDirectory();
    const running = run(`#!/bin/sh\nsleep 1000 &\necho $! > ${place}/child\necho up > ${place}/up\nwait\n`, { clock });
    await expect.poll(() => readFile(join(place, 'up'), 'utf8').catch(() => '')).toBe('up\n');
    ring(60_000);
    const end = await running;
    expect([end.how, endInWords(end, 60_000)]).toEqual(['timed-out', 'was stopped after its 60 s']);
    const child = Number(await readFile(join(place, 'child'), 'utf8'));
    await expect.poll(() => isGone(child)).toBe(true);
  });

  it('is ended the hard way where it does not obey', async () => {
    const { clock, ring } = alarms();
    const place = await temporaryDirectory();
    const running = run(`#!/bin/sh\ntrap '' TERM\necho up > ${place}/up\nwhile :; do sleep 1000; done\n`, { clock });
    await expect.poll(() => readFile(join(place, 'up'), 'utf8').catch(() => '')).toBe('up\n');
    ring(60_000);
    ring(5000);
    expect(await running).toMatchObject({ how: 'timed-out', why: 'SIGKILL' });
  });

  it('is stopped with the run, and not started by one that has been', async () => {
    const place = await temporaryDirectory();
    const controller = new AbortController();
    const running = run(`#!/bin/sh\necho up > ${place}/up\nsleep 1000\n`, { signal: controller.signal });
    await expect.poll(() => readFile(join(place, 'up'), 'utf8').catch(() => '')).toBe('up\n');
    controller.abort();
    expect(await running).toMatchObject({ how: 'stopped', why: 'SIGTERM' });
    expect(await run('#!/bin/sh\n', { signal: controller.signal })).toMatchObject({ how: 'not-started' });
  });

  it('is not waited for by what it leaves running', async () => {
    const { clock, ring } = alarms();
    const place = await temporaryDirectory();
    const running = run(`#!/bin/sh\nsleep 1000 &\necho $! > ${place}/child\necho done\n`, { clock });
    await expect.poll(() => readFile(join(place, 'child'), 'utf8').catch(() => '')).toMatch(/\d\n/);
    const tick = setInterval(() => ring(1000), 5);
    expect(await running).toEqual({ how: 'exited', code: 0, output: 'done\n' });
    clearInterval(tick);
    process.kill(Number(await readFile(join(place, 'child'), 'utf8')), 'SIGKILL');
  });
});

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}
