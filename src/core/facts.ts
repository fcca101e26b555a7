import type { z } from 'zod';
import { dataFacts } from './facts/data.ts';
import { destinationFacts } from './facts/destination.ts';
import { entitlementFacts } from './facts/entitlement.ts';
import { destinationHealthFacts, healthFacts, otherHealthFacts, wholeHealthFacts } from './facts/health.ts';
import { hostFacts } from './facts/host.ts';
import { identityFacts } from './facts/identity.ts';
import { sampleFacts } from './facts/sample.ts';
import { sourceFacts } from './facts/source.ts';
import { arrivalFacts, topologyFacts } from './facts/topology.ts';
import { userFacts, userSurveyFacts } from './facts/users.ts';
import { destinationWatchFacts, watchFacts, wholeWatchFacts } from './facts/watch.ts';

export type { DestinationFacts, Existence, ManagerKind, SourceFacts } from './facts/deployment.ts';

/** Read through a connection to the source. */
const throughSource = {
  ...identityFacts,
  ...dataFacts,
  ...topologyFacts,
  ...userSurveyFacts,
  ...healthFacts,
  ...sampleFacts,
  ...watchFacts,
} as const;

/** Read through a connection to the destination. */
const throughDestination = { ...arrivalFacts, ...destinationHealthFacts, ...destinationWatchFacts } as const;

/**
 * The map of facts: what there is to know before anything is changed, by name. `src/facts` reads each, `src/checks` judge
 * them. None holds a secret or a document, so that they can be written to a file and read elsewhere.
 */
export const factSchemas = {
  ...entitlementFacts,
  ...destinationFacts,
  ...sourceFacts,
  ...hostFacts,
  ...userFacts,
  ...throughSource,
  ...throughDestination,
  ...wholeHealthFacts,
  ...wholeWatchFacts,
  ...otherHealthFacts,
} as const satisfies Readonly<Record<string, z.ZodType>>;

export type FactId = keyof typeof factSchemas;
export type FactValues = { readonly [Id in FactId]: z.infer<(typeof factSchemas)[Id]> };

/** The facts that are seen through a connection. */
export type SurveyId = SourceSurveyId | DestinationSurveyId;

/** Those that a connection to the source shows. */
export type SourceSurveyId = keyof typeof throughSource;

/** Those that a connection to the destination shows. */
export type DestinationSurveyId = keyof typeof throughDestination;

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
