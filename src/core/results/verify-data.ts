import { z } from 'zod';
import { Comparison } from '../comparison.ts';
import { Difference, Expectation } from '../verification/difference.ts';
import { Share, VerifyRequest } from '../verification/request.ts';
import { ClusterTime, SideIdentity } from '../verification/side.ts';
import { Verdict } from '../verification/verification.ts';

const Seconds = z.number().nullable();
const at = z.iso.datetime();

/** What has become of a verification; `cut-off` is one whose run ended without saying so. */
export const VerificationState = z.enum(['running', 'cut-off', 'stopped', 'failed', 'done']);
export type VerificationState = z.infer<typeof VerificationState>;

export const Progress = z.object({
  documents: z
    .object({ done: z.number(), of: z.number() })
    .describe('of both sides together; how many there are is what the servers estimate'),
  bytes: z.number(),
  bytesPerSecond: Seconds.describe('of the last run; null while unknown'),
  secondsLeft: Seconds.describe('null while unknown, 0 when done'),
});

export const NamespaceProgress = Progress.extend({
  name: z.string(),
  partitions: z.object({ done: z.number(), of: z.number() }),
  ...{ source: z.number(), destination: z.number() },
  compared: z.number().describe('on both sides and looked at; 0 where they are only counted'),
  missing: z.number().describe('as are extra and different: 0 until there is a result where changes are followed'),
  ...{ extra: z.number(), different: z.number() },
  expected: z.partialRecord(Expectation, z.number()).describe('differences that are expected, by class'),
});

const Brief = z.object({
  id: z.string(),
  state: VerificationState,
  begunAt: at,
  lastAt: at.describe('when it ended, or the last that is known of it'),
  ageSeconds: z.number().describe('since then'),
  by: z.string(),
  request: VerifyRequest,
  verdict: Verdict.exactOptional(),
  elsewhere: z
    .object({ host: z.string(), pid: z.number() })
    .describe('of one that is running as its lock says: nobody can tell from here whether it still does')
    .exactOptional(),
});
export type VerificationBrief = z.infer<typeof Brief>;

export const VerificationPage = Brief.extend({
  phase: z.enum(['proving', 'comparing', 'following', 'ended']),
  sides: z.object({ source: SideIdentity, destination: SideIdentity }).exactOptional(),
  beganAnew: z.string().describe('why what earlier runs had compared holds no more').exactOptional(),
  progress: Progress.extend({ secondsLeft: Seconds }),
  namespaces: z.array(NamespaceProgress).readonly(),
  differences: z.array(Difference).readonly().describe('the first of them'),
  differencesFound: z
    .number()
    .describe('so far, those that nobody expects; 0 until there is a result where changes are followed'),
  followed: z
    .object({
      ...{ at, generation: z.number() },
      open: z.number().describe('documents that differed at the last look'),
      definitions: z.number().describe('definitions that differed when they were listed last').exactOptional(),
      notCompared: z.number().describe('places that were not compared by then, beside what is to come').exactOptional(),
      verifiedThrough: ClusterTime.exactOptional(),
    })
    .describe('how far changes were taken in')
    .exactOptional(),
  failure: z.object({ code: z.string(), message: z.string() }).exactOptional(),
  result: Comparison.describe('what it came to, once it is done').exactOptional(),
  files: z.object({ differences: z.string(), result: z.string() }).describe('the second once it is done'),
});
export type VerificationPage = z.infer<typeof VerificationPage>;

export const MergedShare = z.object({
  file: z.string(),
  share: Share,
  verdict: Verdict,
  endedAt: at,
  source: ClusterTime.describe('every read of the source was at least as new'),
  destination: ClusterTime,
});

export const VerifyData = z.object({
  verification: VerificationPage.describe('not with list and merge, nor where there is none').exactOptional(),
  verifications: z.array(Brief).readonly().describe('with list: the newest first').exactOptional(),
  comparison: Comparison.describe('what verify or merge came to').exactOptional(),
  shares: z.array(MergedShare).readonly().describe('with merge').exactOptional(),
  stopped: z.boolean().describe('with stop: whether one ran and was stopped').exactOptional(),
});
export type VerifyData = z.infer<typeof VerifyData>;
