import { z } from 'zod';
import { DestinationFacts, Existence } from './deployment.ts';

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
  /** The destination answered `hello` from here. */
  destinationReachable: z.literal(true),
  /** Namespaces with user data on the destination. */
  destinationNamespaces: z.array(z.string()).readonly(),
  dropDestination: z.boolean(),
} as const;
