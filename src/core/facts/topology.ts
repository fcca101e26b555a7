import { z } from 'zod';

/** A server of a replica set; an arbiter's state is `ARBITER`. */
export const Member = z.object({
  name: z.string(),
  /** Of which set: a sharded source has several. */
  set: z.string(),
  /** `PRIMARY`, `SECONDARY`, `RECOVERING` and others (manual, replica set member states). */
  state: z.string(),
});
export type Member = z.infer<typeof Member>;

/** What the source is made of; through a connection to it. */
export const topologyFacts = {
  sourceTopology: z.enum(['standalone', 'replica-set', 'sharded']),
  /** The feature compatibility version, and to which one it is being changed; `null` where it is not. */
  sourceFeatureState: z.object({ version: z.string(), changingTo: z.string().nullable() }),
  /** Queries without an index are refused there. */
  sourceNoTableScan: z.boolean(),
  /** `majority`, `1`; who decided it: `implicit` where nobody did. */
  sourceWriteConcern: z.object({ w: z.string(), decidedBy: z.string() }),
  sourceMembers: z.array(Member).readonly(),
} as const;

/** What goes on at the destination; through a connection to it. */
export const arrivalFacts = {
  /** Seconds since user data was last written there; `null` where its oplog holds no such write. */
  destinationLastWrite: z.number().nullable(),
  /** Namespaces on which indexes are being built. */
  destinationIndexBuilds: z.array(z.string()).readonly(),
  /** Namespaces that are tied to zones. */
  destinationZones: z.array(z.string()).readonly(),
} as const;
