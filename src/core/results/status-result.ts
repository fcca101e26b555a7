import { z } from 'zod';
import { Attempt } from '../attempts.ts';
import { InputValue } from '../journal.ts';
import { afterwardsLines } from './afterwards-lines.ts';
import { ArmedCutoverData } from './armed-cutover-data.ts';
import { defineResult } from './command-result.ts';
import { HandOver, handOverLines } from './hand-over.ts';
import { LeftBehind } from './left-behind.ts';
import { MigrationDetails } from './migration-details.ts';

const SeenStep = z.object({
  id: z.string(),
  title: z.string(),
  state: z.enum(['todo', 'waiting', 'done', 'failed', 'unknown']),
  detail: z.string().exactOptional(),
  details: z.record(z.string(), z.json()).exactOptional(),
  seenAt: z
    .string()
    .describe(
      'with --watch, of what is not asked for at each look: when it was seen, ISO 8601, UTC; absent where that is now',
    )
    .exactOptional(),
});

const SeenStage = z.object({
  state: z.enum(['todo', 'in-progress', 'done']),
  fact: z.string().describe('what is most worth knowing of it').exactOptional(),
  steps: z.array(SeenStep).readonly(),
});

/** The whole picture. */
export const StatusData = z.object({
  migration: z
    .object({ migrationId: z.string(), ...MigrationDetails.partial().shape })
    .nullable()
    .describe('null where the directory knows of none; the rest only where Atlas could be asked'),
  stages: z.object({ link: SeenStage, provision: SeenStage, start: SeenStage }).describe('what was seen of each'),
  armedCutover: ArmedCutoverData.describe(
    'where somebody armed a cutover with --at, and it was not requested',
  ).exactOptional(),
  attempts: z
    .array(Attempt)
    .readonly()
    .describe('migrations of this directory that ended without success, and cutovers that were tried and not requested')
    .exactOptional(),
  handOver: HandOver.describe(
    'only after COMPLETE: what the applications need; each part {known: true, value} or {known: false, reason}',
  ).exactOptional(),
  inputs: z.record(z.string(), InputValue).describe('what the journal remembers; no secret'),
  leftBehind: LeftBehind.describe(
    'only after a migration that FAILED or EXPIRED, or that Atlas does not know any more; each part {known: true, value} or {known: false, reason}',
  ).exactOptional(),
});

/** The rest is drawn on the way. */
export const statusResult = defineResult(StatusData, ({ migration, handOver }) => [
  ...(migration === null ? [] : afterwardsLines(migration)),
  ...(handOver === undefined ? [] : handOverLines(handOver)),
]);
