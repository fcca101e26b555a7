import { z } from 'zod';
import type { Progress } from './decide.ts';
import type { Step, StepId } from './step.ts';

/** ISO 8601, UTC. */
const Time = z.iso.datetime();

export const StepRecord = z.discriminatedUnion('state', [
  z.object({ state: z.literal('started'), startedAt: Time }),
  z.object({ state: z.literal('submitted'), startedAt: Time, submittedAt: Time, receipt: z.unknown().optional() }),
  z.object({ state: z.literal('done'), startedAt: Time, doneAt: Time, receipt: z.unknown().optional() }),
]);
export type StepRecord = z.infer<typeof StepRecord>;

export const InputValue = z.union([z.string(), z.boolean(), z.array(z.string())]);
export type InputValue = z.infer<typeof InputValue>;

/** What has been started, submitted and done. Never holds a secret: receipts are ids, inputs are the public ones. */
export const Journal = z.object({
  schemaVersion: z.literal(1),
  createdAt: Time,
  inputs: z.record(z.string(), InputValue),
  steps: z.record(z.string(), StepRecord),
  /** What the ids among the inputs are called, for people. */
  names: z.record(z.string(), z.string()).exactOptional(),
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

export function started(journal: Journal, id: StepId, now: Date): Journal {
  return withStep(journal, id, { state: 'started', startedAt: now.toISOString() });
}

export function submitted(journal: Journal, id: StepId, receipt: unknown, now: Date): Journal {
  const at = now.toISOString();
  return withStep(journal, id, { state: 'submitted', startedAt: startOf(journal, id, at), submittedAt: at, receipt });
}

export function done(journal: Journal, id: StepId, receipt: unknown, now: Date): Journal {
  const at = now.toISOString();
  return withStep(journal, id, { state: 'done', startedAt: startOf(journal, id, at), doneAt: at, receipt });
}

/** Takes back `started`, for a step whose request provably had no effect. */
export function withdrawn(journal: Journal, id: StepId): Journal {
  const { [id]: _, ...steps } = journal.steps;
  return { ...journal, steps };
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

function startOf(journal: Journal, id: StepId, otherwise: string): string {
  return journal.steps[id]?.startedAt ?? otherwise;
}
