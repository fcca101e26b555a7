import { z } from 'zod';
import { SourceFacts } from './deployment.ts';

/** The source deployment, as the first tells of it that can be asked. */
export const sourceFacts = {
  source: SourceFacts,
  sourceSharded: z.boolean(),
  sourceFeatureVersion: z.string(),
  /** By the manager, each server of the deployment. */
  sourceServerVersions: z.array(z.object({ host: z.string(), version: z.string() })).readonly(),
  /** Of the largest of its servers, in GB, by the manager. */
  sourceMemoryGB: z.number(),
  /** Namespaces of the source that the destination has as well. */
  namespacesOnBoth: z.array(z.string()).readonly(),
  /** Of those of the source, the ones that the destination ties to zones. */
  zonesInTheWay: z.array(z.string()).readonly(),
} as const;
