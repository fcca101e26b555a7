import { z } from 'zod';

/** Which deployment was looked at, by what no other one has; as much of it as its user may see. */
export const SideIdentity = z.object({
  topology: z.enum(['replica-set', 'sharded']),
  version: z.string(),
  /** Of a replica set; one name can be used twice. */
  setName: z.string().optional(),
  /** `settings.replicaSetId` of a replica set, `clusterId` of a sharded cluster. */
  id: z.string().optional(),
  /** Of a replica set the id of the cluster that it is a part of, null where it stands by itself; absent where its user may not see that. */
  partOf: z.string().nullable().optional(),
  /** `topologyVersion.processId` of the server that answered. */
  processId: z.string().optional(),
  /** As the deployment names its members or its shards, sorted. */
  hosts: z.array(z.string()).readonly(),
});
export type SideIdentity = z.infer<typeof SideIdentity>;

/** By the ids, as hosts may be named otherwise from elsewhere; where these are hidden, by its name and its servers. */
export function isSameDeployment(one: SideIdentity, other: SideIdentity): boolean {
  if (one.topology !== other.topology) return false;
  if (one.id !== undefined && other.id !== undefined) return one.id === other.id;
  return one.setName === other.setName && one.hosts.join() === other.hosts.join();
}

/** Seconds since 1970 and a count within the second, as servers of one deployment count time. */
export const ClusterTime = z.object({ seconds: z.number().int(), increment: z.number().int() });
export type ClusterTime = z.infer<typeof ClusterTime>;

/** What was proved of one side before anything was compared. */
export const ProvedSide = z.object({
  identity: SideIdentity,
  /** Every read is at least as new as this. */
  clusterTime: ClusterTime,
  /** What its user may not see, and so was not compared; empty where everything is seen. */
  unseen: z.array(z.object({ what: z.string(), why: z.string() })).readonly(),
});
export type ProvedSide = z.infer<typeof ProvedSide>;
