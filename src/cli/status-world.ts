import type { CutoverTerms } from '../core/cutover/armed-cutover.ts';
import { LivemigError } from '../core/errors.ts';
import type { Journal } from '../core/journal.ts';
import type { ArmedCutoverData } from '../core/results/armed-cutover-data.ts';
import { inputKeys } from '../stages/inputs.ts';
import { statusNeeds } from '../stages/needs.ts';
import { cutoverRequest } from '../stages/start/cutover-request.ts';
import { validatedWith } from '../stages/start/this-migration.ts';
import type { World } from '../stages/world.ts';
import { armedCutoverIn, armedTermsIn } from './armed-cutover-in.ts';
import type { Options } from './command-module.ts';
import { directoryOf } from './common-options.ts';
import { createKeptLooks, type KeptLooks } from './kept-looks.ts';
import type { RunPorts } from './run-ports.ts';
import { withSession } from './session.ts';
import { loadWholePast, type WholePast } from './whole-past.ts';

/** The journal, and a world to look at where the environment has what it takes; otherwise the reason why not. */
export interface StatusWorld extends WholePast {
  readonly world: World | undefined;
  readonly blind: LivemigError | undefined;
  /** Another run works on this migration. */
  readonly isUnderWay: boolean;
  /** Of a cutover that somebody armed, unless it was requested. */
  readonly armed: ArmedCutoverData | undefined;
  /** What looks before have seen, and is not looked at each time. */
  readonly kept: KeptLooks;
}

/** What it took to look, and what is known for good as long as the journal says the same. */
type Opened = Pick<StatusWorld, 'world' | 'blind' | 'kept'> & { readonly by: string };

/**
 * For `status`: asks nothing, locks nothing, writes nothing but what it has seen of the migration. What is missing makes it look at less, not fail; wrong
 * credentials and a state file that cannot be used do fail. Called again it asks only for what can have changed, unless the
 * journal has moved on, which another run may see to at any time.
 */
export function statusLooks(options: Options, ports: RunPorts): () => Promise<StatusWorld> {
  let last: Opened | undefined;
  return async () => {
    const files = await ports.openDirectory(directoryOf(options));
    const whole = { ...(await loadWholePast(files, ports)), isUnderWay: (await files.lock.heldBy()) !== undefined };
    const { journal } = whole;
    const armed = cutoverRequest(journal) === undefined ? await armedCutoverIn(files) : undefined;
    const terms = armed === undefined ? undefined : await armedTermsIn(files);
    const { seen: _, ...lasting } = journal;
    const by = JSON.stringify([lasting, terms]);
    if (last?.by !== by)
      last = { ...(await open(journal, terms, options, ports)), by, kept: createKeptLooks(ports.clock) };
    const { world, blind, kept } = last;
    return { ...whole, armed, world: world && knowing(journal, world), blind, kept };
  };
}

async function open(
  journal: Journal,
  terms: CutoverTerms | undefined,
  options: Options,
  ports: RunPorts,
): Promise<Pick<StatusWorld, 'world' | 'blind'>> {
  if (Object.keys(journal.steps).length === 0) return { world: undefined, blind: undefined };
  try {
    const said = validatedWith(journal);
    const inputs = [...statusNeeds.inputs, ...inputKeys.filter((key) => key in said)];
    const setup = { command: 'status', ...statusNeeds, inputs, readOnly: true, ...(terms && { terms }) } as const;
    const world = await withSession(
      { ...setup, options: { ...options, ...said, input: false } },
      ports,
      async (session) => session.world,
    );
    return { world, blind: undefined };
  } catch (error) {
    if (!(error instanceof LivemigError) || !isWanting(error)) throw error;
    return { world: undefined, blind: error };
  }
}

/** The same world with the journal as it stands now. */
function knowing(journal: Journal, world: World): World {
  const current = () => journal;
  return new Proxy(world, { get: (target, name) => (name === 'journal' ? current : Reflect.get(target, name)) });
}

/** Something was not given, rather than refused. */
function isWanting({ kind, code }: LivemigError): boolean {
  return kind === 'usage' || code === 'CREDENTIALS_MISSING' || code === 'HALF_CREDENTIALS';
}
