import { z } from 'zod';
import { errorKinds } from './errors.ts';
import { SeenGate } from './gates/seen-gate.ts';
import { CheckCounts, FactsUsed, Since, Skipped, Verdict } from './results/check-result.ts';
import { WillNotArrive } from './results/will-not-arrive.ts';
import { judgements, menders } from './rule.ts';

/**
 * Everything a run can report, and the contract of `--json`: one of these per line on stdout, the last one a `result`.
 * Contracts grow, they do not change: fields and types are added, never renamed or removed.
 */

const time = z.iso.datetime();
const details = z.record(z.string(), z.json());

export const StepEvent = z.object({
  type: z.literal('step'),
  time,
  step: z.string(),
  title: z.string(),
  /** `would-run` only with --dry-run; `skipped` where it was done before this run began. */
  state: z.enum(['running', 'waiting', 'done', 'skipped', 'failed', 'would-run', 'todo', 'unknown']),
  detail: z.string().optional(),
  details: details.optional(),
  /** How long the wait usually takes, in words; with `waiting` only. */
  usually: z.string().optional(),
  /** What to look at, once the wait takes longer than usual. */
  advice: z.string().optional(),
});

export type StepEvent = z.infer<typeof StepEvent>;

/** How far a step has come that takes long; at intervals. */
export const ProgressEvent = z.object({
  type: z.literal('progress'),
  time,
  step: z.string(),
  title: z.string(),
  done: z.number(),
  /** Absent where nobody knows how much it will be. */
  total: z.number().optional(),
  /** What is counted: `documents`. */
  unit: z.string(),
  /** So many a second, over what this run has done; absent until that can be told. */
  rate: z.number().optional(),
  /** When it will be done at this rate; absent where that is not known. */
  eta: z.iso.datetime().optional(),
  /** What it is at. */
  detail: z.string().optional(),
});
export type ProgressEvent = z.infer<typeof ProgressEvent>;

export const FindingEvent = z.object({
  type: z.literal('finding'),
  time,
  id: z.string(),
  title: z.string(),
  result: z.enum([...judgements, 'skipped']),
  message: z.string(),
  fix: z.string().optional(),
  /** The worst that the rule can be. */
  severity: z.enum(['block', 'warn', 'info']).optional(),
  /** Who can mend it. */
  mender: z.enum(menders).optional(),
  /** What it is about, one by one, where the message names only the first. */
  items: z.array(z.string()).readonly().optional(),
  /** Only a person can look at it. */
  yourself: z.literal(true).optional(),
  notAsked: z.literal(true).optional(),
  /** Who has said, when and why, that it is not to stand in the way; `was` is what it would be without. */
  skipped: Skipped.optional(),
  /** Where the rule is described, beneath the directory of this program. */
  docs: z.string().optional(),
});

/** After the findings of a whole preflight; people see it before them. */
export const VerdictEvent = z.object({
  type: z.literal('verdict'),
  time,
  verdict: Verdict,
  counts: CheckCounts,
  /** What no migration brings to the destination; absent where only some rules were asked for. */
  willNotArrive: WillNotArrive.exactOptional(),
  /** People are shown what passed as well. */
  all: z.literal(true).exactOptional(),
  /** What has changed since the check before in this directory. */
  since: Since.exactOptional(),
  /** People are shown that alone, or the reasons of the verdict. */
  only: z.enum(['since', 'reasons']).exactOptional(),
  /** Facts that were not seen here, and where they came from. */
  facts: FactsUsed.exactOptional(),
});
export type VerdictEvent = z.infer<typeof VerdictEvent>;

/** A rule of `livemig check`, with --list and --explain. */
export const RuleEvent = z.object({
  type: z.literal('rule'),
  time,
  id: z.string(),
  title: z.string(),
  /** The worst that it can be. */
  severity: z.enum(['block', 'warn', 'info']),
  /** Who can mend it. */
  mender: z.enum(menders),
  /** The engine that it is about, where it is not about both. */
  engine: z.enum(['push', 'legacy']).exactOptional(),
  /** The page that it comes from. */
  source: z.string(),
  /** Where only a person can look, and at what. */
  look: z.string().exactOptional(),
  docs: z.string(),
  /** With --explain: everything that is known of it. */
  explained: z
    .object({
      /** The facts that it judges, and how each is read. */
      needs: z.array(
        z.object({ fact: z.string(), reads: z.array(z.string()).readonly(), grant: z.string().exactOptional() }),
      ),
      /** The stages that judge it before they act. */
      stages: z.array(z.string()),
      /** What the last whole check in this directory said of it. */
      last: z
        .object({ at: z.iso.datetime(), result: z.string(), message: z.string(), fix: z.string().exactOptional() })
        .exactOptional(),
    })
    .exactOptional(),
});
export type RuleEvent = z.infer<typeof RuleEvent>;

/** How the gates of the cutover stand, whenever they were looked at. */
export const GatesEvent = z.object({
  type: z.literal('gates'),
  time,
  /** What they come to, in a sentence. */
  text: z.string(),
  gates: z.array(SeenGate),
});
export type GatesEvent = z.infer<typeof GatesEvent>;

export const NoteEvent = z.object({
  type: z.literal('note'),
  time,
  /** `info` is left out with --quiet, `debug` shown only with --verbose. */
  level: z.enum(['warning', 'info', 'debug']),
  message: z.string(),
});

/** An input that was not typed in this run: where its value came from. */
export const InputEvent = z.object({
  type: z.literal('input'),
  time,
  input: z.string(),
  value: z.string(),
  /** What the value is called, where it is an id. */
  name: z.string().optional(),
  origin: z.string(),
});

/** Where a migration stands, in words; the head of what people see. */
export const StageEvent = z.object({
  type: z.literal('stage'),
  time,
  stage: z.enum(['link', 'provision', 'start']),
  title: z.string(),
  state: z.enum(['todo', 'in-progress', 'done']),
  /** The most useful thing that is known of it, in a few words. */
  fact: z.string().optional(),
  /** With `start` only: how far its last part is, the cutover with the comparison after it. */
  cutover: z.enum(['todo', 'in-progress', 'done']).optional(),
});

/** One thing that a stage is about to do. */
export const PlannedChange = z.object({
  /** `drop` destroys data; `delete` removes something that holds none, such as a key. */
  effect: z.enum(['create', 'change', 'drop', 'run', 'delete']),
  /** With the names of what is touched and where: this is what is agreed to. */
  what: z.string(),
  /** What is known of it at this moment, such as how much would be lost. */
  detail: z.string().optional(),
});
export type PlannedChange = z.infer<typeof PlannedChange>;

/** What a stage is about to do, before it does anything. */
export const PlanEvent = z.object({
  type: z.literal('plan'),
  time,
  stage: z.enum(['link', 'provision', 'start']),
  /** Facts by name, such as version and size, in the order to show them; what both have stands side by side. */
  source: z.record(z.string(), z.string()),
  destination: z.record(z.string(), z.string()),
  changes: z.array(PlannedChange),
  /** Before a migration is created: what it will not bring to the destination. */
  willNotArrive: WillNotArrive.exactOptional(),
  /** Does the same without a terminal. Holds no secret. */
  command: z.string(),
  /** The variables that the command needs, for secrets. */
  variables: z.array(z.string()),
  /** A person is asked whether to do it, and can have the command shown. */
  asked: z.literal(true).exactOptional(),
});
export type PlanEvent = z.infer<typeof PlanEvent>;

/** `livemig rehearse` runs other commands and shows each before it runs. */
export const CommandEvent = z.object({
  type: z.literal('command'),
  time,
  command: z.string(),
  state: z.enum(['running', 'ended']),
  exitCode: z.number().int().optional(),
  status: z.string().optional(),
});

/** `livemig sandbox` is up. */
export const ReadyEvent = z.object({
  type: z.literal('ready'),
  time,
  atlasUrl: z.string(),
  managerUrl: z.string(),
  sourceUri: z.string(),
  destinationUri: z.string(),
  controlUrl: z.string(),
  env: z.record(z.string(), z.string()),
});

export const NextCommand = z.object({ command: z.string(), reason: z.string() });
export type NextCommand = z.infer<typeof NextCommand>;

export const ResultError = z.object({
  code: z.string(),
  kind: z.enum([...errorKinds, 'bug']),
  message: z.string(),
  fix: z.string(),
  /** A person was asked, and chose to leave. */
  left: z.literal(true).exactOptional(),
});
export type ResultError = z.infer<typeof ResultError>;

export const ResultEvent = z.object({
  type: z.literal('result'),
  time,
  command: z.string(),
  status: z.enum([
    'done',
    'ready-for-cutover',
    'in-progress',
    'not-started',
    'detached',
    'dry-run',
    'blocked',
    'failed',
    'interrupted',
  ]),
  exitCode: z.number().int(),
  error: ResultError.nullable(),
  data: z.record(z.string(), z.unknown()),
  next: z.array(NextCommand),
  /** Where `next` is empty after an error: what shows a person more. It changes nothing, and nothing goes on by it. */
  see: NextCommand.exactOptional(),
});
export type ResultEvent = z.infer<typeof ResultEvent>;

export const LivemigEvent = z.discriminatedUnion('type', [
  StepEvent,
  ProgressEvent,
  FindingEvent,
  VerdictEvent,
  RuleEvent,
  GatesEvent,
  NoteEvent,
  InputEvent,
  StageEvent,
  PlanEvent,
  CommandEvent,
  ReadyEvent,
  ResultEvent,
]);
export type LivemigEvent = z.infer<typeof LivemigEvent>;
