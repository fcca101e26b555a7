import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Journal } from '../../src/core/journal.ts';
import { parseJournal } from '../../src/files/state-file.ts';
import type { RequestHook } from '../../src/sandbox/http/request-log.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';
import { hurriedClock } from './hurried-clock.ts';
import type { TryCase } from './law.ts';
import { lawRuns } from './law-effort.ts';
import { type CommandRun, type PortsOptions, realClock, runCommand } from './test-ports.ts';

/**
 * Journeys through all commands of a migration on which some are disturbed: killed, or with a disk that fails. However
 * that is done, the same command has to go on to the same end, and nothing may be done twice.
 */
export const commands: readonly Command[] = [['link'], ['provision'], ['start'], ['cutover', '--confirm', 'Billing0']];

/** Creating a migration cannot be looked up, so what cuts off its receipt must make livemig stop for a person. */
const mayAsk = 'start';

export type Manager = 'cloud-manager' | 'ops-manager';
export type CommandName = 'link' | 'provision' | 'start' | 'cutover';
export type Command = readonly [CommandName, ...string[]];

/** Runs the command disturbed, and gives how often it was: 0 when it came to its end in spite of that. */
export type Disturb = (journey: Journey, command: Command) => Promise<number>;

export interface Trial {
  readonly manager: Manager;
  /** Per command of the journey. */
  readonly undisturbed: ReadonlyMap<CommandName, Undisturbed>;
  /** The commands to disturb; the others are let run. */
  readonly open: ReadonlySet<CommandName>;
  /** Of the case, in words. */
  readonly when: string;
  readonly disturb: Disturb;
  /** An existing directory to work in, if not where temporary files are. */
  readonly parent?: string;
  readonly onRequest?: RequestHook;
}

/** Gives the commands that were disturbed: the others came to their end before. */
export async function tryJourney(tryCase: TryCase, trial: Trial): Promise<Set<CommandName>> {
  const { manager, parent, onRequest } = trial;
  const journey = await startLawJourney(manager, parent, onRequest === undefined ? {} : { onRequest });
  const disturbed = new Set<CommandName>();
  try {
    for (const [name, expected] of upTo([...trial.open].at(-1), trial.undisturbed)) {
      const command = commands.find(([other]) => other === name) ?? [name];
      const times = trial.open.has(name) ? await trial.disturb(journey, command) : await letRun(journey, command);
      if (times === 0) continue;
      disturbed.add(name);
      if (!(await tryCase(`${name}, ${trial.when}`, () => recovers(journey, command, expected, times)))) break;
    }
  } finally {
    await journey.close();
  }
  return disturbed;
}

async function letRun({ run }: Journey, command: Command): Promise<number> {
  expect((await run(command)).result.error).toBeNull();
  return 0;
}

function upTo<Name, Value>(last: Name | undefined, all: ReadonlyMap<Name, Value>): [Name, Value][] {
  const entries = [...all];
  return entries.slice(0, entries.findIndex(([name]) => name === last) + 1);
}

export type Journey = Awaited<ReturnType<typeof startJourney>>;

/** A sandbox, and an empty place for the directory of a migration in it. */
export async function startJourney(manager: Manager, parent = tmpdir(), different: Partial<SandboxOptions> = {}) {
  const options = { manager, documents: 60, speed: 5000, faults: [], agent: 'after-key', clock: realClock } as const;
  const sandbox = await startSandbox({ ...options, ...different });
  // What the applications write meanwhile matters to nothing here, and costs much of the time.
  await sandbox.stopTraffic();
  const place = mkdtempSync(join(parent, 'livemig-law-'));
  const agreement = manager === 'ops-manager' ? ['--accept-migration-agreement', '--manager-ip', '203.0.113.7'] : [];
  const env = { ...sandbox.env, LIVEMIG_POLL_INTERVAL: '20ms' };
  const withFlags = (command: readonly string[]) => [
    ...command,
    ...(command[0] === 'link' ? agreement : []),
    '--no-input',
    '--dir',
    join(place, 'state'),
  ];
  return {
    sandbox,
    /** Where the migration directory is made. */
    place,
    directory: join(place, 'state'),
    env,
    withFlags,
    run: (command: readonly string[], changes: Partial<PortsOptions> = {}): Promise<CommandRun> =>
      runCommand(withFlags(command), {
        env: { ...env, LIVEMIG_POLL_INTERVAL: '2s' },
        clock: hurriedClock(),
        ...changes,
      }),
    close: async () => {
      await sandbox.close();
      rmSync(place, { recursive: true });
    },
  };
}

/** The same, whose commands are given no connection strings: looks into the deployments are most of what a run costs. */
export function withoutLooking(journey: Journey): Journey {
  const env = { ...journey.env, LIVEMIG_SOURCE_URI: '', LIVEMIG_DESTINATION_URI: '' };
  const seldom = { env: { ...env, LIVEMIG_POLL_INTERVAL: '2s' } };
  return { ...journey, env, run: (command, changes) => journey.run(command, { ...seldom, ...changes }) };
}

/** For laws about requests and files: the deployments are looked into only where more than usual is tried. */
export async function startLawJourney(...given: Parameters<typeof startJourney>): Promise<Journey> {
  const journey = await startJourney(...given);
  return lawRuns > 1 ? journey : withoutLooking(journey);
}

/** The same command ends well now, a second time changes nothing, and all writes are those of an undisturbed run. */
export async function recovers(journey: Journey, command: Command, undisturbed: Undisturbed, times: number) {
  const { run, sandbox } = journey;
  await goesOn(await run(command), run, sandbox);
  expect((await run(command)).result).toMatchObject({ error: null, data: { changed: false } });
  endsAs(undisturbed, journey, times);
}

/** However often it was disturbed: with the same steps, and no write too many. */
export function endsAs(undisturbed: Undisturbed, { sandbox, directory }: Journey, times: number): void {
  expect(stepsIn(directory)).toEqual(undisturbed.steps);
  nothingTwice(writesTo(sandbox), undisturbed.writes, times);
  expect(readFileSync(join(directory, '.gitignore'), 'utf8')).toBe('*\n');
  const secrets = ['secrets.json', 'secrets.json.tmp'].map((name) => existsSync(join(directory, name)));
  // The link-token is kept until it is used, and never in an unfinished file.
  expect(secrets).toEqual([!('provision.connect-organization' in undisturbed.steps), false]);
}

type Run = (command: readonly string[]) => Promise<CommandRun>;

/** Either it simply goes on, or it asks a person, who finds the migration in Atlas or finds that there is none. */
async function goesOn({ result }: CommandRun, run: Run, sandbox: Sandbox): Promise<void> {
  if (result.exitCode !== 5) {
    expect(result.error).toBeNull();
    return;
  }
  expect([result.command, result.error?.code]).toEqual([mayAsk, 'CREATE_OUTCOME_UNKNOWN']);
  const [id] = sandbox.migrations().map((migration) => migration.id);
  const answer = id === undefined ? ['start', '--create-again'] : ['start', '--adopt-migration', id];
  expect((await run(answer)).result.error).toBeNull();
}

/** What a run leaves that nobody has disturbed. */
export interface Undisturbed {
  readonly steps: Readonly<Record<string, string>>;
  readonly writes: ReadonlyMap<string, number>;
}

type UndisturbedRuns = ReadonlyMap<CommandName, Undisturbed>;

type Start = (manager: Manager) => Promise<Journey>;

const undisturbed = new Map<Start, Map<Manager, UndisturbedRuns>>();

/** The commands up to the last one, each with what all until then leave. Run once by whoever asks first: it is always the same. */
export async function undisturbedRuns(
  manager: Manager,
  last: CommandName,
  start: Start = startLawJourney,
): Promise<UndisturbedRuns> {
  const known = undisturbed.get(start) ?? new Map<Manager, UndisturbedRuns>();
  const runs = known.get(manager) ?? (await runUndisturbed(manager, start));
  undisturbed.set(start, known.set(manager, runs));
  return new Map([...runs].slice(0, commands.findIndex(([name]) => name === last) + 1));
}

async function runUndisturbed(manager: Manager, start: Start): Promise<UndisturbedRuns> {
  const { run, sandbox, directory, close } = await start(manager);
  try {
    const found = new Map<CommandName, Undisturbed>();
    for (const command of commands) {
      expect((await run(command)).result.error).toBeNull();
      found.set(command[0], { steps: stepsIn(directory), writes: writesTo(sandbox) });
    }
    return found;
  } finally {
    await close();
  }
}

/** The journal is read as livemig does, with its checksum; before anything was begun there is none. */
export function stepsIn(directory: string): Readonly<Record<string, string>> {
  const path = join(directory, 'state.json');
  if (!existsSync(path)) return {};
  const { steps } = parseJournal(readFileSync(path, 'utf8'), path);
  return Object.fromEntries(Object.entries(steps).map(([id, { state }]) => [id, state]));
}

/** What the journal remembers of the answers. */
export function inputsIn(directory: string): Journal['inputs'] {
  const path = join(directory, 'state.json');
  return parseJournal(readFileSync(path, 'utf8'), path).inputs;
}

/** How often each write was sent with credentials that were taken; ids are new in each sandbox. */
function writesTo(sandbox: Sandbox): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { method, path, status } of sandbox.requests()) {
    const what = `${method} ${path.replaceAll(/[0-9a-f]{24}/g, 'ID')}`;
    if (method !== 'GET' && status !== 401) counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return counts;
}

/** These are harmless to make again where the answer was lost (their steps are `repeatable`), and made again only then. */
const mayBeMadeAgain = /^POST .*\/(linkTokens|agentapikeys|validate|accessList)$|^DELETE .*\/agentapikeys\/ID$/;

/** A key that went astray with its answer is deleted before the next is made, unless an agent has come with it. */
const mayBeNew = /^DELETE .*\/agentapikeys\/ID$/;

function nothingTwice(writes: Undisturbed['writes'], undisturbed: Undisturbed['writes'], times: number): void {
  const kinds = [...writes.keys()].filter((what) => undisturbed.has(what) || !mayBeNew.test(what));
  expect(kinds.sort()).toEqual([...undisturbed.keys()].sort());
  for (const [what, count] of writes) {
    const expected = undisturbed.get(what) ?? 0;
    expect([what, count]).toEqual([what, mayBeMadeAgain.test(what) ? Math.min(count, expected + times) : expected]);
  }
}
