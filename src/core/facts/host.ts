import { z } from 'zod';

/** The migration host, and the servers that it must not be one of. */
export const hostFacts = {
  migrationHost: z.string(),
  /** Names and addresses of the source deployment's own servers. */
  sourceServers: z.array(z.string()).readonly(),
  /** The hosts whose agents the source's project lists. */
  agentHosts: z.array(z.string()).readonly(),
  /** The migration hosts that Atlas sees through the link. */
  linkedHosts: z.array(z.string()).readonly(),
} as const;
