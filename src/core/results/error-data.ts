import { z } from 'zod';
import { Comparison } from '../comparison.ts';
import { SeenGate } from '../gates/seen-gate.ts';
import { menders } from '../rule.ts';

const Problem = z.object({
  /** Absent for what is wrong with a flag that is no input. */
  input: z.string().describe('its name').exactOptional(),
  problem: z.enum(['missing', 'wrong']),
  message: z.string(),
  flag: z.string().exactOptional(),
  variables: z.array(z.string()).readonly().describe('that it can come from, first one found').exactOptional(),
});
export type InputProblem = z.infer<typeof Problem>;

const Blocker = z.object({
  id: z.string(),
  title: z.string(),
  message: z.string(),
  fix: z.string().exactOptional(),
  severity: z.enum(['block', 'warn', 'info']).describe('the worst that the rule can be').exactOptional(),
  mender: z.enum(menders).describe('who can mend it').exactOptional(),
  items: z.array(z.string()).readonly().describe('what it is about, one by one').exactOptional(),
});

const Request = z.object({
  method: z.string(),
  path: z.string(),
  /**
   * `never-left`: it provably did not reach the server, so sending it again is safe.
   * `refused`: the server answered that it did not do it (4xx).
   * `unknown`: it may or may not have been carried out.
   */
  delivery: z
    .enum(['never-left', 'refused', 'unknown'])
    .describe('whether it provably did not arrive, was not carried out, or may have been'),
  status: z.number().int().describe('of the HTTP answer, where one came').optional(),
  errorCode: z.string().describe("the service's own, such as CLUSTER_NOT_FOUND").optional(),
  detail: z.string().describe('in the words of the service').optional(),
  retryAfterSeconds: z.number().optional(),
});

const Owner = z.object({
  pid: z.number().int(),
  host: z.string(),
  user: z.string(),
  command: z.string(),
  since: z.iso.datetime(),
});

/** What an error is about, in place of a command's own data: nothing of it has to be read out of a message. */
export const ErrorData = z.object({
  problems: z.array(Problem).readonly().describe('the inputs that are missing or wrong').exactOptional(),
  credentials: z
    .array(z.enum(['Atlas', 'manager']))
    .readonly()
    .describe('whose are missing')
    .exactOptional(),
  blockers: z.array(Blocker).readonly().describe('the checks that block, as their findings').exactOptional(),
  gates: z.array(SeenGate).readonly().describe('the gates of the cutover that refuse').exactOptional(),
  request: Request.describe('the request that failed').exactOptional(),
  comparison: Comparison.describe('with the first of the differences').exactOptional(),
  owner: Owner.describe('the run that has the lock').exactOptional(),
  step: z.string().describe('the id of the step that it happened in').exactOptional(),
  seen: z
    .record(z.string(), z.json())
    .describe('what was seen of that step last, as the `details` of its events')
    .exactOptional(),
  migrationId: z.string().describe('of the migration that this directory knows of').exactOptional(),
});
export type ErrorData = z.infer<typeof ErrorData>;
