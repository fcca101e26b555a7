import { z } from 'zod';
import { disagreed, type Journal } from '../journal.ts';
import type { StageId, StepId } from '../step.ts';
import { cleanupStep } from './made-here.ts';

/** What a cleanup has removed again of what a step had done. */
export interface RemovedAgain {
  readonly what: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** What each removal takes from under the steps that had made it, or had seen it. */
interface Undoing {
  readonly what: string;
  readonly removals: readonly string[];
  readonly steps: readonly StepId[];
}

const Entry = z.object({ address: z.string() });
const Key = z.object({ keyId: z.string() });

function undoings({ steps }: Journal): Undoing[] {
  const receiptOf = (step: StepId) => {
    const record = steps[step];
    return record?.state === 'done' ? record.receipt : undefined;
  };
  const address = Entry.safeParse(receiptOf('provision.allow-host')).data?.address;
  const key = Key.safeParse(receiptOf('provision.create-agent-key')).data?.keyId;
  return [
    { what: 'the entry', removals: [`access-list-${address}`], steps: ['provision.allow-host'] },
    {
      what: 'the agent key',
      removals: [`agent-key-${key}`],
      steps: ['provision.create-agent-key', 'provision.install-agent', 'provision.see-host'],
    },
    {
      what: 'the link',
      removals: ['link-atlas', 'link-manager'],
      steps: ['link.create-token', 'provision.connect-organization', 'provision.see-host'],
    },
  ];
}

/** What a cleanup has removed of what this step had done, and when; the stages forget it when they do that once more. */
export function removedAgain(journal: Journal, step: string): RemovedAgain | undefined {
  if (journal.steps[step]?.state !== 'done') return undefined;
  const removed = undoings(journal).flatMap(({ what, removals, steps }) =>
    steps.some((one) => one === step) ? removals.flatMap((removal) => removedOf(what, removal, journal)) : [],
  );
  return removed.toSorted((one, other) => one.at.localeCompare(other.at)).at(-1);
}

function removedOf(what: string, removal: string, { steps }: Journal): RemovedAgain[] {
  const record = steps[`${cleanupStep}${removal}`];
  return record?.state === 'done' ? [{ what, at: record.doneAt }] : [];
}

/** The first stage of which a cleanup has removed something again. */
export function undoneStage(journal: Journal): StageId | undefined {
  return stages.find((stage) => undoneSteps(journal).some((id) => id.startsWith(`${stage}.`)));
}

const stages = ['link', 'provision'] as const satisfies readonly StageId[];

/**
 * For whoever begins these stages anew: what a cleanup has undone was not done, and not agreed to. What it has removed is
 * forgotten with that, as it may be made once more; the audit remembers it.
 */
export function withoutUndone(journal: Journal): Journal {
  const undone = undoneSteps(journal);
  const steps = Object.entries(journal.steps).filter(
    ([id, { state }]) => !undone.includes(id) && !(id.startsWith(cleanupStep) && state === 'done'),
  );
  const without = { ...journal, steps: Object.fromEntries(steps) };
  return undone.length === 0 ? without : stages.reduce(disagreed, without);
}

function undoneSteps(journal: Journal): string[] {
  return Object.keys(journal.steps).filter((id) => removedAgain(journal, id) !== undefined);
}

/** Whether a cleanup has removed anything here. */
export function hasCleanedUp({ steps }: Journal): boolean {
  return Object.keys(steps).some((id) => id.startsWith(cleanupStep));
}
