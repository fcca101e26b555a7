import { LivemigError } from '../../core/errors.ts';
import { progressOf } from '../../core/journal.ts';
import { MigrationDetails } from '../../core/results/migration-details.ts';
import { defineStep, need, receipt } from '../world.ts';
import { afterCutover, blockNow } from './after-cutover.ts';
import { createMigration } from './create-migration.ts';
import { attemptOf, cutoverBefore } from './cutover-before.ts';
import { type CutoverReceipt, cutoverRecord, cutoverRequest, requestDetails, requestText } from './cutover-request.ts';
import { currentMigration, followed, goesOnInAtlas, seenOf } from './followed-migration.ts';
import { readyText, reasonToWait } from './migration-phase.ts';
import { failureOf } from './migration-status.ts';

export const cutOver = defineStep<CutoverReceipt, MigrationDetails>({
  ...cutoverRecord,
  title: 'Cut over to the destination',
  details: MigrationDetails,
  meanwhile: goesOnInAtlas,
  patience: {
    usually: 'three to ten minutes',
    longAfterMs: 20 * 60_000,
    lookAt: "Look at the destination cluster's card in Atlas, and keep writes to the source stopped.",
    limitMs: 24 * 3_600_000,
  },
  async observe(world, _, before) {
    const migration = await currentMigration(world);
    if (migration === undefined) return { state: 'todo', detail: 'this directory knows of no migration yet' };
    const [seen, details] = [seenOf(migration), await followed(world, migration)];
    const request = cutoverRequest(world.journal());
    // Whoever was not told of it before the end is told then.
    const ended = { ...details, ...(request && requestDetails(request)) };
    const error = failureOf(migration);
    if (error !== undefined) return { state: 'failed', error, details: ended, seen };
    if (migration.status === 'COMPLETE') {
      const after = await afterCutover(world, details.following);
      const told = { state: 'done', detail: 'COMPLETE', details: { ...ended, ...after.details }, seen } as const;
      return after.receipt === undefined ? told : { ...told, receipt: after.receipt };
    }
    const reason = reasonToWait(details, world.terms, before);
    const mayHaveArrived = request !== undefined && (request.state === 'requested' || reason !== undefined);
    if (mayHaveArrived) {
      const detail = `${requestText(request)}; Atlas reports ${migration.status ?? 'no status'}; waiting for COMPLETE`;
      return { state: 'waiting', detail, details: ended, seen: { ...seen, ...(await blockNow(world)) } };
    }
    return reason === undefined
      ? { state: 'todo', detail: readyText(details), details, seen }
      : { state: 'waiting', detail: reason, details, seen };
  },
  before: cutoverBefore,
  async run(world) {
    const created = receipt(world, createMigration);
    if (created === undefined) throw notCreated();
    await world.atlas.cutover(need(world, 'atlasProject'), created.migrationId).catch(tellLost);
    return { requestedAt: world.clock.now().toISOString(), requestedBy: world.user };
  },
  fact({ details }, { journal }) {
    const wasComplete = details === undefined && progressOf(journal, cutoverRecord.id) === 'done';
    if (details?.status === 'COMPLETE' || wasComplete) return 'complete';
    const request = cutoverRequest(journal);
    return request && requestText(request);
  },
  async approved({ hooks, journal, began }) {
    const attempt = attemptOf({ journal, began });
    await hooks.run('before-cutover', attempt);
    await hooks.run('on-writes-stopped', attempt);
  },
  danger(world) {
    const cluster = need(world, 'destinationCluster');
    return {
      warning: `Cutting over to ${cluster} cannot be undone. Stop every write to the source first; from then on applications use ${cluster}.`,
      phrase: cluster,
      otherwise: 'Not cut over. The migration goes on as it is.',
    };
  },
});

/** Whether it was carried out nobody knows then: the next run looks for it, and asks again where nothing is seen of it. */
function tellLost(error: unknown): never {
  if (!(error instanceof LivemigError) || error.api?.delivery !== 'unknown') throw error;
  throw new LivemigError({
    kind: 'outcome-unknown',
    code: 'CUTOVER_OUTCOME_UNKNOWN',
    message: `Atlas was asked for the cutover, and its answer never came: it may be under way. ${error.message}`,
    fix: 'Keep writes to the source stopped. `livemig status` shows whether it is under way; `livemig cutover` follows it, and asks again only where nothing is seen of it.',
    api: error.api,
  });
}

function notCreated(): LivemigError {
  return new LivemigError({
    kind: 'blocked',
    code: 'NO_MIGRATION',
    message: 'There is no migration to cut over: the journal knows of none.',
    fix: '`livemig status` shows what comes first here.',
  });
}
