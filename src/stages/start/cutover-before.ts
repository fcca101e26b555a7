import { type Fact, known, unknownBecause } from '../../core/check.ts';
import { beforeOf, type Journal, receiptOf } from '../../core/journal.ts';
import { CutoverBefore, type LastWrite, type ReadTime } from '../../core/way-back/cutover-before.ts';
import type { DeploymentMoment } from '../../core/way-back/deployment-moment.ts';
import { seen } from '../seen.ts';
import type { Side } from '../services.ts';
import type { World } from '../world.ts';
import { createMigration } from './create-migration.ts';
import { cutoverRecord } from './cutover-request.ts';

/** Which attempt at the cutover this is: one in a run, also where it had to be approved again because the lag had grown. */
export function attemptOf({ journal, began }: Pick<World, 'journal' | 'began'>): string {
  return `${receiptOf(journal(), createMigration)?.migrationId}/cutover/${began}`;
}

const variables = { source: 'sourceUri', destination: 'destinationUri' } as const;

/** A deployment at this moment, or why it cannot be seen. An interruption is thrown. */
export async function momentOf(
  world: Pick<World, 'inspector' | 'values'>,
  side: Side,
): Promise<Fact<DeploymentMoment>> {
  const uri = world.values[variables[side]];
  if (uri === undefined) return unknownBecause(`LIVEMIG_${side.toUpperCase()}_URI is not set`);
  return seen(() => world.inspector.moment(side, uri));
}

/** When user data of the source was last written: servers tell how long ago. */
export function lastWriteIn(moment: Fact<DeploymentMoment>, now: Date): Fact<LastWrite> {
  if (!moment.known) return moment;
  const { lastWrite } = moment.value;
  if (!lastWrite.known) return lastWrite;
  const { at, agoMs } = lastWrite.value;
  return known({ at: new Date(now.getTime() - agoMs).toISOString(), byServer: at.toISOString() });
}

/** Reads what the way back and the downtime are counted from, within seconds: the cutover is requested right afterwards. */
export async function cutoverBefore(world: World): Promise<CutoverBefore> {
  const attempt = attemptOf(world);
  const [source, destination, stopping, stopped] = await Promise.all([
    momentOf(world, 'source'),
    momentOf(world, 'destination'),
    world.hooks.timesOf('before-cutover', attempt),
    world.hooks.timesOf('on-writes-stopped', attempt),
  ]);
  const now = world.clock.now();
  // Where only the second is there, somebody else has stopped them before it began.
  const hooksStoppedAt = stopping?.endedAt ?? stopped?.startedAt;
  return {
    at: now.toISOString(),
    source: timeIn(source, now),
    destination: timeIn(destination, now),
    lastWrite: lastWriteIn(source, now),
    ...(hooksStoppedAt !== undefined && { hooksStoppedAt }),
  };
}

/** What the journal has kept of it; `undefined` where a cutover was requested elsewhere, or by a version that kept nothing. */
export function keptBefore(journal: Journal): CutoverBefore | undefined {
  return CutoverBefore.safeParse(beforeOf(journal, cutoverRecord.id)).data;
}

function timeIn(moment: Fact<DeploymentMoment>, now: Date): Fact<ReadTime> {
  if (!moment.known) return moment;
  const { clusterTime, server } = moment.value;
  return clusterTime.known ? known({ clusterTime: clusterTime.value, server, readAt: now.toISOString() }) : clusterTime;
}
