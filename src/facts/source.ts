import { type Fact, known, unknownBecause } from '../core/check.ts';
import type { SourceFacts } from '../core/facts.ts';
import { linkedProject } from './linked-project.ts';
import { dataSizeOf, serversOf } from './manager-hosts.ts';
import { type FactWorld, knownIfRead, type Probe } from './probe.ts';

/**
 * The source deployment as the first of these knows it: Atlas, which tells most once the organizations are linked; the
 * manager; the deployment itself. Where none does, the first that could be asked says why.
 */
export const source: Probe<'source'> = {
  id: 'source',
  reads: ['atlas', 'source'],
  read: async (world) => {
    const asked: Fact<SourceFacts>[] = [];
    for (const { canTell, tell } of tellers) {
      if (!canTell(world)) continue;
      const fact = await knownIfRead(() => tell(world));
      if (fact.known) return fact;
      asked.push(fact);
    }
    return asked[0] ?? unknownBecause('LIVEMIG_SOURCE_URI is not set; `livemig provision` asks the manager');
  },
};

export const sourceSharded: Probe<'sourceSharded'> = {
  id: 'sourceSharded',
  reads: source.reads,
  read: async (world) => {
    const found = await source.read(world);
    if (!found.known) return found;
    const { name, sharded } = found.value;
    return sharded === undefined ? unknownBecause(`nobody reports whether ${name} is sharded`) : known(sharded);
  },
};

/** Who knows of the source, and whether it can be asked here. */
const tellers: readonly {
  canTell(world: FactWorld): boolean;
  tell(world: FactWorld): Promise<Fact<SourceFacts>>;
}[] = [
  { canTell: ({ values }) => isNamed(values) && values.atlasOrg !== undefined, tell: byAtlas },
  { canTell: ({ values, hasManager }) => isNamed(values) && hasManager, tell: byManager },
  { canTell: ({ values }) => values.sourceUri !== undefined, tell: byItself },
];

function isNamed({ sourceProject, sourceCluster }: FactWorld['values']): boolean {
  return sourceProject !== undefined && sourceCluster !== undefined;
}

async function byAtlas(world: FactWorld): Promise<Fact<SourceFacts>> {
  const project = await linkedProject(world);
  const deployment = project?.deployments.find(({ name }) => name === world.values.sourceCluster);
  if (deployment === undefined) return unknownBecause('Atlas does not list the source deployment');
  const { name, mongoDBVersion: version, sharded, dbSizeBytes, tlsEnabled, managed } = deployment;
  if (version === undefined || version === null) return unknownBecause(`Atlas reports no version for ${name}`);
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
  const [version] = servers.flatMap((server) => server.version ?? []);
  if (version === undefined) return unknownBecause('the manager reports no version for the deployment');
  return known({
    name: world.values.sourceCluster ?? 'the source',
    version,
    sharded: anyOf(servers.flatMap(({ typeName }) => typeName?.startsWith('SHARD_') ?? [])),
    sizeBytes: dataSizeOf(servers),
    tls: anyOf(servers.flatMap(({ sslEnabled }) => sslEnabled ?? [])),
  });
}

/** Of what is told; not known where nothing is. */
function anyOf(told: readonly boolean[]): boolean | undefined {
  return told.length === 0 ? undefined : told.includes(true);
}

async function byItself({ inspector, values: { sourceUri } }: FactWorld): Promise<Fact<SourceFacts>> {
  if (sourceUri === undefined) return unknownBecause('LIVEMIG_SOURCE_URI is not set');
  const { version, sharded } = await inspector.deployment(sourceUri);
  return known({ name: 'the source', version, sharded });
}
