import { z } from 'zod';

/** The two deployments in a few words, and who manages the source. */

/** A cluster in Atlas, reduced to what decides whether it can be a destination; what is absent Atlas does not tell. */
export const DestinationFacts = z.object({
  name: z.string(),
  /** `REPLICASET`, `SHARDED`, `GEOSHARDED`, `FLEX`, or what Atlas may call it one day. */
  type: z.string().optional(),
  instanceSize: z.string().optional(),
  state: z.string().optional(),
  paused: z.boolean().optional(),
  version: z.string().optional(),
  /** `LTS` or `CONTINUOUS`. */
  upgrades: z.string().optional(),
  biConnector: z.boolean().optional(),
  /** Where the preferred primary is, such as `AWS EU_CENTRAL_1`. */
  region: z.string().optional(),
  /** GB of each data-bearing server. */
  diskGB: z.number().optional(),
  /** Of that disk. */
  iops: z.number().optional(),
  /** One for a replica set. */
  shards: z.number().optional(),
  /** All that it is in, such as `AWS EU_CENTRAL_1`. */
  regions: z.array(z.string()).readonly().optional(),
  featureVersion: z.string().optional(),
  backup: z.boolean().optional(),
  /** Atlas changes the tier by itself. */
  scalesTier: z.boolean().optional(),
  /** Atlas makes the disk larger by itself. */
  scalesDisk: z.boolean().optional(),
});
export type DestinationFacts = z.infer<typeof DestinationFacts>;

/** The source deployment, as Atlas, the manager or itself reports it. */
export const SourceFacts = z.object({
  name: z.string(),
  version: z.string(),
  sharded: z.boolean().optional(),
  sizeBytes: z.number().optional(),
  tls: z.boolean().optional(),
  /** By the manager's Automation. */
  managed: z.boolean().optional(),
});
export type SourceFacts = z.infer<typeof SourceFacts>;

export const ManagerKind = z.enum(['cloud-manager', 'ops-manager']);
export type ManagerKind = z.infer<typeof ManagerKind>;

/** Whether there is such a thing; where there is not, what was answered, and what to do. */
export const Existence = z.discriminatedUnion('exists', [
  z.object({ exists: z.literal(true) }),
  z.object({ exists: z.literal(false), answer: z.string(), fix: z.string() }),
]);
export type Existence = z.infer<typeof Existence>;
