import { LivemigError } from '../core/errors.ts';
import { LivemigEvent, type ResultEvent } from '../core/events.ts';
import { harmless } from '../core/harmless.ts';
import { ErrorData } from '../core/results/error-data.ts';
import { rehearseResult } from '../core/results/sandbox-results.ts';
import { shellWord } from '../core/shell-word.ts';
import type { Sandbox } from '../sandbox/index.ts';
import { stages } from '../stages/index.ts';
import type { CommandModule, Options, Outcome } from './command-module.ts';
import type { RunPorts } from './run-ports.ts';
import { closed, type FailedMigration, failureText, sandboxOptions } from './sandbox-command.ts';
import { tell } from './tell.ts';

interface Scene {
  readonly stage: 'link' | 'provision' | 'start';
  readonly args: readonly string[];
}

/** Changes to wait for before the cutover, so that following is more than a word. */
const changesWanted = 100;

export const rehearseCommand: CommandModule = {
  result: rehearseResult,
  async run(options, ports) {
    const asked = await sandboxOptions(options, ports);
    const directory = await ports.makeTemporaryDirectory();
    try {
      const onMigrationFailed = (migration: FailedMigration) => tell(ports, 'info', failureText(migration));
      const sandbox = await ports.startSandbox({ ...asked, faults: [], agent: 'after-key', onMigrationFailed });
      try {
        for (const text of sandbox.notes) tell(ports, 'info', text);
        return await play(sandbox, directory.path, options, ports);
      } finally {
        await closed(sandbox, ports);
      }
    } finally {
      await directory.remove();
    }
  },
};

async function play(sandbox: Sandbox, directory: string, options: Options, ports: RunPorts): Promise<Outcome> {
  const cluster = sandbox.env.LIVEMIG_DESTINATION_CLUSTER ?? '';
  const seconds: Record<string, number> = {};
  let last: ResultEvent | undefined;
  showMap(ports, seconds, 'link');
  for (const { stage, args } of scenes(options, cluster)) {
    if (args[0] === 'cutover' && !isOwnSource(options)) await people(sandbox, ports);
    const began = ports.clock.elapsed();
    last = await runCommand(args, directory, sandbox, ports);
    if (last.error !== null) throw failed(args, last, sandbox, options);
    seconds[stage] = (seconds[stage] ?? 0) + (ports.clock.elapsed() - began) / 1000;
    showMap(ports, seconds, last.status === 'ready-for-cutover' ? stage : undefined);
  }
  return outcome(last, seconds, sandbox);
}

/** The three stages: those that have taken time are done, but for the one that is under way. */
function showMap(ports: RunPorts, seconds: Readonly<Record<string, number>>, underWay: string | undefined): void {
  const time = ports.clock.now().toISOString();
  for (const { id, title } of stages) {
    const state = id === underWay ? 'in-progress' : id in seconds ? 'done' : 'todo';
    ports.reporter.report({ type: 'stage', time, stage: id, title, state });
  }
}

function scenes(options: Options, cluster: string): readonly Scene[] {
  const agreement =
    options.manager === 'ops-manager' ? ['--accept-migration-agreement', '--manager-ip', '203.0.113.7'] : [];
  return [
    { stage: 'link', args: ['link', ...agreement] },
    { stage: 'provision', args: ['provision'] },
    { stage: 'start', args: ['start'] },
    { stage: 'start', args: ['cutover', '--confirm', cluster] },
  ];
}

/** Nobody writes to a source that the sandbox has not made. */
function isOwnSource({ sourceUri, sourceUriEnv }: Options): boolean {
  return sourceUri !== undefined || sourceUriEnv !== undefined;
}

/** Between ready and cutover, the source's applications go on writing for a moment, as they do in life. */
async function people(sandbox: Sandbox, ports: RunPorts): Promise<void> {
  tell(ports, 'info', 'Ready. The source is still being written to, and every change is followed until the cutover:');
  const tries = 40;
  for (let count = 0; count < tries; count += 1) {
    const { changesApplied, lagSeconds } = following(sandbox);
    const [time, detail] = [ports.clock.now().toISOString(), `lag ${lagSeconds} s`];
    const progress = { done: changesApplied, total: Math.max(changesApplied, changesWanted), unit: 'changes', detail };
    ports.reporter.report({
      type: 'progress',
      time,
      step: 'start.synchronize',
      title: 'Follow the source',
      ...progress,
    });
    if (changesApplied >= changesWanted) break;
    await ports.clock.sleep(500, ports.signal);
  }
  await sandbox.stopTraffic();
  tell(
    ports,
    'info',
    'The applications are stopped now, as you would stop yours: the cutover is refused while anything is written.',
  );
}

function following(sandbox: Sandbox): { changesApplied: number; lagSeconds: number } {
  const migration = sandbox.migrations().at(-1);
  return { changesApplied: migration?.progress?.changesApplied ?? 0, lagSeconds: migration?.lagTimeSeconds ?? 0 };
}

/** Runs one command as its own process, as a CI job would, and passes its events on. */
async function runCommand(
  args: readonly string[],
  directory: string,
  sandbox: Sandbox,
  ports: RunPorts,
): Promise<ResultEvent> {
  const command = commandLine(args);
  const report = (rest: { state: 'running' } | { state: 'ended'; exitCode: number; status: string }) =>
    ports.reporter.report({ type: 'command', time: ports.clock.now().toISOString(), command, ...rest });
  report({ state: 'running' });
  let result: ResultEvent | undefined;
  const line = (text: string) => {
    const event = LivemigEvent.safeParse(parsed(text));
    if (!event.success) throw new Error(`${command} printed a line that is not an event: ${text.slice(0, 200)}`);
    if (event.data.type === 'result') result = event.data;
    else ports.reporter.report(event.data);
  };
  const exitCode = await ports.runSelf({
    args: [...args, '--json', '--no-input', '--dir', directory],
    env: sandbox.env,
    line,
  });
  ports.signal.throwIfAborted();
  if (result === undefined) throw new Error(`${command} ended with code ${exitCode} and without a result`);
  report({ state: 'ended', exitCode, status: result.status });
  return result;
}

/** As it would be typed: its flags are our own words, its values may be anything. */
function commandLine(args: readonly string[]): string {
  return `livemig ${args.map((arg) => (/^--[a-z-]+$/.test(arg) ? arg : shellWord(arg))).join(' ')}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Of a migration that FAILED the command knows no reason, and what it advises is for a directory that is gone by then. */
function failed(
  args: readonly string[],
  { error, data }: ResultEvent,
  sandbox: Sandbox,
  options: Options,
): LivemigError {
  const failure = error?.code === 'MIGRATION_FAILED' ? sandbox.migrations().at(-1)?.failure : undefined;
  const { why, fix } =
    failure === undefined
      ? { why: error?.message, fix: error?.fix ?? '' }
      : { why: `the migration FAILED in the sandbox: ${harmless(failure).replace(/\.$/, '')}.`, fix: again(options) };
  return new LivemigError({
    kind: 'step-failed',
    code: 'REHEARSAL_FAILED',
    message: `\`${commandLine(args)}\` failed: ${why}`,
    fix,
    data: ErrorData.parse(data),
  });
}

function again({ destinationUri, destinationUriEnv }: Options): string {
  const own = destinationUri !== undefined || destinationUriEnv !== undefined;
  const drop = own ? ', after dropping there what has been copied so far' : '';
  return `Change what the reason names, at the source or the destination, and rehearse again${drop}.`;
}

function outcome(last: ResultEvent | undefined, seconds: Readonly<Record<string, number>>, sandbox: Sandbox): Outcome {
  const { migrationId, comparison } = last?.data ?? {};
  return {
    status: 'done',
    data: {
      migrationId,
      stages: Object.fromEntries(
        Object.entries(seconds).map(([id, taken]) => [
          id,
          { status: 'done', seconds: Math.round(taken * 1000) / 1000 },
        ]),
      ),
      documents: documentsIn(comparison),
      changesApplied: following(sandbox).changesApplied,
      comparison,
    },
    next: [
      { command: 'livemig link --help', reason: 'the first command of a real migration, and the credentials it needs' },
      { command: 'livemig sandbox', reason: 'an environment of your own to try every command in' },
    ],
  };
}

function documentsIn(comparison: unknown): unknown {
  return typeof comparison === 'object' && comparison !== null && 'documents' in comparison
    ? comparison.documents
    : null;
}
