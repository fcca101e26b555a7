import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { parseAudit } from '../../src/core/audit.ts';
import type { RunClock } from '../../src/core/ports.ts';
import type { SandboxOptions } from '../../src/sandbox/index.ts';
import type { Migration } from '../../src/sandbox/migration/migration-course.ts';
import { setFaults } from './faults.ts';
import { startJourney, startUnseenJourney } from './journey.ts';
import { type KillableRun, killableRuns } from './killable.ts';
import { sandboxClock } from './sandbox-clock.ts';
import type { PortsOptions } from './test-ports.ts';

export const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

/**
 * A migration that lasts for days of a time that it shares with its sandbox. Created, and not yet followed.
 *
 * @param ends that are looked into at each look, which costs most of the time: `unseen` where nothing of them matters
 */
export async function startDays(different: Partial<SandboxOptions> = {}, ends: 'seen' | 'unseen' = 'seen') {
  let progress = (): Migration['progress'] => undefined;
  const isBehind = (lagSeconds: number | null) =>
    different.faults?.includes('lag=level') === true && Number(lagSeconds) > 250;
  const clock = sandboxClock(() => {
    const { phase = 'complete', lagSeconds = null } = progress() ?? {};
    return phase === 'copying' || phase === 'finalizing' || (phase === 'following' && isBehind(lagSeconds));
  });
  const start = ends === 'seen' ? startJourney : startUnseenJourney;
  const journey = await start('cloud-manager', undefined, { clock: clock.sandbox, speed: 1, ...different });
  const { sandbox } = journey;
  progress = () => sandbox.migrations()[0]?.progress;
  const runs = killableRuns();
  onTestFinished(async () => {
    await runs.end();
    await journey.close();
  });
  const now = () => clock.run.now().getTime();
  const env = { ...journey.env, LIVEMIG_POLL_INTERVAL: '1h' };
  const run = (command: readonly string[], { env: own, ...changes }: Partial<PortsOptions> = {}) =>
    journey.run(command, { env: { ...env, ...own }, clock: clock.run, ...changes });
  /** Runs it in a process of its own, which is killed at the first wait after so long. */
  const inProcess = (command: readonly string[], killedAfter: number, env: PortsOptions['env'] = {}): KillableRun => {
    const diesAt = now() + killedAfter;
    return runs.start((options, { die }) => {
      const sleep: RunClock['sleep'] = async (ms, signal) => {
        if (now() + ms < diesAt) return clock.run.sleep(ms, signal);
        await clock.run.sleep(Math.max(0, diesAt - now()), signal);
        return die();
      };
      return run(command, { ...options, env, clock: { ...clock.run, sleep } });
    });
  };
  for (const command of [['link'], ['provision'], ['start', '--detach']]) {
    expect((await run(command, { env: { LIVEMIG_POLL_INTERVAL: '30s' } })).result.error).toBeNull();
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
