import { z } from 'zod';
import { Downtime } from '../way-back/downtime.ts';
import { AuditChain } from './audit-chain.ts';

/** ISO 8601, UTC. */
const Time = z.iso.datetime();

/**
 * What is known of where a migration stands, by its files alone; each stands for the furthest that was seen, the last
 * one for files that are of two migrations.
 */
export const reportStatuses = [
  'nothing-started',
  'preparing',
  'creation-unknown',
  'migrating',
  'ready-for-cutover',
  'cutover-requested',
  'complete',
  'failed',
  'expired',
  'contradictory',
] as const;

const Row = z.object({
  what: z.string(),
  source: z.string().nullable().describe('null where these files do not tell'),
  destination: z.string().nullable(),
});

/** What has happened, at once or again and again by the same hand. */
const Happening = z.object({
  at: Time,
  until: Time.describe('the last of several').exactOptional(),
  times: z.int(),
  by: z.string(),
  kind: z.enum(['decision', 'step', 'request', 'failure', 'hook', 'other']),
  what: z.string(),
  details: z.array(z.string()).readonly().describe('what was agreed to').exactOptional(),
});
export type Happening = z.infer<typeof Happening>;

const Step = z.object({
  id: z.string(),
  title: z.string(),
  state: z.enum(['does-not-apply', 'not-begun', 'begun', 'submitted', 'done']),
  because: z.string().describe('why it does not apply').exactOptional(),
  startedAt: Time.exactOptional(),
  doneAt: Time.exactOptional(),
});

const Stage = z.object({
  id: z.string(),
  steps: z.array(Step).readonly(),
  agreed: z
    .object({ at: Time, by: z.string(), how: z.enum(['answered', 'called']), changes: z.array(z.string()).readonly() })
    .exactOptional(),
});

/** A value at a time. */
export const Point = z.object({ at: Time, value: z.number() });
export type Point = z.infer<typeof Point>;

/** Points in the order of their times, in parts: between two of them nobody knows what the value was. */
export const Series = z.object({
  unit: z.enum(['seconds', 'percent']),
  parts: z.array(z.array(Point).readonly()).readonly(),
  points: z.int().describe('that there were, before they were thinned out'),
});
export type Series = z.infer<typeof Series>;

const Finding = z.object({
  id: z.string(),
  result: z.string(),
  message: z.string(),
  accepted: z.string().describe('who has said that it is not to stand in the way, when and why').exactOptional(),
});

/** Something that would have stood in the way, and whose word it is that it does not. */
const Accepted = z.object({ what: z.string(), by: z.string(), at: Time, because: z.string().nullable() });

const Compared = z.object({
  endedAt: Time.nullable(),
  where: z.string().describe('the command that compared'),
  verdict: z.string(),
  identical: z.boolean(),
  level: z.string().nullable(),
  afterComplete: z.boolean().nullable().describe('null where one of the two times is not known'),
  namespaces: z.number().nullable(),
  documents: z.object({ source: z.number(), destination: z.number() }).nullable(),
  differences: z.number().nullable(),
  sides: z.object({ source: z.string(), destination: z.string() }).nullable(),
  leftOut: z.array(z.string()).readonly().describe('what should have been compared and was not'),
  doesNotCover: z.array(z.string()).readonly().describe('what no comparison at this level covers'),
  expected: z.array(z.string()).readonly().describe('differences that are expected'),
});
export type Compared = z.infer<typeof Compared>;

/**
 * The evidence of one migration, made of the files of its directory and of nothing else. Times in ISO 8601 and UTC. No text in it
 * holds a control character or a mark of direction.
 */
export const Report = z.object({
  schemaVersion: z.literal(1),
  madeAt: Time,
  madeBy: z.string(),
  livemig: z.string().describe('the version that made it'),
  directory: z.string(),
  title: z.string(),
  summary: z.object({
    status: z.enum(reportStatuses),
    text: z.string(),
    notRead: z
      .array(z.string())
      .readonly()
      .describe('files that could not be read, why, and what that means; absent where all could')
      .exactOptional(),
    underWay: z.string().describe('the run that has the lock').exactOptional(),
    facts: z.array(z.object({ label: z.string(), text: z.string() })).readonly(),
    proved: z.array(z.string()).readonly(),
    notProved: z.array(z.string()).readonly(),
  }),
  sides: z.array(Row).readonly(),
  stages: z.array(Stage).readonly(),
  timeline: z.object({
    happenings: z.array(Happening).readonly(),
    leftOut: z.int().describe('in the middle, of a very long one'),
  }),
  earlier: z.array(z.string()).readonly().describe('migrations that ended without success, and cutovers not requested'),
  following: z.object({
    looks: z.int(),
    from: Time.nullable(),
    until: Time.nullable(),
    afterReport: z
      .int()
      .describe('looks of a time after the report was made, by a clock that was wrong; none of them is drawn'),
    lag: Series,
    copied: Series,
    marks: z.array(z.object({ at: Time, label: z.string() })).readonly(),
  }),
  findings: z.object({
    check: z
      .object({ at: Time, by: z.string(), verdict: z.string(), passed: z.int(), findings: z.array(Finding).readonly() })
      .nullable()
      .describe('the last whole check; null where none was kept'),
    accepted: z.array(Accepted).readonly(),
    acceptedBefore: z.int().describe('acceptances of gates that are left out, the oldest'),
    checklist: z.object({ at: Time, by: z.string(), because: z.string().nullable() }).nullable(),
  }),
  verification: z.object({
    comparisons: z.array(Compared).readonly().describe('the newest first'),
    others: z.array(z.string()).readonly().describe('verifications that came to no result, or that cannot be read'),
  }),
  cutover: z.object({
    requested: z.object({ at: Time, by: z.string().nullable() }).nullable(),
    armed: z.string().nullable().describe('one that somebody armed, and how it stands'),
    downtime: Downtime.nullable().describe('null where it was not measured'),
    downtimeText: z.array(z.string()).readonly(),
  }),
  notMigrated: z.object({
    known: z.array(z.string()).readonly(),
    text: z.string().describe('what this list is made of'),
  }),
  changed: z.array(z.object({ what: z.string(), state: z.string() })).readonly(),
  wayBack: z.array(z.string()).readonly(),
  audit: AuditChain.extend({
    check: z
      .string()
      .nullable()
      .describe('the command that holds the audit against the head; null where there is none'),
    doubt: z.string().nullable(),
    cannotFind: z.array(z.string()).readonly(),
  }),
});
export type Report = z.infer<typeof Report>;
export type ReportStatus = Report['summary']['status'];
