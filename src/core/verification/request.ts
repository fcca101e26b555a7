import { z } from 'zod';
import { Level } from './level.ts';

/** A share of one verification, for several machines: the third of eight is `{number: 3, of: 8}`. */
export const Share = z.object({ number: z.number().int().min(1), of: z.number().int().min(1).max(1_000) });
export type Share = z.infer<typeof Share>;

/** What somebody wants to have verified, and how; one that is resumed keeps what it is about. */
export const VerifyRequest = z.object({
  level: Level,
  /** Patterns of namespaces, `database.collection` with `*` for anything; empty means all. */
  namespaces: z.array(z.string()).readonly(),
  /** Patterns of those that are left out. */
  skip: z.array(z.string()).readonly(),
  share: Share.exactOptional(),
  /** Nobody writes to either side any more, so whatever differs is a difference. */
  writesStopped: z.boolean(),
  /** A migration has not committed yet: what its engine keeps otherwise until then is expected. */
  duringSync: z.boolean(),
  /** Goes on with what changes until it is stopped. */
  watch: z.boolean(),
  /** What is told of a document that differs, beside its `_id`: nothing, which fields, or also their values. */
  tells: z.enum(['ids', 'paths', 'values']),
  /** So many differences are told one by one; all of them are counted, and listed in a file. */
  reportRows: z.number().int().min(0),
  /** For the documents of one namespace, in milliseconds; what is not compared then is named. */
  maxDurationMs: z.number().int().positive().exactOptional(),
  /** Whether a lost cursor, an election or a network that fails is made up for. */
  autoRetry: z.boolean(),
  /** About so much of one side is in one part of a namespace; a part that is cut off is compared again. */
  partitionBytes: z.number().int().positive(),
  /** So many parts are compared at a time, where there is much of it by threads; 1 does without them. */
  workers: z.number().int().min(1).max(64),
  /** Of 100 parts of the time so many are left to others, by each worker for itself: 0 none, 90 nine tenths. */
  nice: z.number().int().min(0).max(90),
  /** All workers hold back while a side is at more operations of others than this. */
  maxLoad: z.number().int().positive().exactOptional(),
  /** Only differences that have lasted so long are shown, in milliseconds; all are counted. */
  minAgeMs: z.number().int().min(0),
});
export type VerifyRequest = z.infer<typeof VerifyRequest>;

/** Everything, byte for byte, by one thread, with nobody writing: what follows a cutover. */
export const wholeComparison: VerifyRequest = {
  ...{
    level: 'full',
    namespaces: [],
    skip: [],
    writesStopped: true,
    duringSync: false,
    watch: false,
    tells: 'paths',
    reportRows: 100,
  },
  ...{ autoRetry: true, partitionBytes: 64 * 1024 * 1024, workers: 1, nice: 0, minAgeMs: 0 },
};
