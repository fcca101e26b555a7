import { setMaxListeners } from 'node:events';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { parseAudit } from '../../src/core/audit.ts';
import type { RunClock } from '../../src/core/ports.ts';
import type { SandboxOptions } from '../../src/sandbox/index.ts';
import type { Migration } from '../../src/sandbox/migration/migration-course.ts';
import { setFaults } from './faults.ts';
import { startJourney } from './journey.ts';
import { sandboxClock } from './sandbox-clock.ts';
import type { CommandRun, PortsOptions } from './test-ports.ts';

export const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

/** Above every pid that Linux gives (man 5 proc, pid_max), so that it belongs to none but a run that a test calls killed. */
const firstPid = 5_000_000;

export interface Process {
  /** It ends as any command does, unless it is killed. */
  readonly ended: Promise<CommandRun>;
  /** Fulfilled once it was killed: it does nothing any more. */
  readonly killed: Promise<void>;
}

/** A migration that lasts for days of a time that it shares with its sandbox. Created, and not yet followed. */
export async function startDays(different: Partial<SandboxOptions> = {}) {
  let progress = (): Migration['progress'] => undefined;
  const isBehind = (lagSeconds: number | null) =>
    different.faults?.includes('lag=level') === true && Number(lagSeconds) > 250;
  const clock = sandboxClock(() => {
    const { phase = 'complete', lagSeconds = null } = progress() ?? {};
    return phase === 'copying' || phase === 'finalizing' || (phase === 'following' && isBehind(lagSeconds));
  });
  const journey = await startJourney('cloud-manager', undefined, { clock: clock.sandbox, speed: 1, ...different });
  const { sandbox } = journey;
  progress = () => sandbox.migrations()[0]?.progress;
  const over = new AbortController();
  setMaxListeners(0, over.signal);
  const [dead, started] = [new Set<number>(), new Set<Promise<unknown>>()];
  onTestFinished(async () => {
    over.abort(new Error('the test is over'));
    await Promise.allSettled(started);
    await journey.close();
  });
  const now = () => clock.run.now().getTime();
  const env = { ...journey.env, LIVEMIG_POLL_INTERVAL: '1h' };
  const run = (command: readonly string[], { env: own, ...changes }: Partial<PortsOptions> = {}) =>
    journey.run(command, { env: { ...env, ...own }, clock: clock.run, ...changes });
  let pid = firstPid;
  /** Runs it in a process of its own, which is killed at the first wait after so long. */
  const inProcess = (command: readonly string[], killedAfter = Number.POSITIVE_INFINITY): Process => {
    pid += 1;
    const own = pid;
    const diesAt = now() + killedAfter;
    let die = () => {};
    const killed = new Promise<void>((resolve) => {
      die = () => {
        dead.add(own);
        resolve();
      };
    });
    const sleep: RunClock['sleep'] = (ms, signal) => {
      if (now() + ms < diesAt) return clock.run.sleep(ms, signal);
      return clock.run.sleep(Math.max(0, diesAt - now()), signal).then(() => {
        die();
        return new Promise<never>((_, reject) =>
          over.signal.addEventListener('abort', () => reject(over.signal.reason)),
        );
      });
    };
    const ended = run(command, {
      clock: { ...clock.run, sleep },
      process: { pid: own, isAlive: (one) => one >= firstPid && !dead.has(one) },
    });
    started.add(ended.catch(() => undefined));
    return { ended, killed };
  };
  for (const command of [['link'], ['provision'], ['start', '--detach']]) {
    expect((await run(command, { env: { LIVEMIG_POLL_INTERVAL: '2s' } })).result.error).toBeNull();
  }
  const file = (name: string) => join(journey.directory, name);
  return {
    ...{ journey, now, run, inProcess, file, later: clock.after },
    sleep: (ms: number) => clock.run.sleep(ms),
    faults: (...faults: string[]) => setFaults(journey, faults),
    migration: () => sandbox.migrations()[0],
    /** As two instants, from and until so long from now on. */
    windowIn: (from: number, until: number) =>
      [from, until].map((ms) => `${new Date(now() + ms).toISOString().slice(0, 16)}Z`).join('/'),
    audit: () => parseAudit(readFileSync(file('events.ndjson'))),
    /** Requests that are asked of Atlas after the first so many. */
    asked: (after = 0) => sandbox.requests().slice(after),
    /** Bytes of all files. */
    kept: () => sizeOf(journey.directory),
    /** Where no system shows which processes live, a person removes what a killed one has left. */
    removeLock: () => {
      if (process.platform !== 'linux') rmSync(file('lock'), { force: true });
    },
  };
}

function sizeOf(directory: string): number {
  return readdirSync(directory, { recursive: true, withFileTypes: true }).reduce(
    (sum, entry) => sum + (entry.isFile() ? statSync(join(entry.parentPath, entry.name)).size : 0),
    0,
  );
}
