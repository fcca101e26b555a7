import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { MigrationFiles } from '../../src/cli/run-ports.ts';
import type { RequestHook } from '../../src/sandbox/http/request-log.ts';
import { type CommandName, type Journey, type Manager, tryJourney, undisturbedRuns } from './journey.ts';
import { itHolds, itNotices, type TryCase } from './law.ts';
import { stride } from './law-effort.ts';
import type { CommandRun } from './test-ports.ts';

/**
 * The law: a run that was stopped or asleep, and whose lock is another's or nobody's when it wakes, writes and sends
 * nothing more; it ends with exit code 7, tells what it could not record, and leaves the lock to whoever has it.
 *
 * On one journey through all commands each loses its lock at its first moment, on the next at its second, and so on. A
 * moment is when a file has been written, so that the next write or changing request is about to follow, or when a
 * changing request has just arrived.
 */
const law = 'lost lock';

/** Breaks the files on purpose. */
type Break = (files: MigrationFiles, directory: string) => MigrationFiles;

export function lostLockLaw(manager: Manager, last: CommandName, byDay: number): void {
  const every = stride(byDay);
  itHolds(law, `ends a run before it writes, with ${manager} (one moment in ${every})`, (tryCase) =>
    loseEach(tryCase, manager, last, every),
  );
}

export function lostLockNotices(what: string, last: CommandName, broken: Break): void {
  itNotices(law, what, (tryCase) => loseEach(tryCase, 'cloud-manager', last, 1, broken));
}

async function loseEach(tryCase: TryCase, manager: Manager, last: CommandName, every: number, broken?: Break) {
  const undisturbed = await undisturbedRuns(manager, last);
  let open: ReadonlySet<CommandName> = new Set(undisturbed.keys());
  for (let moment = 1; open.size > 0; moment += every) {
    const thief = createThief();
    const when = `at write moment ${moment}`;
    const disturb = async (journey: Journey, command: readonly [CommandName, ...string[]]) => {
      thief.arm(journey.directory, moment);
      const mutate = (files: MigrationFiles) => thief.watch(broken?.(files, journey.directory) ?? files);
      const { result } = await journey.run(command, { mutate });
      const taken = thief.taken();
      thief.arm(journey.directory, 0);
      if (taken === undefined) return 0;
      await tryCase(`${command[0]} writes nothing, ${when}`, () => wroteNothing(result, journey, taken));
      rmSync(join(journey.directory, 'lock'), { force: true });
      return 1;
    };
    open = await tryJourney(tryCase, { manager, undisturbed, open, when, disturb, onRequest: thief.onRequest });
  }
}

/** What a run left when it lost its lock. */
interface Taken {
  readonly files: Readonly<Record<string, string>>;
  readonly lock: string | undefined;
  /** Changing requests that have arrived since. */
  readonly sentSince: readonly string[];
}

function wroteNothing({ exitCode, error }: CommandRun['result'], { directory, sandbox }: Journey, taken: Taken): void {
  // After its last write there is nothing left to be kept from.
  if (exitCode !== 0) expect([exitCode, error?.kind, error?.code]).toEqual([7, 'locked', 'LOCK_LOST']);
  expect(taken.sentSince).toEqual([]);
  const { lock, ...files } = filesIn(directory);
  expect(files).toEqual(taken.files);
  expect(lock).toBe(taken.lock);
  // What has been created is never lost: its id stands in the journal or in what the person sees.
  for (const { id } of sandbox.migrations()) expect(`${files['state.json']} ${error?.message}`).toContain(id);
}

const stranger = JSON.stringify({
  pid: 7,
  host: 'another-host',
  user: 'another',
  command: 'livemig start',
  since: '2026-01-01T00:00:00.000Z',
});

/** Takes the lock of a run at its n-th moment: for itself, and every other time away. */
function createThief() {
  let [directory, left, thefts] = ['', 0, 0];
  let sentSince: string[] = [];
  let taken: Taken | undefined;
  const moment = () => {
    left -= 1;
    if (left !== 0) return;
    thefts += 1;
    const path = join(directory, 'lock');
    if (thefts % 2 === 0) rmSync(path);
    else writeFileSync(path, stranger);
    const { lock, ...files } = filesIn(directory);
    taken = { files, lock, sentSince };
  };
  const onRequest: RequestHook = ({ method, path }, phase) => {
    if (phase !== 'before' || method === 'GET') return undefined;
    if (taken !== undefined) sentSince.push(`${method} ${path}`);
    moment();
    return undefined;
  };
  return {
    onRequest,
    watch: (files: MigrationFiles) => watchWrites(files, moment),
    taken: () => taken,
    arm: (where: string, at: number) => {
      [directory, left, taken, sentSince] = [where, at, undefined, []];
    },
  };
}

function watchWrites(files: MigrationFiles, moment: () => void): MigrationFiles {
  const after =
    <Args extends unknown[], Result>(write: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      const result = await write(...args);
      moment();
      return result;
    };
  const { state, secrets, scripts, audit, lock } = files;
  return {
    ...files,
    state: { ...state, save: after(state.save) },
    secrets: { ...secrets, set: after(secrets.set), remove: after(secrets.remove) },
    scripts: { write: after(scripts.write) },
    audit: { ...audit, append: after(audit.append) },
    lock: { ...lock, acquire: after(lock.acquire) },
  };
}

function filesIn(directory: string): Readonly<Record<string, string>> {
  return Object.fromEntries(readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), 'utf8')]));
}
