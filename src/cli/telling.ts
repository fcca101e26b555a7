import { LivemigError } from '../core/errors.ts';
import { happenedIn } from '../core/following/happened.ts';
import type { Measured } from '../core/following/metrics.ts';
import type { Hooks } from '../core/hooks/hook.ts';
import type { MigrationSeen } from '../core/hooks/hook-variables.ts';
import { allHostsIn } from '../core/hosts-in.ts';
import type { AuditLog } from '../core/ports.ts';
import { MigrationDetails } from '../core/results/migration-details.ts';
import { migrationIdOf } from '../stages/start/this-migration.ts';
import { need } from '../stages/world.ts';
import { openTeller } from '../tell/open-teller.ts';
import type { Options } from './command-module.ts';
import { directoryOf } from './common-options.ts';
import { type Ears, hearing } from './hearing.ts';
import { hooksGiven, runningHooks } from './hooks-given.ts';
import { openMetrics, wantsMetrics } from './metrics-outlet.ts';
import type { RunPorts } from './run-ports.ts';
import type { Session } from './session.ts';
import { tell } from './tell.ts';
import { recipientsIn } from './told-to.ts';

/** How long a run waits at its end for somebody who does not answer. */
const lastMs = { ended: 10_000, stopped: 1000 } as const;

export interface Telling {
  /** Those of the run, by which everything that is seen is heard of. */
  readonly ports: RunPorts;
  /** The hooks of the run, where it has some. */
  readonly hooks?: ((audit: AuditLog) => Hooks) | undefined;
  /** Tells others of what the work in a session sees, and what is left when that has ended. */
  during<Result>(session: Session, work: () => Promise<Result>): Promise<Result>;
}

/**
 * Tells others what a run sees of its migration, by webhooks, commands, hooks and metrics, as the options say. What cannot be used is
 * told before anything starts (kind `usage`); what goes wrong later is warned of, and never in the way of the migration.
 * A dry run tells nobody.
 */
export async function withTelling<Result>(
  options: Options,
  ports: RunPorts,
  use: (telling: Telling) => Promise<Result>,
): Promise<Result> {
  let measured: Measured | undefined;
  let requestErrors = 0;
  let destinationHosts: string | undefined;
  const seen = () => ({ ...seenIn(measured, options), destinationHosts });
  const recipients = await recipientsIn(options, ports, seen);
  const hooks = await hooksGiven(options, ports, seen);
  const isWanted = (await wantsMetrics(options, ports)) || recipients.length > 0 || hooks.isGiven;
  if (!isWanted || options.dryRun === true) return use({ ports, during: (_, work) => work() });

  const metrics = await openMetrics(options, ports, () => measured && { ...measured, requestErrors });
  /** Whoever is told of what happens, once there is a session. */
  let looked: Ears['looked'] = () => {};
  const heard = hearing(ports, {
    looked: (details) => looked(details),
    failed: () => {
      requestErrors += 1;
      metrics.changed();
    },
  });
  const during: Telling['during'] = async (session, work) => {
    const { destinationUri } = session.world.values;
    destinationHosts = destinationUri && allHostsIn(destinationUri.reveal());
    await hooks.settle(session.audit);
    const runHook = runningHooks(session.world.hooks);
    const teller = await openTeller({
      ...{ store: session.outbox, recipients, clock: ports.clock },
      warn: (message) => tell(ports, 'warning', message),
    });
    let [kept, run] = [Promise.resolve(), Promise.resolve()];
    looked = (details) => {
      const spoken = spokenOf(session);
      if (spoken === undefined) return;
      measured = { ...spoken, details, requestErrors };
      metrics.changed();
      for (const happening of happenedIn(details, spoken, ports.clock.now())) {
        kept = kept.then(() => teller.happened(happening));
        run = run.then(() => runHook(happening));
        // Told at the end, where it is awaited.
        run.catch(() => {});
      }
    };
    try {
      return await work().catch(tellingSeen(looked));
    } finally {
      await kept;
      await run;
      await teller.end(ports.signal.aborted ? lastMs.stopped : lastMs.ended);
    }
  };
  try {
    return await use({ ports: heard, during, hooks: hooks.with });
  } finally {
    await metrics.end();
  }
}

/** The migration, once there is one. */
function spokenOf({ world }: Session) {
  const migrationId = migrationIdOf(world.journal());
  return migrationId === null ? undefined : { migrationId, destination: need(world, 'destinationCluster') };
}

/** A step that has failed tells what it has seen by its error. */
function tellingSeen(looked: Ears['looked']) {
  return (error: unknown): never => {
    const seen = error instanceof LivemigError ? MigrationDetails.safeParse(error.data.seen).data : undefined;
    if (seen !== undefined) looked(seen);
    throw error;
  };
}

function seenIn(measured: Measured | undefined, options: Options): MigrationSeen {
  const { status, lagSeconds, following } = measured?.details ?? {};
  const { share, left } = following ?? {};
  return {
    migrationId: measured?.migrationId,
    status: status ?? undefined,
    lagSeconds: lagSeconds ?? undefined,
    progressPercent: share === undefined ? undefined : Math.floor(1000 * share) / 10,
    etaSeconds: left === undefined || 'unknown' in left ? undefined : Math.round(left.likelyMs / 1000),
    directory: directoryOf(options),
  };
}
