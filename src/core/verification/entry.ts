import { z } from 'zod';
import { Difference } from './difference.ts';
import { NamespacePlan, PartitionResult } from './partition.ts';
import { VerifyRequest } from './request.ts';
import { ClusterTime, SideIdentity } from './side.ts';
import { Verification } from './verification.ts';

const at = z.iso.datetime();

/** How far the changes of one side have been taken in. */
export const FeedPosition = z.object({
  /** All changes up to here. */
  through: ClusterTime,
  /** From which the server tells what came after; BSON of a document in base64. */
  token: z.base64(),
});
export type FeedPosition = z.infer<typeof FeedPosition>;

/**
 * What happened in a verification, one after the other: its journal, from which one that was cut off goes on. A contract
 * that grows.
 */
export const VerifyEntry = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('begun'),
    at,
    by: z.string(),
    request: VerifyRequest,
    /** Of the hashes, the same for as long as it lasts. */
    salt: z.string(),
  }),
  /** A run has proved both sides. Whatever stands before one whose sides are others, or were written to, holds no more. */
  z.object({
    kind: z.literal('proved'),
    at,
    source: SideIdentity,
    destination: SideIdentity,
    /** Whether it begins with nothing: what an earlier run had compared holds no more, because of this. */
    anew: z.string().exactOptional(),
    /** Every read of this run is at least as new as this; absent in journals of versions that did not keep it. */
    times: z.object({ source: ClusterTime, destination: ClusterTime }).exactOptional(),
    /** Where the newest write of each side stood; absent where that cannot be told. */
    positions: z.object({ source: z.string().exactOptional(), destination: z.string().exactOptional() }),
  }),
  z.object({ kind: z.literal('planned'), at, plan: NamespacePlan }),
  z.object({
    kind: z.literal('compared'),
    at,
    namespace: z.string(),
    result: PartitionResult,
    /** The first of them. */
    differences: z.array(Difference).readonly(),
    /** So many were put into the queue, to be looked at again. */
    suspects: z.number().int().exactOptional(),
  }),
  /** It has gone, or its definition changed: what was found of it says nothing any more. */
  z.object({ kind: z.literal('dropped'), at, namespace: z.string(), why: z.string() }),
  /** Changes were taken in, and looked at. */
  z.object({
    kind: z.literal('followed'),
    at,
    /** 1 is the first look at what changed. */
    generation: z.number().int(),
    source: FeedPosition,
    destination: FeedPosition,
    /** Documents that differed when they were looked at last. */
    open: z.number().int(),
    /** So many definitions differed when they were listed last; absent where none did, or nobody has looked. */
    definitions: z.number().int().exactOptional(),
    /** In so many places something should have been compared by then and was not; absent where there was none. */
    notCompared: z.number().int().exactOptional(),
    /** So many changes of those up to these positions are in the queue, and were not looked at yet; absent where there is none. */
    changed: z.number().int().exactOptional(),
    /** In the time of the source: every change up to here is in the destination, or is one of those that are open. */
    verifiedThrough: ClusterTime.exactOptional(),
  }),
  z.object({
    kind: z.literal('ended'),
    at,
    how: z.enum(['stopped', 'failed', 'done']),
    error: z.object({ code: z.string(), message: z.string() }).exactOptional(),
    result: Verification.exactOptional(),
  }),
]);
export type VerifyEntry = z.infer<typeof VerifyEntry>;

/** Takes differences until they are kept with the entry of their partition; those of one that is cut off are gone. */
export interface Spool {
  add(difference: Difference): void;
  drop(): Promise<void>;
}

/** Where a verification keeps what happens in it. */
export interface VerifyJournal {
  /** What earlier runs have left, the oldest first. */
  entries(): Promise<readonly VerifyEntry[]>;
  spool(): Spool;
  /** With `found`, its differences are listed first; both or neither are there after a run that was killed. */
  append(entry: VerifyEntry, found?: Spool): Promise<void>;
}
