import { LivemigError } from '../core/errors.ts';
import { type RollbackData, rollbackResult } from '../core/results/rollback-result.ts';
import { planPage, planTitle } from '../core/way-back/plan-text.ts';
import { outcomeUnknown } from '../stages/start/create-outcome.ts';
import { rollbackPlan } from '../stages/start/rollback.ts';
import { creationOf } from '../stages/start/this-migration.ts';
import type { CommandModule, Options, Outcome } from './command-module.ts';
import { directoryOf, dirFlag, textOption } from './common-options.ts';
import { lookForMigration } from './other-migrations.ts';
import { type OwnFile, refuseToOverwrite } from './refuse-to-overwrite.ts';
import type { RunPorts } from './run-ports.ts';
import { type StatusWorld, statusLooks } from './status-world.ts';
import { tell } from './tell.ts';
import { loadWholePast, refuseForgotten, tellDoubt } from './whole-past.ts';

/** Writes what it would take to go back. Changes nothing, anywhere. */
export const rollbackCommand: CommandModule = { result: rollbackResult, run: planned };

async function planned(options: Options, ports: RunPorts): Promise<Outcome> {
  const file = textOption(options, 'output');
  if (options.plan !== true) throw onlyPlans(options);
  if (file !== undefined) await refuseToOverwrite(file, planFile, ports);
  const looking = await lookAtMigration(options, ports);
  const { journal, world, blind, armed } = looking;
  const { destinationCluster: cluster = journal.inputs.destinationCluster } = world?.values ?? {};
  const named = typeof cluster === 'string' ? cluster : 'the destination';
  const plan = await rollbackPlan(journal, world, blind?.message, {
    cluster: named,
    armed: isToCancel(armed) ? armed?.text : undefined,
    dirFlag: dirFlag(options),
  });
  if (file !== undefined) await ports.saveFile(file, planPage(plan, named, ports.clock.now().toISOString()));
  const data: RollbackData = { ...plan, ...(file !== undefined && { file }) };
  return { status: 'done', data, next: [] };
}

/** Refuses where there is nothing to go back from, or where the journal has forgotten what the audit knows. */
async function lookAtMigration(options: Options, ports: RunPorts): Promise<StatusWorld> {
  const whole = await loadWholePast(await ports.openDirectory(directoryOf(options)), ports);
  tellDoubt(whole, options, ports);
  refuseForgotten(whole, options);
  await lookForMigration('rollback', options, ports, whole.journal);
  if (creationOf(whole.journal).state === 'asked') throw outcomeUnknown();
  ports.reporter.busy?.('Finding out where the migration stands');
  const looking = await statusLooks(options, ports)();
  if (looking.blind !== undefined) {
    tell(ports, 'warning', `Nothing was looked at, so this is what the journal says. ${looking.blind.message}`);
  }
  return looking;
}

function isToCancel(armed: StatusWorld['armed']): boolean {
  return armed !== undefined && ['armed', 'waiting', 'attempting'].includes(armed.state);
}

/** A plan is written over an earlier one alone. */
const planFile: OwnFile = { isOurs: (text) => text.startsWith(planTitle), isNot: 'is no plan of livemig' };

function onlyPlans(options: Options): LivemigError {
  return new LivemigError({
    kind: 'usage',
    code: 'ROLLBACK_ONLY_PLANS',
    message:
      'livemig does not go back by itself: it unblocks no writes, brings no changes back and moves no application. All of that is decided and run by people.',
    fix: `\`livemig rollback --plan${dirFlag(options)}\` writes the exact steps for this migration as it stands, and runs nothing.`,
  });
}
