import { MongodError } from '../mongod-error.ts';
import type { Server } from '../server.ts';
import { collectionStatistics, indexStatistics, storageStatistics } from '../storage/statistics.ts';
import { shardCatalog } from './cluster-catalogs.ts';

/** A shard that has a part of a collection, as if it were asked itself. */
export interface Part {
  readonly shard: string;
  readonly server: Server;
}

/** The shards that have the collection; `undefined` where the server is not a mongos. */
function partsOf(server: Server, ns: string): Part[] | undefined {
  const { node } = server;
  if (node.kind !== 'mongos') return undefined;
  const { cluster } = node;
  return cluster.shards
    .map(({ name, address }, at) => ({
      shard: name,
      server: { ...server, address, catalog: shardCatalog(cluster, server.catalog, at) },
    }))
    .filter((part) => part.server.catalog.get(ns) !== undefined);
}

/** The documents of `$collStats`: one for each shard that has a part. */
export function statisticsDocuments(server: Server, ns: string, wanted: Readonly<Record<string, unknown>>) {
  const parts = partsOf(server, ns);
  if (parts === undefined || parts.length === 0) return [collectionStatistics(server, ns, wanted)];
  return parts.map(({ shard, server: of }) => ({ shard, ...collectionStatistics(of, ns, wanted) }));
}

/** The documents of `$indexStats`. */
export function indexDocuments(server: Server, ns: string): Buffer[] {
  return (
    partsOf(server, ns)?.flatMap(({ shard, server: of }) => indexStatistics(of, ns, shard)) ??
    indexStatistics(server, ns)
  );
}

/** The answer of `collStats`: through a mongos the sums, and each shard's own. */
export function statisticsAnswer(server: Server, ns: string, scale: number) {
  const parts = partsOf(server, ns);
  const whole = storageStatistics(server, ns, scale);
  if (parts === undefined || server.node.kind !== 'mongos') return { ns, ...whole };
  const entry = server.catalog.get(ns);
  const sharding = entry === undefined || entry.type === 'view' ? undefined : server.node.cluster.shardingOf(entry);
  const [first] = parts;
  return {
    sharded: sharding !== undefined,
    ...(sharding === undefined && first !== undefined ? { primary: first.shard } : {}),
    ns,
    ...whole,
    nchunks: sharding?.chunks.length ?? 1,
    shards: Object.fromEntries(
      parts.map(({ shard, server: of }) => [shard, { ns, ...storageStatistics(of, ns, scale) }]),
    ),
  };
}

/** The documents of `$shardedDataDistribution`. Throws Location6789101 off a mongos. */
export function distribution(server: Server) {
  const { node, catalog } = server;
  if (node.kind !== 'mongos') {
    throw new MongodError('Location6789101', 'The $shardedDataDistribution stage can only be run on a mongoS');
  }
  const sharded = [...catalog.all()].filter((entry) => entry.type !== 'view' && node.cluster.shardingOf(entry));
  return sharded.map(({ ns }) => ({
    ns,
    shards: (partsOf(server, ns) ?? []).map(({ shard, server: of }) => {
      const { count, size } = storageStatistics(of, ns);
      return {
        shardName: shard,
        numOrphanedDocs: 0,
        numOwnedDocuments: count,
        ownedSizeBytes: size,
        orphanedSizeBytes: 0,
      };
    }),
  }));
}
