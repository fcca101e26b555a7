import { LivemigError } from '../../core/errors.ts';
import { harmless } from '../../core/harmless.ts';
import { type Journal, seenBefore } from '../../core/journal.ts';
import { completeSeen } from '../../core/past.ts';
import type { Request } from '../../core/request.ts';
import type { World } from '../world.ts';
import { currentMigration, statusSeen } from './followed-migration.ts';
import { creationOf, isCutOver } from './this-migration.ts';

/**
 * Where the migration of a directory stands, for whoever judges what comes before one. `under-way`: the engine may be at
 * work on both sides. `ended`: without success, so that another one may come. `text` says how that is known.
 */
export type Standing =
  | { readonly state: 'none' | 'complete' }
  | { readonly state: 'under-way' | 'ended'; readonly text: string };

/** Asks Atlas, unless the end is known already; where it gives no answer, what was seen last is what there is. */
export async function standingNow(world: World): Promise<Standing> {
  const journal = world.journal();
  const creation = creationOf(journal);
  if (creation.state === 'none') return { state: 'none' };
  if (creation.state !== 'created')
    return {
      state: 'under-way',
      text: 'A migration may be under way: Atlas was asked to create one, without its answer',
    };
  const what = `The migration ${creation.id} of this directory`;
  const seen = seenBefore(journal, statusSeen);
  if (isCutOver(journal) || seenBefore(journal, completeSeen) !== undefined) return { state: 'complete' };
  if (isEnd(seen)) return { state: 'ended', text: `${what} is ${seen}` };
  const now = await statusNow(world);
  if (now === 'COMPLETE') return { state: 'complete' };
  if (isEnd(now)) return { state: 'ended', text: `${what} is ${now}` };
  if (now !== undefined) return { state: 'under-way', text: `${what} is under way (Atlas reports ${harmless(now)})` };
  const last = seen === undefined ? 'nobody has looked at it yet' : `it was ${seen} when it was looked at last`;
  return { state: 'under-way', text: `${what} may be under way (${last}, and Atlas tells nothing of it now)` };
}

/** What that asks, for a plan of it. */
export function requestsForStanding(journal: Journal): readonly Request[] {
  const creation = creationOf(journal);
  const isKnown = creation.state !== 'created' || isEnd(seenBefore(journal, statusSeen));
  return isKnown
    ? []
    : [{ to: 'Atlas', sends: `GET /api/atlas/v2/groups/{atlasProject}/liveMigrations/${creation.id}` }];
}

function isEnd(status: string | undefined): boolean {
  return status === 'FAILED' || status === 'EXPIRED';
}

async function statusNow(world: World): Promise<string | undefined> {
  try {
    return (await currentMigration(world))?.status ?? undefined;
  } catch (error) {
    if (error instanceof LivemigError) return undefined;
    throw error;
  }
}
