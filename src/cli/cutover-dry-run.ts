import type { CutoverWindow } from '../core/cutover/cutover-window.ts';
import type { LivemigError } from '../core/errors.ts';
import { cutoverPlan } from '../core/gates/cutover-plan.ts';
import { refusalBy, wantedWhen } from '../core/gates/gate-words.ts';
import type { CutoverPlan } from '../core/results/cutover-plan.ts';
import type { MigrationDetails } from '../core/results/migration-details.ts';
import { gatesNow } from '../stages/start/gates-now.ts';
import { migrationNow } from '../stages/start/this-migration.ts';
import { need, type World } from '../stages/world.ts';
import type { Options } from './command-module.ts';
import { textOption } from './common-options.ts';
import { missingUris } from './missing-uris.ts';
import type { RunPorts } from './run-ports.ts';
import { tellGates } from './tell-gates.ts';

/** What a dry run of the cutover has to tell, and why it would be refused now, if it would. */
export interface DryCutover {
  readonly plan: CutoverPlan;
  readonly migration: MigrationDetails;
  readonly refusal: LivemigError | undefined;
}

/** What the gates say nothing of. */
export interface DryAsked {
  /** In which it is wanted; at once where there is none. */
  readonly window: CutoverWindow | undefined;
  /** Why it would be refused whatever they say: a cutover that is armed already. */
  readonly inTheWay: LivemigError | undefined;
}

/** Looks at all gates once, and waits for nothing; `undefined` where there is no migration. */
export async function dryCutover(
  world: World,
  options: Options,
  ports: RunPorts,
  { window, inTheWay }: DryAsked,
): Promise<DryCutover | undefined> {
  const migration = await migrationNow(world);
  if (migration === undefined) return undefined;
  ports.reporter.busy?.('Looking at the gates of the cutover');
  const directory = textOption(options, 'hooks');
  const given = directory === undefined ? [] : await ports.outlets.readHooks(directory);
  const gates = await gatesNow(world, migration, { hooksToCome: given.map(({ name }) => name) });
  // Beside one that waits for its window none is requested at once.
  const wanted = inTheWay === undefined ? wantedWhen(window, ports.clock.now()) : 'in-window';
  tellGates(gates, ports, wanted);
  const order = { destination: need(world, 'destinationCluster'), hooks: given, missing: missingUris(world.values) };
  const plan = cutoverPlan({ order, migration, gates, wanted, isRefused: inTheWay !== undefined });
  // In its window, what refuses is waited for.
  const refusal = inTheWay ?? (window === undefined ? wouldBe(refusalBy(gates)) : undefined);
  return { plan, migration, refusal };
}

/** In the words of a run that asks for nothing. */
function wouldBe(refusal: LivemigError | undefined): LivemigError | undefined {
  return refusal?.retold({
    message: refusal.message.replace('is refused by', 'would be refused by').replace(', and was not requested', ''),
  });
}
