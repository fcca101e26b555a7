import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { Journal } from '../../src/core/journal.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { itHolds, itNotices, type TryCase } from './law.ts';
import { startLivemig } from './livemig-process.ts';
import { type CommandRun, realClock, runCommand } from './test-host.ts';

/**
 * The law: whenever livemig is killed, the same command goes on to the same end, and nothing is done twice.
 *
 * A real process is killed with SIGKILL (`kill-at.js` says at which moments). On one journey through all commands, each
 * is killed at its first moment, on the next at its second, and so on until every command gets to its end.
 */
const commands: readonly Command[] = [['link'], ['provision'], ['start'], ['cutover', '--confirm', 'Billing0']];

const law = 'kill -9';

/** Creating a migration cannot be looked up, so a crash between its request and its receipt must stop for a person. */
const mayAsk = 'start';

type Manager = 'cloud-manager' | 'ops-manager';
type CommandName = 'link' | 'provision' | 'start' | 'cutover';
type Command = readonly [CommandName, ...string[]];

/** `first`, `first + stride` and so on, so that several files can share the moments. */
interface Moments {
  readonly first: number;
  readonly stride: number;
}

export function killLaw(manager: Manager, last: CommandName, { first, stride }: Moments): void {
  describe(`killed at any moment, with ${manager}`, () => {
    itHolds(law, `goes on to the same end and does nothing twice (moment ${first} and on)`, async (tryCase) => {
      const undisturbed = await undisturbedRuns(manager, last);
      let open = new Set(undisturbed.keys());
      for (let moment = first; open.size > 0; moment += stride) {
        open = await tryJourney(tryCase, { manager, undisturbed, open, moment: String(moment) });
      }
    });
  });
}

/** Kills one command at the moment that is named, with something broken in the process that is killed. */
export function killNotices(what: string, name: CommandName, moment: string, broken: Record<string, string>): void {
  itNotices(law, what, async (tryCase) => {
    const undisturbed = await undisturbedRuns('cloud-manager', name);
    const open = new Set([name]);
    expect(await tryJourney(tryCase, { manager: 'cloud-manager', undisturbed, open, moment, broken })).toEqual(open);
  });
}

function commandsUpTo(last: CommandName): readonly Command[] {
  return commands.slice(0, commands.findIndex(([name]) => name === last) + 1);
}

interface Trial {
  readonly manager: Manager;
  /** Per command of the journey. */
  readonly undisturbed: ReadonlyMap<CommandName, Undisturbed>;
  /** The commands to kill; the others are let run. */
  readonly open: ReadonlySet<CommandName>;
  readonly moment: string;
  readonly broken?: Record<string, string>;
}

/** Gives the commands that were killed: the others came to their end before the moment. */
async function tryJourney(tryCase: TryCase, trial: Trial): Promise<Set<CommandName>> {
  const journey = await startJourney(trial.manager);
  const killed = new Set<CommandName>();
  try {
    for (const [name, expected] of upTo([...trial.open].at(-1), trial.undisturbed)) {
      const command = commands.find(([other]) => other === name) ?? [name];
      if (!trial.open.has(name)) {
        expect((await journey.run(command)).result.error).toBeNull();
      } else if (await journey.isKilled(command, trial)) {
        killed.add(name);
        if (!(await tryCase(`${name}, moment ${trial.moment}`, () => recovers(journey, command, expected)))) break;
      }
    }
  } finally {
    await journey.close();
  }
  return killed;
}

function upTo<Name, Value>(last: Name | undefined, all: ReadonlyMap<Name, Value>): [Name, Value][] {
  const entries = [...all];
  return entries.slice(0, entries.findIndex(([name]) => name === last) + 1);
}

type Journey = Awaited<ReturnType<typeof startJourney>>;

async function startJourney(manager: Manager) {
  const options = { manager, documents: 60, speed: 5000, faults: [], agent: 'after-key', clock: realClock } as const;
  const sandbox = await startSandbox(options);
  const place = mkdtempSync(join(tmpdir(), 'livemig-law-'));
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
    directory: join(place, 'state'),
    run: (command: readonly string[]): Promise<CommandRun> => runCommand(withFlags(command), { env }),
    /** False when the run came to its end before the moment. */
    isKilled: async (command: Command, { moment, broken = {} }: Trial) => {
      const preload = `--import=${new URL('kill-at.js', import.meta.url)}`;
      const victim = startLivemig(
        withFlags(command),
        { ...env, NODE_OPTIONS: preload, KILL_AT: moment, ...broken },
        place,
      );
      const { exitCode, signal, stderr } = await victim.ended;
      if (signal !== 'SIGKILL' && exitCode !== 0) throw new Error(`${command[0]} ended with ${exitCode}: ${stderr}`);
      return signal === 'SIGKILL';
    },
    close: async () => {
      await sandbox.close();
      rmSync(place, { recursive: true });
    },
  };
}

async function recovers({ run, sandbox, directory }: Journey, command: Command, undisturbed: Undisturbed) {
  await goesOn(await run(command), run, sandbox);
  expect((await run(command)).result).toMatchObject({ error: null, data: { changed: false } });
  expect(stepsIn(directory)).toEqual(undisturbed.steps);
  nothingTwice(writesTo(sandbox), undisturbed.writes);
  expect(readFileSync(join(directory, '.gitignore'), 'utf8')).toBe('*\n');
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

/** What a run leaves that nobody has killed. */
interface Undisturbed {
  readonly steps: Readonly<Record<string, string>>;
  readonly writes: ReadonlyMap<string, number>;
}

async function undisturbedRuns(manager: Manager, last: CommandName): Promise<ReadonlyMap<CommandName, Undisturbed>> {
  const { run, sandbox, directory, close } = await startJourney(manager);
  try {
    const found = new Map<CommandName, Undisturbed>();
    for (const command of commandsUpTo(last)) {
      expect((await run(command)).result.error).toBeNull();
      found.set(command[0], { steps: stepsIn(directory), writes: writesTo(sandbox) });
    }
    return found;
  } finally {
    await close();
  }
}

function stepsIn(directory: string): Readonly<Record<string, string>> {
  const { steps } = Journal.parse(JSON.parse(readFileSync(join(directory, 'state.json'), 'utf8')));
  return Object.fromEntries(Object.entries(steps).map(([id, { state }]) => [id, state]));
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

/** These are harmless to make again where the answer was lost, and made again only then. */
const mayBeMadeAgain = /^POST .*\/(linkTokens|agentapikeys|validate)$/;

function nothingTwice(writes: Undisturbed['writes'], undisturbed: Undisturbed['writes']): void {
  expect([...writes.keys()].sort()).toEqual([...undisturbed.keys()].sort());
  for (const [what, count] of writes) {
    const expected = undisturbed.get(what) ?? 0;
    expect([what, count]).toEqual([what, mayBeMadeAgain.test(what) ? Math.min(count, expected + 1) : expected]);
  }
}
