import { failedAmong } from '../core/attempts.ts';
import type { LivemigError } from '../core/errors.ts';
import type { HandOver } from '../core/results/hand-over.ts';
import type { LeftBehind } from '../core/results/left-behind.ts';
import type { MigrationDetails } from '../core/results/migration-details.ts';
import { cutoverRequest } from '../stages/start/cutover-request.ts';
import { isReady } from '../stages/start/migration-phase.ts';
import { creationOf, isCutOver, migrationDetails } from '../stages/start/this-migration.ts';
import type { Options, Outcome } from './command-module.ts';
import { exitCodeOf } from './exit-codes.ts';
import type { SeenStage } from './look-at-line.ts';
import { nextOfStatus } from './next-of-status.ts';
import type { RunPorts } from './run-ports.ts';
import type { StatusWorld } from './status-world.ts';

/** What was seen of an end: one without success, or one that is COMPLETE. */
interface EndSeen {
  readonly leftBehind?: LeftBehind | undefined;
  readonly handOver?: HandOver | undefined;
}

/** What `status` comes to, of what was seen; `problem` is why a person has to act. */
export async function statusOutcome(
  seen: readonly SeenStage[],
  looking: StatusWorld,
  options: Options,
  problem: LivemigError | undefined,
  { leftBehind, handOver }: EndSeen,
  env: RunPorts['env'],
): Promise<Outcome> {
  const { journal } = looking;
  const steps = seen.flatMap((stage) => stage.steps);
  const details = migrationDetails((id) => steps.find((step) => step.id === id)?.details);
  const creation = creationOf(journal);
  const failed = failedAmong(looking.attempts);
  const end = { leftBehind, rollbackWindow: details?.rollbackWindow };
  const status = problem === undefined ? statusOf(looking, details) : 'failed';
  return {
    status,
    exitCode: problem === undefined ? 0 : exitCodeOf(problem),
    ...(problem === undefined ? {} : { error: problem }),
    data: {
      migration: creation.state === 'created' ? { migrationId: creation.id, ...details } : null,
      stages: Object.fromEntries(seen.map(({ stage, title: _, cutover: __, ...rest }) => [stage, rest])),
      ...(looking.armed === undefined ? {} : { armedCutover: looking.armed }),
      ...(failed.length === 0 ? {} : { attempts: failed }),
      inputs: journal.inputs,
      ...(handOver === undefined ? {} : { handOver }),
      ...(leftBehind === undefined ? {} : { leftBehind }),
    },
    next: await nextOfStatus(status, problem, end, seen, looking, options, env),
  };
}

function statusOf({ journal }: StatusWorld, details: MigrationDetails | undefined): Outcome['status'] {
  if (details?.status === 'COMPLETE' || isCutOver(journal)) return 'done';
  const isOffered = details !== undefined && isReady(details) && cutoverRequest(journal) === undefined;
  if (isOffered) return 'ready-for-cutover';
  return Object.keys(journal.steps).length === 0 ? 'not-started' : 'in-progress';
}
