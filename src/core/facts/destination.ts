import { z } from 'zod';
import { DestinationFacts, Existence } from './deployment.ts';

const Route = z.discriminatedUnion('network', [
  z.object({ network: z.literal('public') }),
  z.object({
    network: z.literal('private-link'),
    /** `AWS EU_CENTRAL_1`, each that the cluster is in. */
    regions: z.array(z.string()).readonly(),
    /** With their status, such as `AVAILABLE`. */
    endpoints: z.array(z.object({ id: z.string(), status: z.string() })).readonly(),
  }),
  z.object({
    network: z.literal('vpc-peering'),
    type: z.string(),
    peerings: z.array(z.object({ id: z.string(), status: z.string() })).readonly(),
  }),
]);

/** The destination, as Atlas tells of it. */
export const destinationFacts = {
  destinationExists: Existence,
  destination: DestinationFacts,
  destinationType: z.string(),
  /** Such as `M40`, or `Flex`. */
  destinationTier: z.string(),
  /** Its state, such as `IDLE`; `paused` in place of it where it is paused. */
  destinationState: z.string(),
  destinationVersion: z.string(),
  destinationUpgrades: z.string(),
  destinationBiConnector: z.boolean(),
  destinationFeatureVersion: z.string(),
  destinationBackup: z.boolean(),
  /** Whether Atlas changes tier and disk by itself. */
  destinationAutoScaling: z.object({ compute: z.boolean(), disk: z.boolean() }),
  /** Of all shards together. */
  destinationDiskGB: z.number(),
  /** Of each disk. */
  destinationIOPS: z.number(),
  /** Queries without an index are refused there. */
  destinationNoTableScan: z.boolean(),
  /** What somebody has set; `null` where nobody has. */
  destinationOplog: z.object({ sizeMB: z.number().nullable(), minRetentionHours: z.number().nullable() }),
  /** How many database users the project has. */
  destinationUsers: z.number(),
  /** How the migration host is to reach the destination, and what Atlas has for that. */
  destinationRoute: Route,
  /** The destination answered `hello` from here. */
  destinationReachable: z.literal(true),
  /** Namespaces with user data on the destination. */
  destinationNamespaces: z.array(z.string()).readonly(),
  dropDestination: z.boolean(),
} as const;
