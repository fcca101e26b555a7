import { type Fact, known, unknownBecause } from '../core/check.ts';
import type { SourceFacts } from '../core/facts.ts';
import type { Secret } from '../core/secret.ts';
import { linkedProject } from './linked-project.ts';
import { dataSizeOf, serversOf } from './manager-hosts.ts';
import { type FactWorld, knownIfRead, type Probe } from './probe.ts';
import { readableVersion } from './readable-version.ts';

/**
 * The source deployment as the first of these knows it: Atlas, which tells most once the organizations are linked; the
 * manager; the deployment itself. Where none does, the first that could be asked says why.
 */
export const source: Probe<'source'> = {
  id: 'source',
  read: async (world) => {
    const asked: Fact<SourceFacts>[] = [];
    for (const tell of tellersOf(world)) {
      const fact = await knownIfRead(() => tell(world));
      if (fact.known) return fact;
      asked.push(fact);
    }
    return asked[0] ?? unknownBecause('LIVEMIG_SOURCE_URI is not set; `livemig provision` asks the manager');
  },
};

export const sourceSharded: Probe<'sourceSharded'> = {
  id: 'sourceSharded',
  read: async (world) => {
    const found = await source.read(world);
    if (!found.known) return found;
    const { name, sharded } = found.value;
    return sharded === undefined ? unknownBecause(`nobody reports whether ${name} is sharded`) : known(sharded);
  },
};

type Tell = (world: FactWorld) => Promise<Fact<SourceFacts>>;

/** Who knows of the source and can be asked here. */
function tellersOf({ hasManager, values }: FactWorld): readonly Tell[] {
  const { atlasOrg, sourceProject, sourceCluster, sourceUri } = values;
  const isNamed = sourceProject !== undefined && sourceCluster !== undefined;
  return [
    ...(isNamed && atlasOrg !== undefined ? [byAtlas] : []),
    ...(isNamed && hasManager ? [byManager] : []),
    ...(sourceUri !== undefined ? [itself(sourceUri)] : []),
  ];
}

async function byAtlas(world: FactWorld): Promise<Fact<SourceFacts>> {
  const project = await linkedProject(world);
  if (!project.known) return project;
  const deployment = project.value.deployments.find(({ name }) => name === world.values.sourceCluster);
  if (deployment === undefined) return unknownBecause('Atlas does not list the source deployment');
  const { name, mongoDBVersion, sharded, dbSizeBytes, tlsEnabled, managed } = deployment;
  const version = readableVersion(mongoDBVersion);
  if (version === undefined) return unknownBecause(`Atlas reports no version for ${name}`);
  return known({
    name,
    version,
    sharded: sharded ?? undefined,
    sizeBytes: dbSizeBytes ?? undefined,
    tls: tlsEnabled ?? undefined,
    managed: managed ?? undefined,
  });
}

async function byManager(world: FactWorld): Promise<Fact<SourceFacts>> {
  const servers = await serversOf(world);
  if (!servers.known) return servers;
  const [version] = servers.value.flatMap((server) => readableVersion(server.version) ?? []);
  if (version === undefined) return unknownBecause('the manager reports no version for the deployment');
  return known({
    name: world.values.sourceCluster ?? 'the source',
    version,
    sharded: anyOf(servers.value.flatMap(({ typeName }) => typeName?.startsWith('SHARD_') ?? [])),
    sizeBytes: dataSizeOf(servers.value),
    tls: anyOf(servers.value.flatMap(({ sslEnabled }) => sslEnabled ?? [])),
  });
}

/** Of what is told; not known where nothing is. */
function anyOf(told: readonly boolean[]): boolean | undefined {
  return told.length === 0 ? undefined : told.includes(true);
}

function itself(uri: Secret): Tell {
  return async ({ inspector }) => {
    const { version: told, sharded } = await inspector.deployment(uri);
    const version = readableVersion(told);
    if (version === undefined) return unknownBecause('the source reports no version');
    return known({ name: 'the source', version, sharded });
  };
}

export const sourceProbes = {
  source,
  sourceSharded,
};
