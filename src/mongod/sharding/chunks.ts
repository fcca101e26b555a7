import { MaxKey, MinKey, ObjectId, Timestamp } from 'mongodb';
import { elementsOf, type RawValue, rawOf } from '../bson/raw.ts';
import type { Collection } from '../storage/collection.ts';
import { orderOf, type ShardKey } from './shard-key.ts';

/** A range of shard-key values, from `min` up to what the next one begins with, and the shard that has it. */
export interface Chunk {
  readonly id: ObjectId;
  readonly min: readonly RawValue[];
  readonly order: string;
  shard: number;
  /** Major and minor version of the chunk. */
  version: Timestamp;
}

export function chunkAt(min: readonly RawValue[], shard: number, version: number): Chunk {
  return { id: new ObjectId(), min, order: orderOf(min), shard, version: new Timestamp({ t: version, i: 0 }) };
}

export function lowest(key: ShardKey): RawValue[] {
  return elementsOf(key.pattern).map(() => rawOf(new MinKey()));
}

export function highest(key: ShardKey): RawValue[] {
  return elementsOf(key.pattern).map(() => rawOf(new MaxKey()));
}

/** The chunk that the values fall in; `chunks` are in the order of their bounds, the first one begins at the lowest. */
export function chunkOf(chunks: readonly Chunk[], values: readonly RawValue[]): Chunk | undefined {
  const order = orderOf(values);
  let [low, high] = [0, chunks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((chunks[middle]?.order ?? '') <= order) low = middle + 1;
    else high = middle;
  }
  return chunks[low - 1];
}

/** Hashes spread evenly, so a key that begins with one is split before there is any data: one chunk for each shard. */
export function hashedChunks(key: ShardKey, shards: number): Chunk[] {
  const step = 2n ** 64n / BigInt(shards);
  const rest = lowest(key).slice(1);
  return Array.from({ length: shards }, (_, shard) => {
    const bound = rawOf(-(2n ** 63n) + step * BigInt(shard));
    return chunkAt(shard === 0 ? lowest(key) : [bound, ...rest], shard, shard + 1);
  });
}

/** So many documents tell how the values lie. */
const enough = 10_000;

/** Ranges of about as many documents each, one for each shard; fewer where the documents have fewer values. */
export function evenChunks(key: ShardKey, collection: Collection, shards: number, firstShard: number): Chunk[] {
  const bounds = new Map<string, RawValue[]>();
  const step = Math.ceil(collection.count() / enough);
  let at = 0;
  for (const idKey of collection.keys()) {
    at += 1;
    const document = at % step === 0 ? collection.get(idKey) : undefined;
    if (document === undefined) continue;
    const values = key.valuesOf(document);
    bounds.set(orderOf(values), values);
  }
  const inOrder = [...bounds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, values]) => values);
  const chunks = [chunkAt(lowest(key), firstShard, 1)];
  for (let at = 1; at < shards; at++) {
    const values = inOrder[Math.floor((inOrder.length * at) / shards)];
    if (values === undefined || Math.floor((inOrder.length * at) / shards) === 0) continue;
    chunks.push(chunkAt(values, (firstShard + at) % shards, at + 1));
  }
  return chunks;
}
