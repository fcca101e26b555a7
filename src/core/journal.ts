import { z } from 'zod';
import type { Progress } from './decide.ts';
import { ChecklistAnswer } from './gates/checklist.ts';
import { Skip, type Skips } from './skip.ts';
import type { StageId, Step, StepId } from './step.ts';

/** ISO 8601, UTC. */
const Time = z.iso.datetime();

/** `before`: what was seen right before it was sent, written down together with that it is; of the first request that is open. */
const begun = { startedAt: Time, before: z.unknown().optional() };

export const StepRecord = z.discriminatedUnion('state', [
  z.object({ state: z.literal('started'), ...begun }),
  z.object({ state: z.literal('submitted'), ...begun, submittedAt: Time, receipt: z.unknown().optional() }),
  z.object({ state: z.literal('done'), ...begun, doneAt: Time, receipt: z.unknown().optional() }),
]);
export type StepRecord = z.infer<typeof StepRecord>;

export const InputValue = z.union([z.string(), z.boolean(), z.array(z.string())]);
export type InputValue = z.infer<typeof InputValue>;

/** That the plan of a stage was agreed to. */
export const Agreement = z.object({
  agreedAt: Time,
  by: z.string(),
  /** `answered` by a person who was shown the plan, or `called`: a script agrees by calling the command. */
  how: z.enum(['answered', 'called']),
  /** What the plan said, in the words in which it was shown. */
  changes: z.array(z.string()),
});
export type Agreement = z.infer<typeof Agreement>;

/** Something that was seen outside, so that a later look can tell when it goes backwards. */
const Seen = z.object({ value: z.string(), at: Time });

/** What has been started, submitted and done. Never holds a secret: receipts are ids, inputs are the public ones. */
export const Journal = z.object({
  schemaVersion: z.literal(1),
  createdAt: Time,
  inputs: z.record(z.string(), InputValue),
  steps: z.record(z.string(), StepRecord),
  /** What the ids among the inputs are called, for people. */
  names: z.record(z.string(), z.string()).exactOptional(),
  /** By stage. */
  agreements: z.record(z.string(), Agreement).exactOptional(),
  /** By name, such as `migration.status`. */
  seen: z.record(z.string(), Seen).exactOptional(),
  /** By the id of the rule: what a person has said is not to stand in the way here. */
  skips: z.record(z.string(), Skip).exactOptional(),
  /** A person's word for what nothing shows before a cutover. */
  checklist: ChecklistAnswer.exactOptional(),
});
export type Journal = z.infer<typeof Journal>;

export function emptyJournal(now: Date): Journal {
  return { schemaVersion: 1, createdAt: now.toISOString(), inputs: {}, steps: {} };
}

export function progressOf(journal: Journal, id: StepId): Progress {
  return journal.steps[id]?.state ?? 'none';
}

/** The receipt of a step that has one, parsed with the step's own schema; the step object is the typed key. */
export function receiptOf<Receipt>(
  journal: Journal,
  step: Pick<Step<never, Receipt>, 'id' | 'receipt'>,
): Receipt | undefined {
  const record = journal.steps[step.id];
  return record === undefined || record.state === 'started' || record.receipt === undefined
    ? undefined
    : step.receipt.parse(record.receipt);
}

/** Where an earlier attempt is open, whose outcome nobody told, its time stays, and what was seen before it. */
export function started(journal: Journal, id: StepId, now: Date, before?: unknown): Journal {
  if (progressOf(journal, id) === 'started') return journal;
  return withStep(journal, id, {
    state: 'started',
    startedAt: now.toISOString(),
    ...(before !== undefined && { before }),
  });
}

export function submitted(journal: Journal, id: StepId, receipt: unknown, now: Date): Journal {
  const at = now.toISOString();
  return withStep(journal, id, { state: 'submitted', ...beginOf(journal, id, at), submittedAt: at, receipt });
}

export function done(journal: Journal, id: StepId, receipt: unknown, now: Date): Journal {
  const at = now.toISOString();
  return withStep(journal, id, { state: 'done', ...beginOf(journal, id, at), doneAt: at, receipt });
}

/** What was seen right before the request of a step that is open or was answered; `undefined` where nothing was kept. */
export function beforeOf(journal: Journal, id: StepId): unknown {
  return journal.steps[id]?.before;
}

/** Takes back `started`, for a step whose request provably had no effect. */
export function withdrawn(journal: Journal, id: StepId): Journal {
  const { [id]: _, ...steps } = journal.steps;
  return { ...journal, steps };
}

/** The plan is agreed to, together with whatever was agreed to before. */
export function agreed(journal: Journal, stage: StageId, agreement: Agreement): Journal {
  const before = journal.agreements?.[stage]?.changes ?? [];
  const changes = [...new Set([...before, ...agreement.changes])];
  return { ...journal, agreements: { ...journal.agreements, [stage]: { ...agreement, changes } } };
}

/** Whether all of this has been agreed to; a stage of which nothing was agreed to is not, whatever is in its plan. */
export function isAgreedTo(journal: Journal, stage: StageId, changes: readonly string[]): boolean {
  const agreement = journal.agreements?.[stage];
  return agreement !== undefined && changes.every((change) => agreement.changes.includes(change));
}

/** Forgets what was agreed to. */
export function disagreed(journal: Journal, stage: StageId): Journal {
  const { [stage]: _, ...agreements } = journal.agreements ?? {};
  return { ...journal, agreements };
}

/** What was seen before by these names, `undefined` for what never was. */
export function seenBefore(journal: Journal, name: string): string | undefined {
  return journal.seen?.[name]?.value;
}

/** What is seen again as it was keeps the time at which it was first seen. */
export function withSeen(journal: Journal, values: Readonly<Record<string, string>>, now: Date): Journal {
  const at = now.toISOString();
  const news = Object.entries(values).filter(([name, value]) => seenBefore(journal, name) !== value);
  const seen = Object.fromEntries(news.map(([name, value]) => [name, { value, at }]));
  return { ...journal, seen: { ...journal.seen, ...seen } };
}

export function withoutSeen(journal: Journal, name: string): Journal {
  const { [name]: _, ...seen } = journal.seen ?? {};
  return { ...journal, seen };
}

/** `undefined` takes a skip back. */
export function withSkipsChanged(journal: Journal, changes: Readonly<Record<string, Skip | undefined>>): Journal {
  const all: Readonly<Record<string, Skip | undefined>> = { ...journal.skips, ...changes };
  const skips: Skips = Object.fromEntries(
    Object.entries(all).flatMap(([id, skip]) => (skip === undefined ? [] : [[id, skip]])),
  );
  return { ...journal, skips };
}

export function withChecklist(journal: Journal, checklist: ChecklistAnswer): Journal {
  return { ...journal, checklist };
}

export function withInputs(journal: Journal, inputs: Readonly<Record<string, InputValue>>): Journal {
  return { ...journal, inputs: { ...journal.inputs, ...inputs } };
}

export function withNames(journal: Journal, names: Readonly<Record<string, string>>): Journal {
  return { ...journal, names: { ...journal.names, ...names } };
}

function withStep(journal: Journal, id: StepId, record: StepRecord): Journal {
  return { ...journal, steps: { ...journal.steps, [id]: record } };
}

function beginOf(journal: Journal, id: StepId, otherwise: string): Pick<StepRecord, 'startedAt' | 'before'> {
  const { startedAt = otherwise, before } = journal.steps[id] ?? {};
  return { startedAt, ...(before !== undefined && { before }) };
}
