import type { LinkFacts, ProvisionFacts, SourceFacts, StartFacts } from '../checks/facts.ts';
import { type Fact, known, unknownBecause } from '../core/check.ts';
import { LivemigError } from '../core/errors.ts';
import { findDestination } from './find-destination.ts';
import { dataSizeOf, hostNames, linkedProject, sourceDeployment } from './source-deployment.ts';
import { need, type World } from './world.ts';

export async function gatherLinkFacts(world: World): Promise<LinkFacts> {
  const cluster = await findDestination(world);
  return {
    manager: managerKind(world),
    atlasRoles: await atlasRoles(world),
    destination: known(cluster.facts),
    reachable: await reachable(world, cluster.uri),
    source: await sourceFromUri(world),
  };
}

export async function gatherProvisionFacts(world: World): Promise<ProvisionFacts> {
  const { appName } = await world.manager.root();
  return {
    manager: managerKind(world),
    managerName: appName === undefined ? unknownBecause('the manager does not tell its name') : known(appName),
    source: await sourceFromManager(world),
    migrationHost: need(world, 'migrationHost'),
    sourceHosts: await serverNames(world),
    agentHosts: known(await agentHosts(world)),
    canConnect: known(await canConnect(world)),
  };
}

export async function gatherStartFacts(world: World): Promise<StartFacts> {
  const project = await linkedProject(world, world.values);
  return {
    manager: managerKind(world),
    linkStatus: await linkStatus(world),
    destination: known((await findDestination(world)).facts),
    source: await sourceFromAtlas(world),
    migrationHost: need(world, 'migrationHost'),
    migrationHosts:
      project === undefined ? unknownBecause('Atlas does not list the source project') : known(project.migrationHosts),
    destinationNamespaces: await destinationNamespaces(world),
    dropDestination: world.values.dropDestination ?? false,
  };
}

function managerKind({ values }: World) {
  return values.manager === undefined
    ? unknownBecause<never>('the kind of manager is not known')
    : known(values.manager);
}

/** An API key's roles stand in the root resource; a service account has none there (API notes, section 7). */
async function atlasRoles(world: World): Promise<Fact<readonly string[]>> {
  const { apiKey } = await world.atlas.root();
  if (apiKey === undefined || apiKey === null) {
    return unknownBecause('Atlas does not tell the roles of a service account; a missing role shows at the first call');
  }
  const org = need(world, 'atlasOrg');
  return known(
    apiKey.roles.filter(({ orgId }) => orgId === org).map(({ roleName }) => roleName ?? 'a role without a name'),
  );
}

async function reachable(world: World, uri: string | undefined): Promise<Fact<true>> {
  if (uri === undefined) return unknownBecause('Atlas reports no connection string for the cluster');
  try {
    await world.inspector.greet(uri);
    return known(true);
  } catch (error) {
    if (!(error instanceof LivemigError)) throw error;
    return unknownBecause(`${error.message} The migration host must reach it; this machine need not.`);
  }
}

/** `link` does not talk to the manager, so only a direct connection can tell. */
async function sourceFromUri(world: World): Promise<Fact<SourceFacts>> {
  const { sourceUri } = world.values;
  if (sourceUri === undefined)
    return unknownBecause('LIVEMIG_SOURCE_URI is not set; `livemig provision` asks the manager');
  try {
    return known({ name: 'the source', ...(await world.inspector.deployment(sourceUri)) });
  } catch (error) {
    if (!(error instanceof LivemigError)) throw error;
    return unknownBecause(error.message);
  }
}

/** The manager's servers of the source deployment, with their versions. */
async function sourceHosts(world: World) {
  const project = need(world, 'sourceProject');
  const clusters = await world.manager.clusters(project);
  const wanted = need(world, 'sourceCluster');
  const cluster = clusters.find(
    ({ clusterName, replicaSetName }) => clusterName === wanted || replicaSetName === wanted,
  );
  return cluster === undefined ? [] : world.manager.hosts(project, cluster.id);
}

/** Servers that the manager does not list are not known to be others than the migration host. */
async function serverNames(world: World): Promise<Fact<readonly string[]>> {
  const hosts = await sourceHosts(world);
  return hosts.length === 0
    ? unknownBecause(`the manager lists no servers of ${need(world, 'sourceCluster')}`)
    : known(hosts.flatMap(hostNames));
}

async function agentHosts({ manager, values }: World): Promise<readonly string[]> {
  const { agents } = await manager.agents(values.sourceProject ?? '', 'AUTOMATION');
  return agents.map(({ hostname }) => hostname);
}

async function sourceFromManager(world: World): Promise<Fact<SourceFacts>> {
  const hosts = await sourceHosts(world);
  const version = hosts.map((host) => host.version).find((candidate) => candidate !== undefined && candidate !== null);
  if (version === undefined || version === null)
    return unknownBecause('the manager reports no version for the deployment');
  const sharded = hosts.some(({ typeName }) => typeName?.startsWith('SHARD_') ?? false);
  return known({
    name: need(world, 'sourceCluster'),
    version,
    sharded,
    sizeBytes: dataSizeOf(hosts),
    tls: hosts.some(({ sslEnabled }) => sslEnabled),
  });
}

async function sourceFromAtlas(world: World): Promise<Fact<SourceFacts>> {
  const deployment = await sourceDeployment(world, world.values);
  if (deployment === undefined) return unknownBecause('Atlas does not list the source deployment');
  const { name, mongoDBVersion: version, sharded } = deployment;
  const { dbSizeBytes, tlsEnabled, managed } = deployment;
  if (version === undefined || version === null) return unknownBecause(`Atlas reports no version for ${name}`);
  return known({
    name,
    version,
    sharded: sharded ?? false,
    sizeBytes: dbSizeBytes ?? undefined,
    tls: tlsEnabled ?? undefined,
    managed: managed ?? undefined,
  });
}

async function canConnect(world: World): Promise<boolean> {
  if (world.values.linkToken !== undefined || (await world.secrets.get('linkToken')) !== undefined) return true;
  return (await world.manager.linkStatus(need(world, 'sourceOrg'))).status === 'SYNCED';
}

async function linkStatus(world: World): Promise<Fact<string>> {
  const { sourceOrg } = world.values;
  if (!world.hasManager || sourceOrg === undefined) {
    return unknownBecause("the manager's credentials were not given, so only Atlas' side of the link was looked at");
  }
  return known((await world.manager.linkStatus(sourceOrg)).status ?? 'not known');
}

async function destinationNamespaces(world: World): Promise<Fact<readonly string[]>> {
  const { destinationUri } = world.values;
  if (destinationUri === undefined)
    return unknownBecause('LIVEMIG_DESTINATION_URI is not set; Atlas looks when it validates');
  try {
    return known(await world.inspector.namespaces(destinationUri));
  } catch (error) {
    if (!(error instanceof LivemigError) || !unseen.includes(error.code)) throw error;
    return unknownBecause(error.message);
  }
}

/** It was reached, and could not be looked at: not all of it may be seen, or it is too slow. */
const unseen: readonly string[] = ['MONGODB_ROLE', 'MONGODB_SLOW'];
