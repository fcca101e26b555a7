import type { NextCommand } from '../core/events.ts';
import { cutoverEver } from '../core/past.ts';
import type { LeftBehind } from '../core/results/left-behind.ts';
import { shellWord } from '../core/shell-word.ts';
import { stages } from '../stages/index.ts';
import { cutoverRequest, requestText } from '../stages/start/cutover-request.ts';
import { isReady, type MigrationDetails } from '../stages/start/migration-phase.ts';
import { creationOf, isCutOver, migrationDetails } from '../stages/start/this-migration.ts';
import type { Options, Outcome } from './command-module.ts';
import { dirFlag } from './common-options.ts';
import type { SeenStage } from './look-at-line.ts';
import type { LookingWorld } from './looking-world.ts';

/** What `status` comes to, of what was seen. */
export function statusOutcome(
  seen: readonly SeenStage[],
  looking: LookingWorld,
  options: Options,
  leftBehind: LeftBehind | undefined,
): Outcome {
  const { journal } = looking;
  const steps = seen.flatMap((stage) => stage.steps);
  const details = migrationDetails((id) => steps.find((step) => step.id === id)?.details);
  const creation = creationOf(journal);
  const status = statusOf(seen, looking, details);
  return {
    status,
    exitCode: status === 'failed' ? 1 : 0,
    data: {
      migration: creation.state === 'created' ? { migrationId: creation.id, ...details } : null,
      stages: Object.fromEntries(seen.map(({ stage, title: _, ...rest }) => [stage, rest])),
      inputs: journal.inputs,
      ...(leftBehind === undefined ? {} : { leftBehind }),
    },
    next: nextOf(status, seen, looking).map((next) => ({ ...next, command: `${next.command}${dirFlag(options)}` })),
  };
}

function statusOf(
  seen: readonly SeenStage[],
  { journal }: LookingWorld,
  details: MigrationDetails | undefined,
): Outcome['status'] {
  if (seen.some(({ steps }) => steps.some(({ state }) => state === 'failed'))) return 'failed';
  if (details?.status === 'COMPLETE' || isCutOver(journal)) return 'done';
  const isOffered = details !== undefined && isReady(details) && cutoverRequest(journal) === undefined;
  if (isOffered) return 'ready-for-cutover';
  return Object.keys(journal.steps).length === 0 ? 'not-started' : 'in-progress';
}

/** What goes on from there. */
function nextOf(
  status: Outcome['status'],
  seen: readonly SeenStage[],
  { journal, past, world }: LookingWorld,
): readonly NextCommand[] {
  if (status === 'done') return [];
  const request = cutoverRequest(journal);
  if (status === 'in-progress' && request !== undefined) {
    return [{ command: 'livemig cutover', reason: `follow it until COMPLETE; ${requestText(request)}` }];
  }
  if (status === 'ready-for-cutover') {
    const cluster = shellWord(world?.values.destinationCluster ?? 'CLUSTER');
    return [{ command: `livemig cutover --confirm ${cluster}`, reason: 'ready: stop every write to the source first' }];
  }
  if (status === 'failed' && creationOf(journal).state === 'created') {
    // What was to be cut over may serve applications: from there on this directory only tells.
    return cutoverEver(journal, past) === undefined
      ? [{ command: 'livemig start --create-again', reason: 'once the advice above has been followed' }]
      : [];
  }
  const open = seen.find(({ state }) => state !== 'done');
  return open === undefined ? [] : [{ command: `livemig ${open.stage}`, reason: summaryOf(open) }];
}

function summaryOf({ stage }: SeenStage): string {
  return stages.find(({ id }) => id === stage)?.summary ?? '';
}
