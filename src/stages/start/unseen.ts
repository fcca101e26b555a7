import type { LivemigError } from '../../core/errors.ts';
import { seenBefore } from '../../core/journal.ts';
import { MigrationDetails } from '../../core/results/migration-details.ts';
import type { World } from '../world.ts';
import { receipt } from '../world.ts';
import { createMigration } from './create-migration.ts';
import { cutoverRecord, cutoverRequest, requestText } from './cutover-request.ts';
import { goesOnInAtlas, statusSeen } from './followed-migration.ts';
import { sourceLines } from './left-behind-words.ts';
import { lookAtSide } from './look-at-side.ts';

/** The steps that look at a migration again and again. */
const following: readonly unknown[] = ['start.synchronize', cutoverRecord.id];

/**
 * The same error where somebody who follows a migration gets no answer any more, or is refused: that the migration goes on,
 * how it was seen last, and whether the source takes writes, which needs no answer of Atlas. Any other error as it is.
 */
export async function withStanding(error: LivemigError, world: World): Promise<LivemigError> {
  const isUnseen = (error.kind === 'api' || error.kind === 'credentials') && error.api?.method === 'GET';
  const id = receipt(world, createMigration)?.migrationId;
  if (!isUnseen || id === undefined || !following.includes(error.data.step)) return error;
  const seen = MigrationDetails.safeParse(error.data.seen).data;
  const request = cutoverRequest(world.journal());
  const { writes, balancer } = await lookAtSide(world, 'source');
  const lines = [
    `${id}: ${goesOnInAtlas}, whether livemig sees it or not; ${lastWords(seen, world)}`,
    request === undefined ? 'no cutover was requested from this directory' : requestText(request),
    ...sourceLines({ sourceWrites: writes, sourceBalancer: balancer, cutoverRequested: request !== undefined }),
  ];
  const changed = error.kind === 'credentials' && seen !== undefined ? [lateRefusal] : [];
  return error.retold({
    message: [error.message, ...changed, 'What stands where:', ...lines.map((line) => `  - ${line}`)].join('\n'),
    fix: `${error.fix} Then the same command goes on from where the migration stands.`,
  });
}

const lateRefusal =
  'The same credentials were taken earlier in this run: they have expired, or somebody has changed or deleted them.';

function lastWords(seen: MigrationDetails | undefined, world: World): string {
  const at = seen?.following?.clocks.answer;
  if (seen === undefined)
    return `it was ${seenBefore(world.journal(), statusSeen) ?? 'not seen'} when it was seen last`;
  const lag = seen.lagSeconds === null ? '' : `, lag ${seen.lagSeconds} s`;
  return `seen last as ${seen.status ?? 'of no status'}${lag}${at === undefined ? '' : `, at ${at}`}`;
}
