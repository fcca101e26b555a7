import { z } from 'zod';
import { menders } from '../rule.ts';
import { defineResult } from './command-result.ts';

const Severity = z.enum(['block', 'warn', 'info']);

const Found = z.object({
  id: z.string(),
  title: z.string(),
  result: z.enum(['block', 'warn', 'info', 'not-checked']),
  severity: Severity.describe('the worst that the rule can be'),
  mender: z.enum(menders).describe('who can mend it'),
  message: z.string(),
  fix: z.string().exactOptional(),
  items: z.array(z.string()).readonly().describe('what it is about, one by one').exactOptional(),
  yourself: z.literal(true).describe('only a person can look at it').exactOptional(),
});

/** Of how much of the whole something is told, and why. */
const Part = z.object({ text: z.string(), reasons: z.array(z.string()).readonly() });

export const Verdict = z.object({
  ready: z
    .enum(['no', 'not-known', 'yes'])
    .describe('no: something blocks; not-known: nothing does, but what could was not looked at'),
  text: z.string().describe('the verdict in one line'),
  blockers: Part,
  complexity: Part,
  copy: Part.describe('how long the copy takes; hours only from a rate that was given or measured'),
  oplog: Part,
  rules: Part.extend({
    asOf: z.string().describe("when MongoDB's lists of versions were read"),
    engine: z.string(),
    outdated: z.boolean(),
  }).describe('how old is what is said of versions'),
});
export type Verdict = z.infer<typeof Verdict>;

export const CheckCounts = z.object({
  rules: z.number(),
  pass: z.number(),
  block: z.number(),
  warn: z.number(),
  info: z.number(),
  notChecked: z.number(),
});
export type CheckCounts = z.infer<typeof CheckCounts>;

/** The whole preflight. */
export const CheckData = z.object({
  verdict: Verdict,
  counts: CheckCounts,
  findings: z.array(Found).readonly().describe('all that did not pass, the worst first'),
  passed: z.array(z.string()).readonly().describe('the ids of those that did'),
});
export type CheckData = z.infer<typeof CheckData>;

/** The findings are drawn on the way. */
export const checkResult = defineResult(CheckData, () => []);
