import { type Fact, known, unknownBecause } from '../../core/check.ts';
import { isInterruption, LivemigError } from '../../core/errors.ts';
import type { Following } from '../../core/following/following.ts';
import { type Journal, progressOf, receiptOf } from '../../core/journal.ts';
import { completeSeen } from '../../core/past.ts';
import type { MigrationDetails } from '../../core/results/migration-details.ts';
import type { DeploymentMoment } from '../../core/way-back/deployment-moment.ts';
import { type Downtime, downtimeOf } from '../../core/way-back/downtime.ts';
import { type RollbackWindow, rollbackWindow, type Since } from '../../core/way-back/rollback-window.ts';
import { withoutStop } from '../../core/without-stop.ts';
import type { World } from '../world.ts';
import { keptBefore, lastWriteIn, momentOf } from './cutover-before.ts';
import { type CutoverReceipt, type CutoverRequest, cutoverRecord, cutoverRequest } from './cutover-request.ts';

/** Under this name the journal keeps that the source was seen to block writes, after the request. */
export const blockSeen = 'source.write-block';

/** Longer than a request takes that is sent again because Atlas was busy. */
const sameRequestMs = 10 * 60_000;

/**
 * What is to be said of a cutover that is COMPLETE: for how long nobody could write, and for how long there is a way back. With the
 * receipt that keeps what was measured the first time; none where this journal asked for nothing.
 */
export async function afterCutover(
  world: World,
  following: Following | undefined,
): Promise<{
  readonly details: Pick<MigrationDetails, 'downtime' | 'rollbackWindow'>;
  readonly receipt?: CutoverReceipt;
}> {
  const journal = world.journal();
  const [request, kept] = [ownRequest(journal), receiptOf(journal, cutoverRecord)];
  if (request === undefined) return { details: { rollbackWindow: await windowNow(world) } };
  if (kept?.downtime !== undefined) {
    return { details: { downtime: kept.downtime, rollbackWindow: await windowNow(world) }, receipt: kept };
  }
  const [rollbackWindow, source, destination] = await Promise.all([
    windowNow(world),
    momentOf(world, 'source'),
    momentOf(world, 'destination'),
  ]);
  const now = world.clock.now();
  const downtime = downtimeIn({ journal, request, following, source, destination, now });
  return {
    details: { downtime, rollbackWindow },
    receipt: {
      ...{ requestedAt: request.at, ...(request.by !== undefined && { requestedBy: request.by }), downtime },
      seenComplete: {
        at: now.toISOString(),
        wayBack: rollbackWindow,
        sourceWrites: source.known ? source.value.writes : source,
        balancers: {
          source: source.known ? source.value.balancer : source,
          destination: destination.known ? destination.value.balancer : destination,
        },
      },
    },
  };
}

/**
 * Whether the source blocks writes by now: looked at while the cutover is waited for, where nothing else has told when the writes
 * stopped. For the journal, which keeps when it was first so.
 */
export async function blockNow(world: World): Promise<Readonly<Record<string, string>>> {
  const before = keptBefore(world.journal());
  const isKnown = before?.hooksStoppedAt !== undefined || before?.lastWrite.known === true;
  if (isKnown || world.values.sourceUri === undefined || world.journal().seen?.[blockSeen] !== undefined) return {};
  const moment = await momentOf(world, 'source');
  const isBlocked = moment.known && moment.value.writes.known && moment.value.writes.value.state === 'blocked';
  return isBlocked ? { [blockSeen]: 'blocked' } : {};
}

interface EndSeen {
  readonly journal: Journal;
  readonly request: CutoverRequest;
  readonly following: Following | undefined;
  readonly source: Fact<DeploymentMoment>;
  readonly destination: Fact<DeploymentMoment>;
  readonly now: Date;
}

function downtimeIn({ journal, request, following, source, destination, now }: EndSeen): Downtime {
  const before = keptBefore(journal);
  const isOfIt = before !== undefined && Date.parse(request.at) - Date.parse(before.at) <= sameRequestMs;
  const seen = [journal.seen?.[completeSeen]?.at, following?.ended?.by, now.toISOString()];
  return downtimeOf({
    requestedAt: request.at,
    before: isOfIt ? before : undefined,
    blockedAt: journal.seen?.[blockSeen]?.at,
    lastWrite: lastWriteIn(source, now),
    completeSeenAt: earliest(seen.flatMap((at) => at ?? [])) ?? now.toISOString(),
    notCompleteAt: following?.ended?.after,
    writable: !destination.known
      ? destination
      : !destination.value.hasPrimary
        ? known(false)
        : destination.value.writes.known
          ? known(destination.value.writes.value.state === 'free')
          : known(true),
  });
}

export async function windowNow(world: World): Promise<RollbackWindow> {
  const { destinationUri } = world.values;
  const since = sinceOf(world.journal());
  if (!since.known) return { state: 'not-known', because: since.reason };
  if (destinationUri === undefined) {
    return { state: 'not-looked-at', because: 'LIVEMIG_DESTINATION_URI is not set' };
  }
  try {
    return rollbackWindow(since.value, await world.inspector.oplogReaches(destinationUri), world.clock.now());
  } catch (error) {
    if (!(error instanceof LivemigError) || isInterruption(error)) throw error;
    return { state: 'not-looked-at', because: error.message };
  }
}

/** From where on changes on the destination are wanted. */
export function sinceOf(journal: Journal): Fact<Since> {
  const [request, before] = [ownRequest(journal), keptBefore(journal)];
  if (request === undefined) return unknownBecause('the cutover was not requested from this directory');
  if (before?.destination.known === true) return known({ time: before.destination.value.clusterTime });
  const reason = before?.destination.reason ?? 'the version that requested it did not read it';
  // The earlier, the surer: an answer comes after its request.
  const at = journal.steps[cutoverRecord.id]?.startedAt ?? request.at;
  return known({
    time: { seconds: Math.floor(Date.parse(at) / 1000), increment: 0 },
    byClock: `when it was requested by the clock of that machine, because the cluster time was not read (${withoutStop(reason)})`,
  });
}

/** What this journal has asked for itself: a record that is done and kept nothing else is of a cutover that was found so. */
function ownRequest(journal: Journal) {
  const isKept = receiptOf(journal, cutoverRecord) !== undefined || keptBefore(journal) !== undefined;
  return isKept || progressOf(journal, cutoverRecord.id) !== 'done' ? cutoverRequest(journal) : undefined;
}

function earliest(times: readonly string[]): string | undefined {
  return times.toSorted((one, other) => Date.parse(one) - Date.parse(other))[0];
}
