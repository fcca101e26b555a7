import { z } from 'zod';
import { ofEach } from './of-each.ts';

/** How the servers of the source are, and who looks at them; through a connection, or as the manager tells. */

/** The oplog of a replica set. Sizes are uncompressed. */
export const Oplog = z.object({
  /** From its oldest entry to its newest. */
  spanMs: z.number(),
  bytes: z.number(),
  /** So large it grows before its oldest entries go. */
  maxBytes: z.number(),
  /** So long its entries stay in any case; `null` where the server does not tell. */
  minHours: z.number().nullable(),
  /** What was written to it while it was looked at; `null` where the server could not add it up. */
  written: z.object({ bytes: z.number(), ms: z.number() }).nullable(),
});
export type Oplog = z.infer<typeof Oplog>;

const Status = z.object({
  /** Such as `wiredTiger`. */
  storageEngine: z.string(),
  connections: z.object({ current: z.number(), available: z.number() }),
});

/** Something that a server has or has not, and what it says of it. */
const Flagged = z.object({ is: z.boolean(), details: z.array(z.string()).readonly() });

/** What a role may be granted on (manual, "Resource Document"); an empty name stands for any. */
export const Resource = z.object({
  cluster: z.boolean().optional(),
  anyResource: z.boolean().optional(),
  db: z.string().optional(),
  collection: z.string().optional(),
  /** Of the time series of a database. */
  system_buckets: z.string().optional(),
});
export type Resource = z.infer<typeof Resource>;

export const Privilege = z.object({ resource: Resource, actions: z.array(z.string()).readonly() });
export type Privilege = z.infer<typeof Privilege>;

/** Who is logged in, and what they may do. */
export const LoggedIn = z.object({
  user: z.string(),
  db: z.string(),
  privileges: z.array(Privilege).readonly(),
});
export type LoggedIn = z.infer<typeof LoggedIn>;

const Admittance = z.discriminatedUnion('admitted', [
  z.object({ admitted: z.literal(true), privileges: z.array(Privilege).readonly() }),
  z.object({ admitted: z.literal(false) }),
]);

/** Through a connection to the source. "Each" is each set that holds data, or each server of them that is no arbiter. */
export const healthFacts = {
  /** Of each replica set: of the source itself, or of its shards. */
  sourceOplogs: ofEach(Oplog),
  sourceStatus: ofEach(Status),
  /** Whether each server warned of something when it was started. */
  sourceStartup: ofEach(Flagged),
  /** Whether each server profiles a database, and which. */
  sourceProfiling: ofEach(Flagged),
  /** The user of the connection. */
  sourceUser: LoggedIn,
  /** Whether each shard lets the user in, and what it allows. Nothing where the source is not sharded. */
  sourceUserOnShards: ofEach(Admittance),
  /** Databases that an engine of MongoDB keeps for itself. */
  sourceEngineDatabases: z.array(z.string()).readonly(),
} as const;

/** Through a connection to the destination. */
export const destinationHealthFacts = {
  destinationEngineDatabases: z.array(z.string()).readonly(),
  /** The user of the connection, which is none that migrates. */
  destinationUser: LoggedIn,
} as const;

/** Of the facts of each, that none was left out. */
export const wholeHealthFacts = {
  everyOplog: z.literal(true),
  /** And how much is written to each. */
  everyOplogRate: z.literal(true),
  everyStatus: z.literal(true),
  everyStartup: z.literal(true),
  everyProfiling: z.literal(true),
  everyShardAsked: z.literal(true),
} as const;

/** Found out otherwise. */
export const otherHealthFacts = {
  /** The servers that may open too few files, as far as the manager or the servers themselves tell. */
  lowLimits: z.array(z.string()).readonly(),
  /** How long the copy takes at the rate that somebody gave, or why that is not known. */
  copyTime: z.union([
    z.object({ ms: z.number(), bytes: z.number(), bytesPerSecond: z.number() }),
    z.object({ notKnown: z.string() }),
  ]),
} as const;
