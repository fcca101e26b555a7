import { join } from 'node:path';
import type { LivemigEvent } from '../../src/core/events.ts';
import type { SandboxOptions } from '../../src/sandbox/index.ts';
import { type Journey, startJourney } from './journey.ts';
import { type CommandRun, type PortsOptions, runCommand } from './test-ports.ts';

type Env = Readonly<Record<string, string>>;
type Finding = Extract<LivemigEvent, { type: 'finding' }>;

export interface CheckRun extends CommandRun {
  /** By the id of its rule. */
  readonly findings: ReadonlyMap<string, Finding>;
  readonly notes: readonly string[];
}

/** A sandbox to look at, with `livemig` in directories of its own. The caller closes it. */
export async function startCheckScene(different: Partial<SandboxOptions> = {}) {
  const journey: Journey = await startJourney(different.manager ?? 'cloud-manager', undefined, different);
  let directories = 0;
  const fresh = () => join(journey.place, `directory-${++directories}`);
  /** In a directory that nobody has used, unless one is named. */
  const run = async (
    argv: readonly string[],
    changes: Partial<PortsOptions> = {},
    dir = fresh(),
  ): Promise<CheckRun> => {
    const ran = await runCommand([...argv, '--no-input', '--dir', dir], { env: journey.env, ...changes });
    const of = ran.events.flatMap((event) => (event.type === 'finding' ? [[event.id, event] as const] : []));
    const notes = ran.events.flatMap((event) => (event.type === 'note' ? [event.message] : []));
    return { ...ran, findings: new Map(of), notes };
  };
  return {
    journey,
    fresh,
    run,
    check: (argv: readonly string[] = [], changes: Partial<PortsOptions> = {}, dir = fresh()) =>
      run(['check', ...argv], changes, dir),
    /** Of what the sandbox says, only the variables with these names. */
    only: (names: RegExp): Env => Object.fromEntries(Object.entries(journey.env).filter(([name]) => names.test(name))),
    close: journey.close,
  };
}

export type CheckScene = Awaited<ReturnType<typeof startCheckScene>>;
