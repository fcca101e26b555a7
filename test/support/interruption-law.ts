import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { MigrationFiles } from '../../src/cli/host.ts';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { crashSwitch } from './crash.ts';
import { itHolds, itNotices, type TryCase } from './law.ts';
import { type CommandRun, type HostOptions, realClock, runCommand } from './test-host.ts';

/**
 * The law: whenever livemig is killed, the same command goes on, and nothing is done twice.
 *
 * Every request and every write of a file gives a moment before it and one after it. For each command, a run is killed
 * at its first moment, a fresh one at its second, and so on until a run gets to its end.
 */
const commands = [['link'], ['provision'], ['start'], ['cutover', '--confirm', 'Billing0']] as const;

const law = 'interruption';

/** Creating a migration cannot be looked up, so a crash between its request and its receipt must stop for a person. */
const mayAsk = 'start';

type Manager = 'cloud-manager' | 'ops-manager';
type CommandName = (typeof commands)[number][0];

/** What is broken on purpose. */
type Mutate = (files: MigrationFiles) => MigrationFiles;

export function interruptionLaw(manager: Manager, names: readonly CommandName[]): void {
  describe(`killed at any moment, with ${manager}`, () => {
    for (const name of names) {
      itHolds(law, `${name} goes on and does nothing twice`, async (tryCase) => {
        let moment = 1;
        while ((await tryMoment(tryCase, manager, name, moment)) !== 'over') moment += 1;
        expect(moment).toBeGreaterThan(5);
      });
    }
  });
}

/** The same moments, until the first at which the law does not hold. */
export function interruptionNotices(what: string, manager: Manager, name: CommandName, mutate: Mutate): void {
  itNotices(law, what, async (tryCase) => {
    let moment = 1;
    while ((await tryMoment(tryCase, manager, name, moment, mutate)) === 'held') moment += 1;
  });
}

/** `over` when the run ended before the moment came, so that there are no more moments to try. */
async function tryMoment(
  tryCase: TryCase,
  manager: Manager,
  name: CommandName,
  moment: number,
  mutate?: Mutate,
): Promise<'over' | 'held' | 'broken'> {
  const before = await startedBefore(manager, name, mutate);
  try {
    const crash = crashSwitch(moment);
    await before.run(before.command, crash, 1);
    if (!crash.dead) return 'over';
    return (await tryCase(`moment ${moment}`, () => recovers(before))) ? 'held' : 'broken';
  } finally {
    await before.close();
  }
}

type Before = Awaited<ReturnType<typeof startedBefore>>;

/** A sandbox in which everything up to the command has been done. */
async function startedBefore(manager: Manager, name: CommandName, mutate: Mutate | undefined) {
  const index = commands.findIndex(([command]) => command === name);
  const sandbox = await startSandbox({
    manager,
    documents: 60,
    speed: 5000,
    faults: [],
    agent: 'after-key',
    clock: realClock,
  });
  const place = mkdtempSync(join(tmpdir(), 'livemig-law-'));
  const run = runner(sandbox, manager, join(place, 'state'), mutate);
  for (const command of commands.slice(0, index)) expect((await run(command)).result.error).toBeNull();
  const close = async () => {
    await sandbox.close();
    rmSync(place, { recursive: true });
  };
  return { sandbox, run, command: commands[index] ?? [], index, close };
}

async function recovers({ run, command, sandbox, index }: Before): Promise<void> {
  await goesOn(await run(command), run, sandbox);
  expect((await run(command)).result).toMatchObject({ error: null, data: { changed: false } });
  nothingTwice(sandbox, index);
}

type Run = (command: readonly string[], crash?: ReturnType<typeof crashSwitch>, pid?: number) => Promise<CommandRun>;

function runner(sandbox: Sandbox, manager: string, directory: string, mutate: Mutate | undefined): Run {
  const env = { ...sandbox.env, LIVEMIG_POLL_INTERVAL: '20ms' };
  const agreement = manager === 'ops-manager' ? ['--accept-migration-agreement', '--manager-ip', '203.0.113.7'] : [];
  return (command, crash, pid = 2) => {
    const extra = command[0] === 'link' ? agreement : [];
    const options: HostOptions = {
      env,
      pid,
      ...(crash === undefined ? {} : { crash }),
      ...(mutate === undefined ? {} : { mutate }),
    };
    return runCommand([...command, ...extra, '--no-input', '--dir', directory], options);
  };
}

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

/** What must have been sent once when the commands up to `index` are done; the rest not at all. */
const sentOnce = [[], ['/accessList', '/migrationLink'], ['/liveMigrations'], ['/cutover']];

function nothingTwice(sandbox: Sandbox, index: number): void {
  const writes = sandbox.requests().filter(({ method, status }) => method !== 'GET' && status !== 401);
  const count = (end: string) => writes.filter(({ path }) => path.endsWith(end)).length;
  sentOnce.forEach((ends, command) => {
    for (const end of ends) expect([end, count(end)]).toEqual([end, command <= index ? 1 : 0]);
  });
  // These two are harmless to make again where the answer was lost, and made again only then.
  expect(count('/linkTokens')).toBeLessThanOrEqual(2);
  expect(count('/agentapikeys')).toBeLessThanOrEqual(2);
}
