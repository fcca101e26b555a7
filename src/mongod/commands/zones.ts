import { ObjectId } from 'mongodb';
import { z } from 'zod';
import { fieldOf, type RawValue, rawDoc, rawOf } from '../bson/raw.ts';
import { MongodError } from '../mongod-error.ts';
import { scan } from '../query/scan.ts';
import type { Server } from '../server.ts';
import type { Shard } from '../sharding/cluster.ts';
import type { Collection } from '../storage/collection.ts';
import { collectionForWrite, deleteDocument, insertDocument } from '../storage/writes.ts';
import { Doc } from './argument-types.ts';
import { type Command, command } from './command.ts';
import { clusterOf } from './sharding.ts';

/** Zones are kept and shown in `config.shards` and `config.tags`; the sandbox's balancer does not go by them. */

function shardNamed(server: Server, name: string): Shard {
  const shard = clusterOf(server).shards.find((one) => one.name === name);
  if (shard === undefined) throw new MongodError('ShardNotFound', `shard ${name} does not exist`);
  return shard;
}

const addShardToZone = command({
  access: 'host',
  args: z.strictObject({ addShardToZone: z.string(), zone: z.string().min(1) }),
  run({ addShardToZone: name, zone }, { server }) {
    shardNamed(server, name).zones.add(zone);
    return {};
  },
});

const removeShardFromZone = command({
  access: 'host',
  args: z.strictObject({ removeShardFromZone: z.string(), zone: z.string().min(1) }),
  run({ removeShardFromZone: name, zone }, { server }) {
    shardNamed(server, name).zones.delete(zone);
    return {};
  },
});

const updateZoneKeyRange = command({
  access: 'host',
  args: z.strictObject({ updateZoneKeyRange: z.string(), min: Doc, max: Doc, zone: z.string().nullable() }),
  run({ updateZoneKeyRange: ns, zone }, { server, body }) {
    const [min, max] = [fieldOf(body, 'min'), fieldOf(body, 'max')];
    if (min === undefined || max === undefined) throw new MongodError('FailedToParse', 'min and max are required');
    if (zone !== null && !clusterOf(server).shards.some(({ zones }) => zones.has(zone))) {
      throw new MongodError('ZoneNotFound', `Zone ${zone} does not exist`);
    }
    const tags = collectionForWrite(server, 'config.tags');
    removeRange(server, tags, ns, min);
    if (zone === null) return {};
    const range = { _id: rawOf(new ObjectId()), ns: rawOf(ns), min, max, tag: rawOf(zone) };
    insertDocument(server, tags, rawDoc(range));
    return {};
  },
});

function removeRange(server: Server, tags: Collection, ns: string, min: RawValue): void {
  const filter = rawDoc({ ns: rawOf(ns), min });
  for (const { idKey, document } of [...scan(tags, { filter })]) {
    deleteDocument(server, tags, idKey, document);
  }
}

export const zoneCommands: Readonly<Record<string, Command>> = {
  addShardToZone,
  removeShardFromZone,
  updateZoneKeyRange,
};
