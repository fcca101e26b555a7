import { z } from 'zod';
import { ClusterTime } from '../verification/side.ts';
import { ofEach } from './of-each.ts';

/** What goes on in a deployment while it is watched for a time; and who is connected to it. */

/** How long it was watched, and whether it became slower meanwhile, at which it was left alone. */
export const Watched = z.object({
  seconds: z.number(),
  slower: z.object({ beforeMs: z.number(), nowMs: z.number() }).nullable(),
});
export type Watched = z.infer<typeof Watched>;

/** What a server counted meanwhile, by the names of its counters; what it counted none of is left out. */
export const Counted = Watched.extend({
  /** A mongos answered, which counts what comes through it alone. */
  router: z.boolean(),
  counts: z.record(z.string(), z.number()),
});
export type Counted = z.infer<typeof Counted>;

/** What stands in an oplog of the time; no value of a document is in it. */
export const Written = z.object({
  /** Of which all that follows is told: less than was watched where so much was written that not all was read. */
  seconds: z.number(),
  /** The most written ones. */
  namespaces: z
    .array(
      z.object({
        namespace: z.string(),
        writes: z.number(),
        /** How many documents those were. */
        documents: z.number(),
        /** How many of the writes were to one and the same document. */
        hottest: z.number(),
      }),
    )
    .readonly(),
  /** Commands that change definitions, such as `create`, and how often. */
  definitions: z.array(z.object({ command: z.string(), namespace: z.string(), count: z.number() })).readonly(),
});
export type Written = z.infer<typeof Written>;

/** Of each replica set. */
export const Writes = Watched.extend({ sets: ofEach(Written) });
export type Writes = z.infer<typeof Writes>;

/** What stands in the oplog of each replica set of the last seconds, by its own clock. */
export const LatestWrites = z.object({
  seconds: z.number(),
  sets: ofEach(
    Written.extend({
      /**
       * The last write of user data, as far back as the oplog reaches and tells; `null` where it does not, absent in files of
       * versions that kept only its second.
       */
      lastWrite: ClusterTime.nullable().exactOptional(),
      /** How long that was before it was looked at. */
      quietSeconds: z.number().nullable(),
    }),
  ),
});
export type LatestWrites = z.infer<typeof LatestWrites>;

/** A transaction that is open. */
export const OpenTransaction = z.object({
  seconds: z.number(),
  /** As it calls itself; `null` where it does not. */
  application: z.string().nullable(),
});
export type OpenTransaction = z.infer<typeof OpenTransaction>;

/** A driver of a version, and how many connections there are of it. */
export const Driver = z.object({
  /** As it calls itself: `nodejs`, `mongo-java-driver|sync`. */
  name: z.string(),
  version: z.string(),
  /** What its applications call themselves, the first ones; none where they do not. */
  applications: z.array(z.string()).readonly(),
  connections: z.number(),
});
export type Driver = z.infer<typeof Driver>;

/** Through a connection to the source. */
export const watchFacts = {
  sourceCounts: Counted,
  sourceWrites: Writes,
  sourceLatestWrites: LatestWrites,
  sourceTransactions: z.array(OpenTransaction).readonly(),
  /** Namespaces on which indexes are being built. */
  sourceIndexBuilds: z.array(z.string()).readonly(),
  /** On each server, or on the mongos that answers. */
  sourceDrivers: ofEach(z.array(Driver).readonly()),
} as const;

/** Through a connection to the destination; nothing where nobody wanted it to be watched. */
export const destinationWatchFacts = {
  destinationWrites: Writes.nullable(),
} as const;

/** Of the facts of each, that none was left out. */
export const wholeWatchFacts = {
  everySetWatched: z.literal(true),
  everyDriverSeen: z.literal(true),
} as const;
