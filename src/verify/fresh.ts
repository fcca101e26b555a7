import { LivemigError } from '../core/errors.ts';
import { harmless } from '../core/harmless.ts';
import { clusterTimeText, isBefore, later } from '../core/verification/cluster-time.ts';
import type { ClusterTime } from '../core/verification/side.ts';
import type { SideRead } from '../core/verification/side-read.ts';

/**
 * The cluster time from which every read of a side has to be, so that nothing older is taken for what is there. Throws
 * where no such time can be had.
 *
 * @param name `the source`
 * @param notBefore what the reads have to contain in any case, such as the last write before writes stopped; of this side's own time
 */
export function readsFrom(name: string, side: SideRead, notBefore?: ClusterTime): ClusterTime {
  const own = side.operationTime ?? side.clusterTime;
  if (side.topology === 'standalone') throw standalone(name, side);
  if (own === undefined) throw withoutTime(name);
  const { as } = side.answered;
  const isCurrent = as === 'primary' || as === 'router';
  // What a secondary has is as new as a time only where that time comes from elsewhere: it may have heard of none since.
  if (!isCurrent && (as === 'other' || notBefore === undefined)) throw notPrimary(name, side);
  if (notBefore === undefined) return own;
  const heard = later(own, side.clusterTime) ?? own;
  if (isCurrent && isBefore(heard, notBefore)) throw behind(name, heard, notBefore);
  return isBefore(own, notBefore) || !isCurrent ? notBefore : own;
}

function standalone(name: string, { identity }: SideRead): LivemigError {
  return new LivemigError({
    kind: 'blocked',
    code: 'NO_CLUSTER_TIME',
    message: `${sentence(name)} is a standalone server (${harmless(identity.version)}), which keeps no cluster time: no read of it can be proved to have seen the last write.`,
    fix: 'Make it a replica set of one member: start its mongod with --replSet rs0, and run rs.initiate() once (manual, "Convert a Standalone mongod to a Replica Set").',
  });
}

function withoutTime(name: string): LivemigError {
  return new LivemigError({
    kind: 'blocked',
    code: 'NO_CLUSTER_TIME',
    message: `${sentence(name)} answers without a cluster time: no read of it can be proved to have seen the last write.`,
    fix: 'Name a replica set or a mongos of MongoDB in its connection string; a server that is not MongoDB may have no such time.',
  });
}

function notPrimary(name: string, { answered }: SideRead): LivemigError {
  const { as, me = 'a server', primary } = answered;
  const what = as === 'secondary' ? 'a secondary, which may be behind' : 'neither a primary nor a secondary now';
  const other = primary === undefined ? 'the primary' : `the primary, ${harmless(primary)}`;
  return new LivemigError({
    kind: 'blocked',
    code: 'NOT_PRIMARY',
    message: `${sentence(name)} was answered for by ${harmless(me)}: ${what}.`,
    fix: `Take directConnection=true out of its connection string and name the replica set there, or connect to ${other}.`,
  });
}

function behind(name: string, heard: ClusterTime, notBefore: ClusterTime): LivemigError {
  return new LivemigError({
    kind: 'blocked',
    code: 'BEHIND',
    message: `${sentence(name)} has come to ${clusterTimeText(heard)}, and what is compared has to be from ${clusterTimeText(notBefore)} on: it is behind, or another deployment.`,
    fix: 'Look whether its connection string leads to the deployment on which writes were stopped; if it does, compare again in a minute.',
  });
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
