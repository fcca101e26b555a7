import { type Fact, known, unknownBecause } from '../core/check.ts';
import { collectFacts } from '../core/collect-facts.ts';
import { LivemigError } from '../core/errors.ts';
import type { DestinationFacts, FactId, Facts, FactValues } from '../core/facts.ts';
import { destinationSettings } from './destination-settings.ts';
import { findDestination } from './find-destination.ts';
import type { FactWorld, Probe } from './probe.ts';
import { readableVersion } from './readable-version.ts';

export const destinationExists: Probe<'destinationExists'> = {
  id: 'destinationExists',
  read: async (world) => {
    const found = await findDestination(world);
    if (!found.known) return found;
    return known(found.value.exists ? { exists: true } : found.value);
  },
};

export const destination: Probe<'destination'> = {
  id: 'destination',
  read: async (world) => {
    const found = await findDestination(world);
    if (!found.known) return found;
    return found.value.exists ? known(found.value.facts) : unknownBecause(found.value.answer);
  },
};

/** What a check judges of a cluster, and what it is called where Atlas leaves it out. */
interface Part<Id extends FactId> {
  readonly what: string;
  pick(facts: DestinationFacts): FactValues[Id] | undefined;
}

/** Each is a fact, of the destination by its probe as of every cluster that is listed. */
const told = {
  destinationType: { what: 'the type', pick: ({ type }) => type },
  destinationTier: { what: 'the tier', pick: ({ type, instanceSize }) => (type === 'FLEX' ? 'Flex' : instanceSize) },
  destinationState: {
    what: 'the state',
    pick: ({ paused, state }) => {
      // To resume it helps nobody then.
      if (state === 'DELETING') return state;
      if (paused === true) return 'paused';
      return state === 'IDLE' && paused === undefined ? undefined : state;
    },
  },
  destinationVersion: { what: 'the version', pick: ({ version }) => readableVersion(version) },
  destinationUpgrades: { what: 'the release system', pick: ({ upgrades }) => upgrades },
  destinationBiConnector: { what: 'the BI Connector', pick: ({ biConnector }) => biConnector },
  destinationFeatureVersion: {
    what: 'the feature compatibility version',
    pick: ({ featureVersion }) => readableVersion(featureVersion),
  },
  destinationBackup: { what: 'the backup', pick: ({ backup }) => backup },
  destinationAutoScaling: {
    what: 'the auto-scaling',
    pick: ({ scalesTier: compute, scalesDisk: disk }) =>
      compute === undefined || disk === undefined ? undefined : { compute, disk },
  },
  destinationDiskGB: {
    what: 'the disk',
    pick: ({ diskGB, shards }) => (diskGB === undefined || shards === undefined ? undefined : diskGB * shards),
  },
  destinationIOPS: { what: 'the IOPS', pick: ({ iops }) => iops },
} as const satisfies { readonly [Id in FactId]?: Part<Id> };

type PartId = keyof typeof told;
const parts: { readonly [Id in PartId]: Part<Id> } = told;

function isPart(id: string): id is PartId {
  return Object.hasOwn(parts, id);
}

/** Not known where Atlas leaves it out, so that no check takes it for what it hopes. */
function partOf<Id extends PartId>(id: Id, facts: DestinationFacts): Fact<FactValues[Id]> {
  const { what, pick }: Part<Id> = parts[id];
  const value = pick(facts);
  return value === undefined || value === ''
    ? unknownBecause(`Atlas does not report ${what} of ${facts.name}`)
    : known(value);
}

function probeOf<Id extends PartId>(id: Id): Probe<Id> {
  const read = async (world: FactWorld): Promise<Fact<FactValues[Id]>> => {
    const found = await destination.read(world);
    return found.known ? partOf(id, found.value) : found;
  };
  return { id, read };
}

export const destinationType = probeOf('destinationType');
export const destinationTier = probeOf('destinationTier');
export const destinationState = probeOf('destinationState');
export const destinationVersion = probeOf('destinationVersion');
export const destinationUpgrades = probeOf('destinationUpgrades');
export const destinationBiConnector = probeOf('destinationBiConnector');
export const destinationFeatureVersion = probeOf('destinationFeatureVersion');
export const destinationBackup = probeOf('destinationBackup');
export const destinationAutoScaling = probeOf('destinationAutoScaling');
export const destinationDiskGB = probeOf('destinationDiskGB');
export const destinationIOPS = probeOf('destinationIOPS');

/** The same of a cluster that has been listed. */
export function factsOfDestination(facts: DestinationFacts): Facts {
  const found = collectFacts();
  const keepPart = <Id extends PartId>(id: Id) => found.keep(id, partOf(id, facts));
  found.keep('destination', known(facts));
  for (const id of Object.keys(parts).filter(isPart)) keepPart(id);
  return found;
}

/** `hello` needs no credentials, and this machine need not be let in. */
export const destinationReachable: Probe<'destinationReachable'> = {
  id: 'destinationReachable',
  read: async (world) => {
    const found = await findDestination(world);
    if (!found.known) return found;
    if (!found.value.exists) return unknownBecause(found.value.answer);
    const { uri } = found.value;
    return uri === undefined
      ? unknownBecause('Atlas reports no connection string for the cluster')
      : greeted(world, uri);
  },
};

async function greeted({ inspector }: FactWorld, uri: string) {
  try {
    await inspector.greet(uri);
    return known(true as const);
  } catch (error) {
    // The string is Atlas' own: one that cannot be used is no input of ours.
    if (!(error instanceof LivemigError) || !['step-failed', 'usage', 'credentials'].includes(error.kind)) throw error;
    return unknownBecause<true>(`${error.message} The migration host must reach it; this machine need not.`);
  }
}

export const destinationNamespaces: Probe<'destinationNamespaces'> = {
  id: 'destinationNamespaces',
  read: async ({ inspector, values: { destinationUri } }) =>
    destinationUri === undefined
      ? unknownBecause('LIVEMIG_DESTINATION_URI is not set; Atlas looks when it validates')
      : known(await inspector.namespaces(destinationUri)),
};

export const dropDestination: Probe<'dropDestination'> = {
  id: 'dropDestination',
  read: async ({ values }) => known(values.dropDestination ?? false),
};

export const destinationProbes = {
  destinationExists,
  destination,
  destinationType,
  destinationTier,
  destinationState,
  destinationVersion,
  destinationUpgrades,
  destinationBiConnector,
  destinationFeatureVersion,
  destinationBackup,
  destinationAutoScaling,
  destinationDiskGB,
  destinationIOPS,
  ...destinationSettings,
  destinationReachable,
  destinationNamespaces,
  dropDestination,
};
