import type { MigrationDetails } from '../core/results/migration-details.ts';
import { gatesNow } from '../stages/start/gates-now.ts';
import { need } from '../stages/world.ts';
import { armedBeside } from './armed-beside.ts';
import type { Options } from './command-module.ts';
import { newsOf, type ToldGates } from './pass-gates.ts';
import type { RunPorts } from './run-ports.ts';
import type { Session } from './session.ts';
import { tellGates } from './tell-gates.ts';

/**
 * On a terminal the cutover is offered, with its gates, unless one is armed for a window; without a terminal it takes
 * `--cutover auto` or `livemig cutover`.
 */
export async function wantsCutover(
  migration: MigrationDetails | undefined,
  { prompter, world }: Session,
  options: Options,
  ports: RunPorts,
  told: ToldGates,
): Promise<boolean> {
  if (prompter === undefined) return false;
  const beside = await armedBeside(options, ports);
  if (beside !== undefined) {
    world.tell(`${beside.message} ${beside.fix}`);
    return false;
  }
  if (migration !== undefined) {
    const seen = await gatesNow(world, migration);
    tellGates(seen, ports);
    told.gates = newsOf(seen);
  }
  const message = `Ready. Stop every write to the source, then cut over to ${need(world, 'destinationCluster')}. Cut over now?`;
  return (await prompter.ask({ kind: 'yes-no', message, default: false })) === 'yes';
}
