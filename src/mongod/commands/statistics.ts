import { createHash } from 'node:crypto';
import { z } from 'zod';
import { docOf } from '../bson/raw.ts';
import { scan } from '../query/scan.ts';
import type { Server } from '../server.ts';
import { statisticsAnswer } from '../sharding/parts.ts';
import { collectionOf } from '../storage/catalog.ts';
import { databaseStatistics } from '../storage/statistics.ts';
import { type Command, command, plainCommand } from './command.ts';

const byId = [{ path: '_id', direction: 1 }] as const;

const Scale = z.number().positive().default(1);

const collStats = command({
  access: 'read',
  args: z.looseObject({ collStats: z.string(), scale: Scale }),
  run: ({ collStats: name, scale }, { server, db }) => statisticsAnswer(server, `${db}.${name}`, scale),
});

/** The same by the name that old tools use. */
const collstats = command({
  access: 'read',
  args: z.looseObject({ collstats: z.string(), scale: Scale }),
  run: ({ collstats: name, scale }, { server, db }) => statisticsAnswer(server, `${db}.${name}`, scale),
});

const dbStats = command({
  access: 'read',
  args: z.looseObject({ scale: Scale }),
  run: ({ scale }, { server, db }) => databaseStatistics(server, db, scale),
});

/** MD5 over the documents in the order of `_id`, for each collection and over all of them. */
function hashes(server: Server, db: string) {
  const whole = createHash('md5');
  const collections: Record<string, string> = {};
  for (const entry of server.catalog.inDatabase(db)) {
    if (entry.type === 'view') continue;
    const hash = createHash('md5');
    for (const { document } of scan(entry, { filter: docOf([]), sort: byId })) hash.update(document);
    collections[collectionOf(entry.ns)] = hash.digest('hex');
    whole.update(collections[collectionOf(entry.ns)] ?? '');
  }
  return { host: server.address(), collections, md5: whole.digest('hex') };
}

export const statisticsCommands: Readonly<Record<string, Command>> = {
  collStats,
  collstats,
  dbStats,
  dbstats: dbStats,
  dbHash: plainCommand({ access: 'read', run: ({ server, db }) => hashes(server, db) }),
};
