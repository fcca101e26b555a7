import { z } from 'zod';

/** Something that was looked for, or the reason why it is not known. */
export function factOf<Value>(value: z.ZodType<Value>) {
  return z.discriminatedUnion('known', [
    z.object({ known: z.literal(true), value }),
    z.object({ known: z.literal(false), reason: z.string() }),
  ]);
}

/** Whether `setUserWriteBlockMode` keeps users from writing. `changing` is a cluster in which it is under way. */
export const WriteBlock = z.object({
  state: z.enum(['free', 'blocked', 'changing']),
  /** Where the server tells why, and has to be told the same by whoever lifts it, such as `DiskUseThresholdExceeded`. */
  reason: z.string().exactOptional(),
});
export type WriteBlock = z.infer<typeof WriteBlock>;

/** `none` on a replica set. */
export const Balancer = z.enum(['none', 'running', 'stopped']);
export type Balancer = z.infer<typeof Balancer>;

/** User data in numbers. The server keeps count of documents and bytes, so they cost nothing and may be a little off. */
const Contents = z.object({
  databases: z.number(),
  collections: z.number(),
  documents: z.number(),
  bytes: z.number(),
  /** Those that are being built are among them; absent where the server does not tell. */
  indexes: z.number().exactOptional(),
});
export type Contents = z.infer<typeof Contents>;

/** Unique indexes of the source, in namespaces that both sides have. */
const UniqueIndexes = z.object({
  total: z.number(),
  /** `shop.orders number_1`: not unique on the destination, or not there at all. */
  notYet: z.array(z.string()).readonly(),
});
export type UniqueIndexes = z.infer<typeof UniqueIndexes>;

/** What stood on the destination right before the migration was created. */
export const DestinationBefore = z.enum(['empty', 'occupied', 'not-looked-at']);
export type DestinationBefore = z.infer<typeof DestinationBefore>;

/** `not-linked`: Atlas does not list the source project, as before its organization is connected. */
const MigrationHost = z.enum(['listed', 'not-listed', 'not-linked']);
export type MigrationHost = z.infer<typeof MigrationHost>;

const DestinationCluster = z.enum(['there', 'paused', 'gone']);
export type DestinationCluster = z.infer<typeof DestinationCluster>;

/** What stands where after a migration that ended without success, each known or not known by itself. */
export const LeftBehind = z.object({
  /** ISO 8601, UTC. */
  lookedAt: z.iso.datetime(),
  /** `GONE`: Atlas does not know it any more. */
  status: z.enum(['FAILED', 'EXPIRED', 'GONE']),
  /** By this journal, or perhaps. */
  cutoverRequested: z.boolean(),
  sourceWrites: factOf(WriteBlock),
  sourceBalancer: factOf(Balancer),
  destinationWrites: factOf(WriteBlock),
  destinationBalancer: factOf(Balancer),
  destinationContents: factOf(Contents),
  uniqueIndexes: factOf(UniqueIndexes),
  /** Namespaces on the destination that the source does not have. */
  foreign: factOf(z.array(z.string()).readonly()),
  destinationCluster: factOf(DestinationCluster).exactOptional(),
  migrationHost: factOf(MigrationHost).exactOptional(),
  /** Absent where the journal does not tell. */
  destinationBefore: DestinationBefore.optional(),
});
export type LeftBehind = z.infer<typeof LeftBehind>;
