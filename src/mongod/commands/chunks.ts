import { z } from 'zod';
import { elementsOf, fieldOf, itemsOf, type RawValue, rawOf } from '../bson/raw.ts';
import { MongodError } from '../mongod-error.ts';
import type { Server } from '../server.ts';
import { type Chunk, chunkAt, chunkOf } from '../sharding/chunks.ts';
import type { Cluster, Sharding } from '../sharding/cluster.ts';
import { orderOf } from '../sharding/shard-key.ts';
import type { Collection } from '../storage/collection.ts';
import { type Call, type Command, command } from './command.ts';
import { clusterOf } from './sharding.ts';

/** Throws NamespaceNotSharded. */
function shardedCollection(server: Server, ns: string): [Collection, Sharding] {
  const entry = server.catalog.get(ns);
  const sharding = entry === undefined || entry.type === 'view' ? undefined : clusterOf(server).shardingOf(entry);
  if (entry === undefined || entry.type === 'view' || sharding === undefined) {
    throw new MongodError('NamespaceNotSharded', `Expected collection ${ns} to be sharded`);
  }
  return [entry, sharding];
}

/** Throws ShardNotFound. */
function shardNamed({ shards }: Cluster, name: unknown): number {
  const at = shards.findIndex((shard) => shard.name === name || `${shard.name}/${shard.address()}` === name);
  if (at < 0) throw new MongodError('ShardNotFound', `Could not find shard ${String(name)}`);
  return at;
}

/** The fields of the shard key, in its order; all of them must be there. */
function boundValues({ key }: Sharding, bound: RawValue): RawValue[] {
  return elementsOf(key.pattern).map(({ name }) => {
    const value = fieldOf(bound.bytes, name);
    if (value === undefined) throw new MongodError('BadValue', `the bound lacks the field ${name} of the shard key`);
    return value;
  });
}

/** Makes a chunk begin there; nothing changes where one does already. */
function splitAt(sharding: Sharding, values: readonly RawValue[]): void {
  const order = orderOf(values);
  const chunk = chunkOf(sharding.chunks, values);
  if (chunk === undefined || chunk.order === order) return;
  const made = chunkAt(values, chunk.shard, highestVersion(sharding) + 1);
  sharding.chunks = [...sharding.chunks, made].sort((a, b) => (a.order < b.order ? -1 : 1));
  sharding.balancedAt = Number.POSITIVE_INFINITY;
}

function highestVersion({ chunks }: Sharding): number {
  return Math.max(...chunks.map(({ version }) => version.getHighBits()));
}

function move(sharding: Sharding, chunk: Chunk, shard: number): void {
  const moved = { ...chunkAt(chunk.min, shard, highestVersion(sharding) + 1), id: chunk.id };
  sharding.chunks = sharding.chunks.map((other) => (other === chunk ? moved : other));
  sharding.balancedAt = Number.POSITIVE_INFINITY;
}

const split = command({
  access: 'host',
  args: z.looseObject({ split: z.string() }),
  run({ split: ns }, call) {
    const [collection, sharding] = shardedCollection(call.server, ns);
    const values = splitPoint(call, collection, sharding);
    if (chunkOf(sharding.chunks, values)?.order === orderOf(values)) {
      throw new MongodError('InvalidOptions', 'new split key is a boundary key of an existing chunk');
    }
    splitAt(sharding, values);
    return {};
  },
});

/** `middle` is the point itself; `find` and `bounds` name a chunk, which is split where half of its documents are. */
function splitPoint({ body }: Call, collection: Collection, sharding: Sharding): RawValue[] {
  const middle = fieldOf(body, 'middle');
  if (middle !== undefined) return boundValues(sharding, middle);
  const chunk = namedChunk(body, sharding);
  const inside = [...collection.keys()]
    .flatMap((idKey) => collection.get(idKey) ?? [])
    .map((document) => sharding.key.valuesOf(document))
    .filter((values) => chunkOf(sharding.chunks, values) === chunk)
    .sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  const median = inside[inside.length >> 1];
  if (median === undefined) throw new MongodError('CannotSplit', 'the chunk has no documents to be split between');
  return median;
}

function namedChunk(body: Buffer, sharding: Sharding): Chunk {
  const [find, bounds] = [fieldOf(body, 'find'), fieldOf(body, 'bounds')];
  const [min] = bounds === undefined ? [] : itemsOf(bounds);
  const values = find !== undefined ? sharding.key.valuesOf(find.bytes) : min && boundValues(sharding, min);
  const chunk = values && chunkOf(sharding.chunks, values);
  if (chunk === undefined) throw new MongodError('BadValue', 'need to specify find or bounds');
  return chunk;
}

const moveChunk = command({
  access: 'host',
  args: z.looseObject({ moveChunk: z.string(), to: z.string() }),
  run({ moveChunk: ns, to }, { server, body }) {
    const [, sharding] = shardedCollection(server, ns);
    move(sharding, namedChunk(body, sharding), shardNamed(clusterOf(server), to));
    return { millis: 0 };
  },
});

const moveRange = command({
  access: 'host',
  since: 6,
  args: z.looseObject({ moveRange: z.string(), toShard: z.string() }),
  run({ moveRange: ns, toShard }, { server, body }) {
    const [, sharding] = shardedCollection(server, ns);
    const shard = shardNamed(clusterOf(server), toShard);
    const [min, max] = [fieldOf(body, 'min'), fieldOf(body, 'max')];
    const first = boundValues(sharding, min ?? max ?? rawOf({}));
    if (min !== undefined) splitAt(sharding, first);
    if (max !== undefined) splitAt(sharding, boundValues(sharding, max));
    const chunk = min === undefined ? sharding.chunks[0] : chunkOf(sharding.chunks, first);
    if (chunk !== undefined) move(sharding, chunk, shard);
    return {};
  },
});

const movePrimary = command({
  access: 'host',
  args: z.strictObject({ movePrimary: z.string(), to: z.string() }),
  run({ movePrimary: db, to }, { server }) {
    const cluster = clusterOf(server);
    const database = cluster.databases.get(db);
    if (database === undefined) throw new MongodError('NamespaceNotFound', `Database ${db} not found`);
    database.primary = shardNamed(cluster, to);
    return { primary: to };
  },
});

export const chunkCommands: Readonly<Record<string, Command>> = {
  split,
  moveChunk,
  moveRange,
  movePrimary,
};
