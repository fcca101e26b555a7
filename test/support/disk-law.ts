import { fork } from 'node:child_process';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect } from 'vitest';
import { z } from 'zod';
import { LivemigEvent, ResultEvent } from '../../src/core/events.ts';
import {
  type Command,
  type CommandName,
  type Disturb,
  type Journey,
  type Manager,
  tryJourney,
  undisturbedRuns,
} from './journey.ts';
import { itHolds, itNotices, type TryCase } from './law.ts';
import { stride } from './law-effort.ts';
import { livemig } from './livemig-process.ts';
import { type SecretWatch, watchSecrets } from './secret-watch.ts';
import { mountSmallDisk, type SmallDisk } from './small-disk.ts';

/**
 * The law: whatever a disk refuses, and from whichever moment on, livemig says so (exit code 7, with the file, the
 * reason and what was not recorded); on a healthy disk the same command then goes on to the same end, and nothing is
 * done twice.
 *
 * The built program runs on a disk that fails (`failing-disk.js`). On one journey through all commands, the disk fails
 * each at its first moment, on the next at its second, and so on until every command gets to its end.
 */
const law = 'failing disk';

const reasons = { ENOSPC: 'the disk is full', EROFS: 'the file system is read-only', EIO: 'the disk reports an error' };
type Reason = keyof typeof reasons;

/** A run of the built program on a disk that fails. */
export interface DiskRun {
  readonly result: ResultEvent;
  readonly warnings: readonly string[];
  /** The effects that the disk has refused, such as `rename state.json`. */
  readonly failed: readonly string[];
}

interface Disk {
  readonly code: Reason;
  /** Counts what it would refuse, from 1, or names an effect, such as `rename state.json`. */
  readonly failsAt: string;
  /** Proves that the law can fail: effects like this pattern are refused, and nobody is told. */
  readonly forgives?: string;
}

/** @param byDay of so many moments one is tried where only a change is tested */
export function diskLaw(manager: Manager, last: CommandName, code: Reason, byDay: number): void {
  const every = stride(byDay);
  describe(`a disk that fails with ${code}, with ${manager}`, () => {
    itHolds(law, `is told of, and nothing is lost or done twice (one moment in ${every})`, (tryCase) =>
      onFailingDisk(async (run) => {
        const undisturbed = await undisturbedRuns(manager, last);
        let open = new Set(undisturbed.keys());
        for (let failsAt = 1; open.size > 0; failsAt += every) {
          const disturb = failingDisk(run, { code, failsAt: String(failsAt) }, tryCase);
          open = await tryJourney(tryCase, { manager, undisturbed, open, when: `${code} at ${failsAt}`, disturb });
        }
      }),
    );
  });
}

/** Fails one command at one effect, with the failure taken for a success. */
export function diskNotices(what: string, name: CommandName, disk: Disk): void {
  itNotices(law, what, (tryCase) =>
    onFailingDisk(async (run) => {
      const undisturbed = await undisturbedRuns('cloud-manager', name);
      const open = new Set([name]);
      const disturb = failingDisk(run, disk, tryCase);
      const trial = { manager: 'cloud-manager', undisturbed, open, when: disk.failsAt, disturb } as const;
      expect(await tryJourney(tryCase, trial)).toEqual(open);
    }),
  );
}

/** The same on a real file system that has room for so many blocks more, or is mounted anew for reading only. */
export function realDiskLaw(manager: Manager, last: CommandName): void {
  itHolds(law, `is told of, and nothing is lost or done twice, on a real one, with ${manager}`, async (tryCase) => {
    const disk = mountSmallDisk();
    if (disk === undefined) {
      await tryCase('skipped, because only root on Linux may mount a file system', () => {});
      return;
    }
    try {
      const undisturbed = await undisturbedRuns(manager, last);
      const all = { manager, undisturbed, parent: disk.path };
      await tryJourney(tryCase, { ...all, open: new Set(undisturbed.keys()), ...readOnly(disk, tryCase) });
      let open = new Set(undisturbed.keys());
      for (let blocks = 0; open.size > 0; blocks += 2 * stride(4)) {
        open = await tryJourney(tryCase, { ...all, open, ...full(disk, blocks, tryCase) });
      }
    } finally {
      disk.unmount();
    }
  });
}

function readOnly(disk: SmallDisk, tryCase: TryCase) {
  const when = 'a disk that is read-only';
  const disturb: Disturb = async (journey, command) => {
    disk.mountAgain('ro');
    const { result } = await runReally(journey, command);
    const status = await runReally(journey, ['status']);
    disk.mountAgain('rw');
    await tryCase(`${command[0]} tells, ${when}`, () => isToldOf(result, reasons.EROFS, journey.directory));
    await tryCase(`status after ${command[0]}, ${when}`, () => expect(status.exitCode).toBe(0));
    return 1;
  };
  return { when, disturb };
}

function full(disk: SmallDisk, blocks: number, tryCase: TryCase) {
  const when = `a disk with room for ${blocks} blocks`;
  const disturb: Disturb = async (journey, command) => {
    disk.fill(blocks);
    const { result } = await runReally(journey, command);
    disk.empty();
    if (result.exitCode === 0) return 0;
    await tryCase(`${command[0]} tells, ${when}`, () => isToldOf(result, reasons.ENOSPC, journey.directory));
    return 1;
  };
  return { when, disturb };
}

function runReally({ withFlags, env, place }: Journey, command: readonly string[]) {
  return livemig(withFlags(command), env, place);
}

type RunOnDisk = (journey: Journey, command: Command, disk: Disk) => Promise<DiskRun>;

function failingDisk(run: RunOnDisk, disk: Disk, tryCase: TryCase): Disturb {
  return async (journey, command) => {
    const ran = await run(journey, command, disk);
    if (ran.failed.length === 0) {
      expect(ran.result.error).toBeNull();
      return 0;
    }
    await tryCase(`${command[0]} tells, ${disk.code} at ${disk.failsAt}: ${ran.failed[0]}`, () =>
      tells(ran, reasons[disk.code], journey.directory),
    );
    return 1;
  };
}

/** Of which file, why, and what to do; or it has come to its end, and only its lock is left. */
function tells({ result, failed, warnings }: DiskRun, reason: string, directory: string): void {
  if (result.exitCode === 0) {
    // To give its lock back, it looks at the directory as well. That of the audit is nobody's concern: the next run takes it away.
    const ofLock = (what: string) =>
      /^\w+ (events\.ndjson\.)?lock$/.test(what) || what === `stat ${basename(directory)}`;
    expect(failed.filter((what) => !ofLock(what))).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining(reason)]);
    return;
  }
  isToldOf(result, reason, directory);
}

/** With exit code 7, of which file, why, what was not recorded, and what to do. */
function isToldOf({ exitCode, error }: ResultEvent, reason: string, directory: string): void {
  const { kind, message = '', fix } = error ?? {};
  expect([exitCode, kind, message]).toEqual([7, 'state-file', expect.stringContaining(directory)]);
  expect([message, fix]).toEqual([expect.stringContaining(reason), expect.stringMatching(/\w{3}/)]);
  if (/^The (state file|audit log) \S+ could not be written/.test(message)) expect(message).toContain('Not recorded: ');
}

async function onFailingDisk(use: (run: RunOnDisk) => Promise<void>): Promise<void> {
  const program = fork(fileURLToPath(new URL('failing-disk.js', import.meta.url)), { silent: true });
  if (program.stdout === null) throw new Error('silent gives pipes');
  const lines = createInterface({ input: program.stdout })[Symbol.asyncIterator]();
  try {
    await use(async (journey, command, disk) => {
      const args = [...journey.withFlags(command), '--json'];
      const watch = watchSecrets(args, journey.env, journey.place);
      program.send({ args, env: journey.env, directory: journey.directory, ...disk });
      const run = await readRun(lines, watch);
      watch.end();
      return run;
    });
  } finally {
    program.kill('SIGKILL');
  }
}

const Refused = z.object({ failed: z.array(z.string()) });

/** Events, of which the last is the result, and then what the disk has refused. */
async function readRun(lines: AsyncIterator<string>, watch: SecretWatch): Promise<DiskRun> {
  const events: LivemigEvent[] = [];
  for (let line = await lines.next(); line.done !== true; line = await lines.next()) {
    watch.see('an event', line.value);
    const said: unknown = JSON.parse(line.value);
    const refused = Refused.safeParse(said);
    if (!refused.success) events.push(LivemigEvent.parse(said));
    else return { result: ResultEvent.parse(events.at(-1)), warnings: warningsIn(events), ...refused.data };
  }
  throw new Error('livemig ended without telling how');
}

function warningsIn(events: readonly LivemigEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'note' && event.level === 'warning' ? [event.message] : []));
}
