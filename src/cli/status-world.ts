import { LivemigError } from '../core/errors.ts';
import { inputKeys } from '../stages/inputs.ts';
import { statusNeeds } from '../stages/needs.ts';
import { validatedWith } from '../stages/start/this-migration.ts';
import type { World } from '../stages/world.ts';
import type { Options } from './command-module.ts';
import { directoryOf } from './common-options.ts';
import type { RunPorts } from './run-ports.ts';
import { withSession } from './session.ts';
import { loadWholePast, type WholePast } from './whole-past.ts';

/** The journal, and a world to look at where the environment has what it takes; otherwise the reason why not. */
export interface StatusWorld extends WholePast {
  readonly world: World | undefined;
  readonly blind: LivemigError | undefined;
  /** Another run works on this migration. */
  readonly isUnderWay: boolean;
}

/**
 * For `status`: asks nothing, writes nothing, locks nothing. What is missing makes it look at less, not fail; wrong
 * credentials and a state file that cannot be used do fail.
 */
export async function statusWorld(options: Options, ports: RunPorts): Promise<StatusWorld> {
  const files = await ports.openDirectory(directoryOf(options));
  const whole = { ...(await loadWholePast(files, ports)), isUnderWay: await files.lock.isHeldElsewhere() };
  if (Object.keys(whole.journal.steps).length === 0) return { ...whole, world: undefined, blind: undefined };
  try {
    const said = validatedWith(whole.journal);
    const inputs = [...statusNeeds.inputs, ...inputKeys.filter((key) => key in said)];
    const setup = { command: 'status', ...statusNeeds, inputs, readOnly: true } as const;
    const world = await withSession(
      { ...setup, options: { ...options, ...said, input: false } },
      ports,
      async (session) => session.world,
    );
    return { ...whole, world, blind: undefined };
  } catch (error) {
    if (!(error instanceof LivemigError) || !isWanting(error)) throw error;
    return { ...whole, world: undefined, blind: error };
  }
}

/** Something was not given, rather than refused. */
function isWanting({ kind, code }: LivemigError): boolean {
  return kind === 'usage' || code === 'CREDENTIALS_MISSING' || code === 'HALF_CREDENTIALS';
}
