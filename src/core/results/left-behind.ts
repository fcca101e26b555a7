import { z } from 'zod';

/** Something that was looked for, or the reason why it is not known. */
function factOf<Value>(value: z.ZodType<Value>) {
  return z.discriminatedUnion('known', [
    z.object({ known: z.literal(true), value }),
    z.object({ known: z.literal(false), reason: z.string() }),
  ]);
}

const WriteBlock = z.object({
  state: z.enum(['free', 'blocked', 'changing']),
  reason: z.string().exactOptional(),
});
const Balancer = z.enum(['none', 'running', 'stopped']);
const Contents = z.object({ databases: z.number(), collections: z.number(), documents: z.number(), bytes: z.number() });
const UniqueIndexes = z.object({ total: z.number(), notYet: z.array(z.string()).readonly() });

/** What stands where after a migration that ended without success, each known or not known by itself. */
export const LeftBehind = z.object({
  /** ISO 8601, UTC. */
  lookedAt: z.iso.datetime(),
  status: z.enum(['FAILED', 'EXPIRED']),
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
  /** What stood there right before the migration was created; absent where the journal does not tell. */
  destinationBefore: z.enum(['empty', 'occupied', 'not-looked-at']).optional(),
});
export type LeftBehind = z.infer<typeof LeftBehind>;
