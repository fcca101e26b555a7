import { z } from 'zod';
import { DestinationFacts, Existence, ManagerKind, SourceFacts } from './facts/deployment.ts';
import { Inventory } from './facts/inventory.ts';

export type { DestinationFacts, Existence, ManagerKind, SourceFacts } from './facts/deployment.ts';

/** Read through a connection to the source. */
const throughSource = {
  /** Every namespace of users, with options and indexes. */
  sourceInventory: Inventory,
} as const;

const texts = z.array(z.string()).readonly();

/**
 * The map of facts: what there is to know before anything is changed, by name. `src/facts` reads each, `src/checks` judge
 * them. None holds a secret or a document, so that they can be written to a file and read elsewhere.
 */
export const factSchemas = {
  manager: ManagerKind,
  /** Which engine migrates this: today's, or the one that some old sources still get. */
  engine: z.enum(['push', 'legacy']),
  /** What the manager calls itself. */
  managerName: z.string(),
  /** Roles of the Atlas API key in the organization. */
  atlasRoles: texts,
  /** The manager's word for the link between the organizations, such as `SYNCED`. */
  linkStatus: z.string(),
  /** A link-token is at hand, or the organizations are connected. */
  canConnect: z.boolean(),
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
  destinationNamespaces: texts,
  dropDestination: z.boolean(),
  source: SourceFacts,
  sourceSharded: z.boolean(),
  /** Names and addresses of the source deployment's own servers. */
  sourceServers: texts,
  ...throughSource,
  migrationHost: z.string(),
  /** The hosts whose agents the source's project lists. */
  agentHosts: texts,
  /** The migration hosts that Atlas sees through the link. */
  linkedHosts: texts,
} as const satisfies Readonly<Record<string, z.ZodType>>;

export type FactId = keyof typeof factSchemas;
export type FactValues = { readonly [Id in FactId]: z.infer<(typeof factSchemas)[Id]> };

/** The facts that are seen through a connection. */
export type SurveyId = keyof typeof throughSource;

/** How far a survey has come that takes long. */
export interface SurveyProgress {
  /** What is counted: `collections`. */
  readonly what: string;
  readonly done: number;
  readonly total: number;
}

/** As far as it was looked; what nobody needed is in neither. */
export interface Facts {
  readonly known: Readonly<Partial<FactValues>>;
  /** For what is not known, why. */
  readonly unknown: { readonly [Id in FactId]?: string };
}
