import type { AtlasApi } from '../api/atlas.ts';
import type { ManagerApi } from '../api/ops-manager.ts';
import { type Fact, unknownBecause } from '../core/check.ts';
import { LivemigError } from '../core/errors.ts';
import type { FactId, FactValues, ManagerKind, SurveyId, SurveyProgress } from '../core/facts.ts';
import type { Clock, SecretStore } from '../core/ports.ts';
import type { Secret } from '../core/secret.ts';

/** What the probes look through, and at what; each reads once what is asked twice in a look (`core/look.ts`). */
export interface FactWorld {
  /** Each of the two throws `CREDENTIALS_MISSING` where nobody gave any. */
  readonly atlas: AtlasApi;
  readonly manager: ManagerApi;
  readonly hasManager: boolean;
  readonly inspector: {
    greet(uri: string): Promise<void>;
    deployment(
      uri: Secret,
    ): Promise<{ readonly version: string; readonly sharded: boolean; readonly enterprise?: boolean }>;
    namespaces(uri: Secret): Promise<readonly string[]>;
    survey<Id extends SurveyId>(
      uri: Secret,
      id: Id,
      progress?: (progress: SurveyProgress) => void,
      user?: string,
      watchMs?: number,
    ): Promise<FactValues[Id]>;
  };
  /** Told how far a survey has come; always the same function. */
  readonly progress?: (progress: SurveyProgress) => void;
  /** So long is watched what goes on in the deployments, in milliseconds; not at all where nobody asked for it. */
  readonly watchMs?: number | undefined;
  readonly secrets: Pick<SecretStore, 'get'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly values: Targets;
}

/** The inputs that say what to look at. */
export interface Targets {
  readonly manager?: ManagerKind | undefined;
  readonly atlasOrg?: string | undefined;
  readonly atlasProject?: string | undefined;
  readonly destinationCluster?: string | undefined;
  readonly sourceOrg?: string | undefined;
  readonly sourceProject?: string | undefined;
  readonly sourceCluster?: string | undefined;
  readonly migrationHost?: string | undefined;
  readonly migrationHostIp?: string | undefined;
  readonly managerIps?: readonly string[] | undefined;
  readonly sourceTls?: boolean | undefined;
  readonly sourceEdition?: 'community' | 'enterprise' | undefined;
  readonly dropDestination?: boolean | undefined;
  readonly network?: 'public' | 'private-link' | 'vpc-peering' | undefined;
  readonly sourceUsername?: string | undefined;
  readonly managedAuthentication?: boolean | undefined;
  readonly linkToken?: Secret | undefined;
  readonly sourceUri?: Secret | undefined;
  readonly destinationUri?: Secret | undefined;
}

/** Reads one fact, and changes nothing. */
export interface Probe<Id extends FactId> {
  readonly id: Id;
  read(world: FactWorld): Promise<Fact<FactValues[Id]>>;
}

/** Reads it, and turns what kept it from being read into the reason why it is not known. Throws what has to end the run. */
export async function readFact<Id extends FactId>(
  { read }: Probe<Id>,
  world: FactWorld,
): Promise<Fact<FactValues[Id]>> {
  return knownIfRead(() => read(world));
}

/** The same for a part of what a probe reads. */
export async function knownIfRead<T>(read: () => Promise<Fact<T>>): Promise<Fact<T>> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof LivemigError)) throw error;
    if (error.code === 'CREDENTIALS_MISSING') return unknownBecause(unasked(error));
    if (!isOfThisReadOnly(error)) throw error;
    return unknownBecause(error.message);
  }
}

/** Of a service for which this command does not need any. */
function unasked({ data: { credentials = [] } }: LivemigError): string {
  return credentials.includes('manager')
    ? "the manager's credentials were not given, so it was not asked"
    : 'Atlas credentials were not given, so it was not asked';
}

/**
 * A service or a server that gives no answer, or none to this, leaves one fact unknown. What the next read would meet as
 * well and only a person can mend ends the run: credentials that are refused, an input that cannot be used, an
 * interruption, the end of the time. So does a bug, which is no LivemigError.
 */
function isOfThisReadOnly({ kind, code }: LivemigError): boolean {
  // The user was let in, and may not look at this.
  return kind === 'api' || kind === 'step-failed' || code === 'MONGODB_ROLE';
}

/** Asks for a value that an input has to give; not known where it has none. */
export async function given<T, Found>(
  value: T | undefined,
  title: string,
  use: (value: T) => Promise<Fact<Found>>,
): Promise<Fact<Found>> {
  return value === undefined ? unknownBecause(`${title} is not known`) : use(value);
}
