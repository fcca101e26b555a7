import { isTimeUp } from '../core/deadline.ts';
import { LivemigError } from '../core/errors.ts';
import { harmless, shown } from '../core/harmless.ts';
import { sandboxResult } from '../core/results/sandbox-results.ts';
import { refuseProblems } from '../engine/wrong-inputs.ts';
import type { Sandbox } from '../sandbox/index.ts';
import type { CommandModule, Options } from './command-module.ts';
import { textOption, timeoutOf } from './common-options.ts';
import { problemsIn } from './option-problems.ts';
import type { RunPorts } from './run-ports.ts';
import { serverOptions } from './sandbox-servers.ts';
import { tell } from './tell.ts';

export const sandboxCommand: CommandModule = {
  result: sandboxResult,
  async run(options, ports) {
    const sandbox = await ports.startSandbox({
      ...(await sandboxOptions(options, ports)),
      faults: faultsOf(options),
      agent: agentOf(options),
      onMigrationFailed: (migration) => ports.err(`${failureText(migration)}\n`),
    });
    try {
      announce(sandbox, ports);
      await ended(ports.signal);
      return { status: 'done', data: { requests: sandbox.requests().length }, next: [] };
    } finally {
      await closed(sandbox, ports);
    }
  },
};

export interface FailedMigration {
  readonly id: string;
  readonly failure: string | undefined;
}

/** What Atlas' API does not tell of a migration that FAILED. */
export function failureText({ id, failure }: FailedMigration): string {
  return `The migration ${id} FAILED in the sandbox: ${harmless(failure ?? 'no reason was given')}`;
}

/** What it leaves behind is no reason to tell nothing of what was done in it. */
export async function closed(sandbox: Sandbox, ports: RunPorts): Promise<void> {
  try {
    await sandbox.close();
  } catch (error) {
    const why = harmless(error instanceof Error ? error.message : String(error));
    tell(ports, 'warning', `The sandbox did not stop in order: ${why}.`);
  }
}

export async function sandboxOptions(options: Options, ports: RunPorts) {
  timeoutOf(options);
  const file = textOption(options, 'scenario');
  const numbers = [['documents', '--documents'] as const, ['speed', '--speed'] as const];
  const problems = [
    ...problemsIn(() => serverOptions(options, ports)),
    ...numbers.flatMap(([name, flag]) => problemsIn(() => wholeNumber(options, name, flag))),
  ];
  refuseProblems(problems, { isAsked: false });
  return {
    ...serverOptions(options, ports),
    ...(file === undefined ? {} : { scenarioFile: await scenarioOf(file, ports) }),
    manager: options.manager === 'ops-manager' ? ('ops-manager' as const) : ('cloud-manager' as const),
    documents: wholeNumber(options, 'documents', '--documents'),
    speed: wholeNumber(options, 'speed', '--speed'),
  };
}

async function scenarioOf(path: string, ports: RunPorts) {
  const [text, { scenarioContent }] = await Promise.all([ports.readFile(path), import('./scenario-content.ts')]);
  return { path, content: scenarioContent(text, path) };
}

function announce(sandbox: Sandbox, ports: RunPorts): void {
  for (const note of sandbox.notes) ports.err(`${harmless(note)}\n`);
  const { atlasUrl, managerUrl, sourceUri, destinationUri, controlUrl, env } = sandbox;
  const time = ports.clock.now().toISOString();
  ports.reporter.report({ type: 'ready', time, atlasUrl, managerUrl, sourceUri, destinationUri, controlUrl, env });
}

/** Ending the sandbox by a signal is how it is meant to end, so it is not an interruption. */
async function ended(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  if (isTimeUp(signal)) signal.throwIfAborted();
}

function wholeNumber(options: Options, name: string, flag: string): number {
  const text = textOption(options, name) ?? '';
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && number <= 10_000_000) return number;
  throw new LivemigError({
    kind: 'usage',
    code: 'NUMBER',
    message: `${flag} is ${shown(text)}, which is not a whole number from 1 to 10000000.`,
    fix: `Give a number, such as ${flag} 1000.`,
  });
}

function faultsOf({ fault }: Options): string[] {
  return Array.isArray(fault) ? fault.map(String) : [];
}

function agentOf({ agent }: Options): 'running' | 'after-key' {
  return agent === 'running' ? agent : 'after-key';
}
