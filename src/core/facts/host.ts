import { z } from 'zod';

/** The migration host, and the servers that it must not be one of. */
export const hostFacts = {
  migrationHost: z.string(),
  /** Names and addresses of the source deployment's own servers. */
  sourceServers: z.array(z.string()).readonly(),
  /** The hosts whose agents the source's project lists. */
  agentHosts: z.array(z.string()).readonly(),
  /** The agent of the migration host; seconds since its last call for configuration, null where it has made none. */
  migrationAgent: z.discriminatedUnion('listed', [
    z.object({ listed: z.literal(false) }),
    z.object({ listed: z.literal(true), secondsAgo: z.number().nullable() }),
  ]),
  /** The hosts of the source's project whose agents the manager calls old; `deprecated` may stop working. */
  oldAgents: z.array(z.object({ hostname: z.string(), version: z.string(), deprecated: z.boolean() })).readonly(),
  /** What Atlas' access list says of the migration host's address: the best entry, its status, and when it ends by itself. */
  hostEntry: z.discriminatedUnion('is', [
    z.object({ is: z.literal('missing'), address: z.string() }),
    z.object({
      is: z.enum(['ready', 'applying', 'failed', 'ending']),
      address: z.string(),
      entry: z.string(),
      status: z.string(),
      ends: z.string().nullable(),
    }),
  ]),
  network: z.enum(['public', 'private-link', 'vpc-peering']),
  /** Whether the source's servers use TLS. */
  sourceTls: z.boolean(),
  /** What Atlas was told of the size of the source, in bytes; 0 or nothing where the manager does not collect it. */
  collectedSize: z.number(),
  /** The migration hosts that Atlas sees through the link. */
  linkedHosts: z.array(z.string()).readonly(),
} as const;
