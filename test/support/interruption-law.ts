import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { crashSwitch } from './crash.ts';
import { type CommandRun, realClock, runCommand } from './test-host.ts';

/**
 * The law: whenever livemig is killed, the same command goes on, and nothing is done twice.
 *
 * Every request and every write of a file gives a moment before it and one after it. For each command, a run is killed
 * at its first moment, a fresh one at its second, and so on until a run gets to its end.
 */
const commands = [['link'], ['provision'], ['start'], ['cutover', '--confirm', 'Billing0']] as const;

/** Creating a migration cannot be looked up, so a crash between its request and its receipt must stop for a person. */
const mayAsk = 'start';

type Manager = 'cloud-manager' | 'ops-manager';
type CommandName = (typeof commands)[number][0];

export function interruptionLaw(manager: Manager, names: readonly CommandName[]): void {
  describe(`killed at any moment, with ${manager}`, () => {
    it.each(names)(
      '%s goes on and does nothing twice',
      async (name) => {
        let killed = 0;
        while (await survives(manager, name, killed + 1)) killed += 1;
        expect(killed).toBeGreaterThan(5);
        process.stdout.write(`interruption, ${manager}, ${name}: ${killed} moments tried\n`);
      },
      300_000,
    );
  });
}

/** False when the run ended before the moment came, so that there are no more moments to try. */
async function survives(manager: Manager, name: CommandName, moment: number): Promise<boolean> {
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
  try {
    const run = runner(sandbox, manager, join(place, 'state'));
    for (const command of commands.slice(0, index)) expect((await run(command)).result.error).toBeNull();
    const command = commands[index] ?? [];
    const crash = crashSwitch(moment);
    await run(command, crash, 1);
    if (!crash.dead) return false;
    await goesOn(await run(command), run, sandbox);
    expect((await run(command)).result).toMatchObject({ error: null, data: { changed: false } });
    nothingTwice(sandbox, index);
    return true;
  } finally {
    await sandbox.close();
    rmSync(place, { recursive: true });
  }
}

type Run = (command: readonly string[], crash?: ReturnType<typeof crashSwitch>, pid?: number) => Promise<CommandRun>;

function runner(sandbox: Sandbox, manager: string, directory: string): Run {
  const env = { ...sandbox.env, LIVEMIG_POLL_INTERVAL: '60ms' };
  const agreement = manager === 'ops-manager' ? ['--accept-migration-agreement', '--manager-ip', '203.0.113.7'] : [];
  return (command, crash, pid = 2) => {
    const extra = command[0] === 'link' ? agreement : [];
    return runCommand([...command, ...extra, '--no-input', '--dir', directory], {
      env,
      pid,
      ...(crash === undefined ? {} : { crash }),
    });
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
