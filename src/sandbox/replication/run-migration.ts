import { commitNamespace } from './align-namespace.ts';
import { stopBalancers } from './balancers.ts';
import { copyDeployment, dropUserData } from './copy-deployment.ts';
import { could } from './could-not.ts';
import { forgetRecords, keepRecords } from './engine-records.ts';
import { feedOf, follow, idleWait, waitForCutover } from './follow-changes.ts';
import { enter, goOn, type MigrationRun } from './migration-run.ts';
import { refuseUnsupported } from './refuse-unsupported.ts';
import { knowsCollMod, majorOf, versionOf } from './server-facts.ts';
import { shardPlanOf } from './shard-plan.ts';
import type { Transfer } from './transfer.ts';
import { userNamespaces } from './user-namespaces.ts';

/** Runs the migration to its end with both balancers stopped; they run again after it, however it ended. */
export async function runMigration(run: MigrationRun): Promise<void> {
  const startBalancers = await stopBalancers(run.keepsSource ? [run.destination] : [run.source, run.destination]);
  const records = keepRecords(run);
  try {
    await migrate(run);
  } finally {
    await records.end();
    await startBalancers();
  }
  await forgetRecords(run);
  run.state.phase = 'complete';
  run.state.info = 'commit completed';
}

/**
 * Copies, follows, and completes once the cutover is asked for. The start time is taken before anything is read, so
 * that the change stream has all that the copy may have missed.
 * A source without an oplog is copied once and then waits for its cutover; what is written meanwhile is not carried over.
 */
async function migrate(run: MigrationRun): Promise<void> {
  const { job, source } = run;
  enter(run, 'initializing');
  await could('look at the collections of the source', () => refuseUnsupported(source));
  const transfer = await routeOf(run);
  const open = await feedOf(run, transfer.major);
  if (job.dropDestinationData) await dropUserData(transfer);
  enter(run, 'copying');
  const copied = await copyDeployment(transfer);
  if (open === undefined) await waitForCutover(run);
  else await follow(run, transfer, open, copied);
  enter(run, 'committing');
  for (const namespace of await userNamespaces(source)) {
    goOn(run);
    await commitNamespace(transfer, namespace);
  }
}

async function mayGoOn(run: MigrationRun): Promise<void> {
  goOn(run);
  while (run.trouble.holdsCopy()) {
    await run.clock.sleep(idleWait, run.signal);
    goOn(run);
  }
}

async function routeOf(run: MigrationRun): Promise<Transfer> {
  const { job, source, destination, state } = run;
  return {
    source,
    destination,
    major: majorOf(await versionOf(source)),
    canModify: await knowsCollMod(destination),
    shardPlan: await shardPlanOf(source, job.sharding),
    progress: state.progress,
    goOn: () => mayGoOn(run),
  };
}
