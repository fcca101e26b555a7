import { z } from 'zod';
import { Difference, Expectation } from './difference.ts';
import { documentCounts } from './document-counts.ts';
import { Level } from './level.ts';
import { Partition } from './partition.ts';
import { Share } from './request.ts';
import { ClusterTime, ProvedSide } from './side.ts';

/** What came of one namespace. */
export const VerifiedNamespace = z.object({
  /** `database.collection` */
  name: z.string(),
  ...documentCounts,
});
export type VerifiedNamespace = z.infer<typeof VerifiedNamespace>;

export const Verdict = z.enum([
  /** Everything that the level looks at is the same on both sides. */
  'identical',
  'different',
  /** Nothing differs in what was compared, and something was not. */
  'not-all-compared',
  /** There was nothing to compare. */
  'nothing-compared',
]);
export type Verdict = z.infer<typeof Verdict>;

/** What should have been compared and was not, and why: a database that a user may not see, a part that was cut off. */
export const NotCompared = z.object({ what: z.string(), why: z.string() });
export type NotCompared = z.infer<typeof NotCompared>;

/** What of two deployments was to be compared, where that is not all of it. */
export const VerifiedScope = z.object({
  /** Patterns, as they were given. */
  namespaces: z.array(z.string()).readonly(),
  skip: z.array(z.string()).readonly(),
  share: Share.exactOptional(),
  /** With a share: how each namespace was taken apart, and which parts are in it; the shares have to fit together. */
  parts: z
    .array(z.object({ name: z.string(), of: z.number().int(), compared: z.array(Partition).readonly() }))
    .readonly()
    .exactOptional(),
  /** With a share: the namespaces of either side that were wanted, in whichever share they are. */
  seen: z.array(z.string()).readonly().exactOptional(),
  /** With a share: where the newest write of each side stood before it began; absent where that cannot be told. */
  positions: z.object({ source: z.string().exactOptional(), destination: z.string().exactOptional() }).exactOptional(),
  /** Namespaces of either side that were left out on request. */
  leftOut: z.number().int(),
});
export type VerifiedScope = z.infer<typeof VerifiedScope>;

/** What comparing two deployments came to, and what it is bound to: it says nothing of any other time, place or level. */
export const Verification = z.object({
  verdict: Verdict,
  /** Whether the verdict is `identical`. */
  identical: z.boolean(),
  level: Level,
  /** Absent where everything was to be compared. */
  scope: VerifiedScope.exactOptional(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  source: ProvedSide,
  destination: ProvedSide,
  /** In the time of the source: every change up to here is in the destination; absent where nobody followed them. */
  verifiedThrough: ClusterTime.exactOptional(),
  /** Of a sample: with which confidence at most this share of the documents differs, in the namespace of which it says least. */
  sample: z.object({ share: z.number(), confidence: z.number(), documents: z.number().int() }).exactOptional(),
  namespaces: z.number().int(),
  indexes: z.number().int(),
  documents: z.object({ source: z.number().int(), destination: z.number().int() }),
  perNamespace: z.array(VerifiedNamespace).readonly(),
  /** The first of them, so that a wrong cluster does not fill the memory; `differencesTotal` counts all. */
  differences: z.array(Difference).readonly(),
  differencesTotal: z.number().int(),
  /** Differences that are expected, by class; none of them is in `differences`. */
  expected: z.array(z.object({ class: Expectation, count: z.number().int(), why: z.string() })).readonly(),
  notCompared: z.array(NotCompared).readonly(),
  /** What no comparison at this level covers: users and roles, the servers' own databases, what the level cannot see. */
  doesNotCover: z.array(z.string()).readonly(),
});
export type Verification = z.infer<typeof Verification>;
