import { z } from 'zod';

/** By what a deployment is told from another one; what is absent its user may not see. */
export const SourceIdentity = z.object({
  /** Of a replica set, such as `rs-billing`. */
  setName: z.string().exactOptional(),
  /** The id that the servers gave themselves when they were set up: of the replica set, or of the sharded cluster. */
  id: z.string().exactOptional(),
  /** `host:port` of its servers as they call each other, by name; of a sharded cluster those of its shards. */
  hosts: z.array(z.string()).readonly(),
});
export type SourceIdentity = z.infer<typeof SourceIdentity>;

/** Which deployment the facts are of; through a connection to it. */
export const identityFacts = {
  sourceIdentity: SourceIdentity,
} as const;
