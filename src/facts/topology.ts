import { type Fact, known, unknownBecause } from '../core/check.ts';
import { type CollectionFacts, namespaceOf } from '../core/facts/inventory.ts';
import type { Member } from '../core/facts/topology.ts';
import { destinationNamespaces, destinationType } from './destination.ts';
import { linkedProject } from './linked-project.ts';
import { serversOf } from './manager-hosts.ts';
import { type FactWorld, knownIfRead, type Probe } from './probe.ts';
import { readableVersion } from './readable-version.ts';
import { throughDestination, throughSource } from './through-source.ts';

const sourceFeatureState = throughSource('sourceFeatureState');

/** By Atlas where it knows the deployment, else by itself. */
const sourceFeatureVersion: Probe<'sourceFeatureVersion'> = {
  id: 'sourceFeatureVersion',
  read: async (world) => {
    const { atlasOrg, sourceProject, sourceCluster } = world.values;
    const isNamed = atlasOrg !== undefined && sourceProject !== undefined && sourceCluster !== undefined;
    if (isNamed) {
      const told = await knownIfRead(() => toldByAtlas(world, sourceCluster));
      if (told.known) return told;
    }
    const seen = await sourceFeatureState.read(world);
    return seen.known ? known(seen.value.version) : seen;
  },
};

async function toldByAtlas(world: FactWorld, cluster: string): Promise<Fact<string>> {
  const project = await linkedProject(world);
  if (!project.known) return project;
  const deployment = project.value.deployments.find(({ name }) => name === cluster);
  const version = readableVersion(deployment?.featureCompatibilityVersion);
  return version === undefined ? unknownBecause(`Atlas reports no such version of ${cluster}`) : known(version);
}

const sourceServerVersions: Probe<'sourceServerVersions'> = {
  id: 'sourceServerVersions',
  read: async (world) => {
    const servers = await serversOf(world);
    if (!servers.known) return servers;
    const told = servers.value.map(({ hostname, port, version }) => ({
      host: port === undefined || port === null ? hostname : `${hostname}:${port}`,
      version: readableVersion(version),
    }));
    const silent = told.find(({ version }) => version === undefined);
    return silent === undefined
      ? known(told.flatMap(({ host, version }) => (version === undefined ? [] : { host, version })))
      : unknownBecause(`the manager reports no version of ${silent.host}`);
  },
};

const sourceMemoryGB: Probe<'sourceMemoryGB'> = {
  id: 'sourceMemoryGB',
  read: async (world) => {
    const servers = await serversOf(world);
    if (!servers.known) return servers;
    const sizes = servers.value.flatMap(({ systemInfo }) => systemInfo?.memSizeMB ?? []);
    return sizes.length === 0
      ? unknownBecause('the manager does not report the memory of the servers')
      : known(Math.max(...sizes) / 1024);
  },
};

const ofMembers = throughSource('sourceMembers');

/** By itself, which a mongos cannot for its shards; else by the manager. */
const sourceMembers: Probe<'sourceMembers'> = {
  id: 'sourceMembers',
  read: async (world) => {
    const seen = await knownIfRead(() => ofMembers.read(world));
    if (seen.known) return seen;
    const told = await knownIfRead(() => membersByManager(world));
    return told.known || world.values.sourceUri === undefined ? told : seen;
  },
};

async function membersByManager(world: FactWorld): Promise<Fact<readonly Member[]>> {
  const servers = await serversOf(world);
  if (!servers.known) return servers;
  const members = servers.value.flatMap(({ hostname, replicaSetName: set, replicaStateName: state }) =>
    set && state ? [{ name: hostname, set, state }] : [],
  );
  return members.length === 0 ? unknownBecause('the manager reports the state of no member') : known(members);
}

const namespacesOnBoth: Probe<'namespacesOnBoth'> = {
  id: 'namespacesOnBoth',
  read: async (world) => {
    const there = await destinationNamespaces.read(world);
    return there.known ? ofSource(world, there.value) : there;
  },
};

const destinationZones = throughDestination('destinationZones');

const zonesInTheWay: Probe<'zonesInTheWay'> = {
  id: 'zonesInTheWay',
  read: async (world) => {
    const type = await destinationType.read(world);
    if (!type.known) return type;
    if (type.value === 'REPLICASET') return known([]);
    const zones = await destinationZones.read(world);
    return zones.known ? ofSource(world, zones.value) : zones;
  },
};

/** Those of them that the source has as well. */
async function ofSource(world: FactWorld, namespaces: readonly string[]): Promise<Fact<readonly string[]>> {
  if (namespaces.length === 0) return known([]);
  const inventory = await throughSource('sourceInventory').read(world);
  if (!inventory.known) return inventory;
  const names = new Set(inventory.value.map((one: CollectionFacts) => namespaceOf(one)));
  return known(namespaces.filter((name) => names.has(name)));
}

const ofLastWrite = throughDestination('destinationLastWrite');

/** A mongos does not tell when; where nothing is, nobody has written it. */
const destinationLastWrite: Probe<'destinationLastWrite'> = {
  id: 'destinationLastWrite',
  read: async (world) => {
    const told = await knownIfRead(() => ofLastWrite.read(world));
    if (told.known || world.values.destinationUri === undefined) return told;
    const there = await knownIfRead(() => destinationNamespaces.read(world));
    return there.known && there.value.length === 0 ? known(null) : told;
  },
};

export const topologyProbes = {
  sourceTopology: throughSource('sourceTopology'),
  sourceFeatureState,
  sourceNoTableScan: throughSource('sourceNoTableScan'),
  sourceWriteConcern: throughSource('sourceWriteConcern'),
  sourceFeatureVersion,
  sourceServerVersions,
  sourceMemoryGB,
  sourceMembers,
  namespacesOnBoth,
  zonesInTheWay,
  destinationLastWrite,
  destinationIndexBuilds: throughDestination('destinationIndexBuilds'),
  destinationZones,
};
