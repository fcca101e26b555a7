import { type Fact, known, unknownBecause } from '../core/check.ts';
import type { FactValues } from '../core/facts.ts';
import { findDestination } from './find-destination.ts';
import type { FactWorld, Probe } from './probe.ts';

const destinationNoTableScan: Probe<'destinationNoTableScan'> = {
  id: 'destinationNoTableScan',
  read: async (world) => {
    const settings = await settingsOf(world);
    if (!settings.known) return settings;
    const { noTableScan } = settings.value;
    return noTableScan === undefined || noTableScan === null
      ? unknownBecause('Atlas does not report whether the destination refuses queries without an index')
      : known(noTableScan);
  },
};

const destinationOplog: Probe<'destinationOplog'> = {
  id: 'destinationOplog',
  read: async (world) => {
    const settings = await settingsOf(world);
    if (!settings.known) return settings;
    const { oplogSizeMB: sizeMB, oplogMinRetentionHours: minRetentionHours } = settings.value;
    // It is `null` that says that nobody has set it.
    return sizeMB === undefined || minRetentionHours === undefined
      ? unknownBecause("Atlas does not report how the destination's oplog is set")
      : known({ sizeMB, minRetentionHours });
  },
};

async function settingsOf({ atlas, values }: FactWorld) {
  const { atlasProject: project, destinationCluster: name } = values;
  if (project === undefined || name === undefined) return unknownBecause<never>('the destination cluster is not known');
  return known(await atlas.processArgs(project, name));
}

const destinationUsers: Probe<'destinationUsers'> = {
  id: 'destinationUsers',
  read: async ({ atlas, values: { atlasProject } }) =>
    atlasProject === undefined
      ? unknownBecause('the Atlas project is not known')
      : known((await atlas.databaseUsers(atlasProject)).length),
};

/** Over public addresses, unless somebody says otherwise: so does the input. */
const destinationRoute: Probe<'destinationRoute'> = {
  id: 'destinationRoute',
  read: async (world) => {
    const { network = 'public', atlasProject: project } = world.values;
    if (network === 'public') return known({ network });
    if (project === undefined) return unknownBecause('the Atlas project is not known');
    const found = await findDestination(world);
    if (!found.known) return found;
    if (!found.value.exists) return unknownBecause(found.value.answer);
    const { name, type, regions } = found.value.facts;
    if (regions === undefined || type === undefined)
      return unknownBecause(`Atlas does not report type and regions of ${name}`);
    const providers = [...new Set(regions.flatMap((region) => region.split(' ')[0] ?? []))];
    return network === 'private-link'
      ? privateRoute(world, project, regions, providers)
      : peeredRoute(world, project, type, providers);
  },
};

type Route = Fact<FactValues['destinationRoute']>;

async function privateRoute(
  { atlas }: FactWorld,
  project: string,
  regions: readonly string[],
  providers: readonly string[],
): Promise<Route> {
  const services = await Promise.all(providers.map((provider) => atlas.endpointServices(project, provider)));
  const endpoints = services
    .flat()
    .map(({ id, status }) => ({ id: id ?? 'without an id', status: status ?? 'not known' }));
  return known({ network: 'private-link', regions, endpoints });
}

async function peeredRoute(
  { atlas }: FactWorld,
  project: string,
  type: string,
  providers: readonly string[],
): Promise<Route> {
  const all = await Promise.all(providers.map((provider) => atlas.peerings(project, provider)));
  const peerings = all
    .flat()
    .map(({ id, statusName, status }) => ({ id: id ?? 'without an id', status: statusName ?? status ?? 'not known' }));
  return known({ network: 'vpc-peering', type, peerings });
}

/** What Atlas tells beside the cluster itself. */
export const destinationSettings = { destinationNoTableScan, destinationOplog, destinationUsers, destinationRoute };
