import { z } from 'zod';
import type { RecordedEntry } from '../audit.ts';
import type { Journal } from '../journal.ts';
import type { MadeHere } from './cleanup-facts.ts';

const Entry = z.object({ address: z.string(), addedAt: z.string(), existedBefore: z.literal(true).exactOptional() });
const Key = z.object({ keyId: z.string() });

const steps = {
  entry: 'provision.allow-host',
  key: 'provision.create-agent-key',
  connect: 'provision.connect-organization',
} as const;

/** How the steps of a cleanup are called in journal and audit: this, and what they remove. */
export const cleanupStep = 'cleanup.remove-';

/**
 * What this migration made, by what its steps brought back: all of it, of hosts and keys before the present ones as well, which
 * the audit alone remembers. What was found and not made is in neither.
 */
export function madeHere(journal: Journal, recorded: readonly RecordedEntry[]): MadeHere {
  const brought = [...inAudit(recorded), ...inJournal(journal)];
  const of = <Receipt>(step: string, schema: z.ZodType<Receipt>) =>
    brought.flatMap(({ step: id, at, receipt }) => {
      const parsed = id === step ? schema.safeParse(receipt).data : undefined;
      return parsed === undefined ? [] : [{ at, ...parsed }];
    });
  const acted = inAudit(recorded).find(({ step, state }) => step === steps.connect && state === 'submitted');
  return {
    entries: lastOfEach(of(steps.entry, Entry), ({ address }) => address).map(({ at: _, ...entry }) => entry),
    keys: lastOfEach(of(steps.key, Key), ({ keyId }) => keyId),
    ...(acted && { connectedAt: acted.at }),
    removedAt: removedIn(journal),
  };
}

interface Brought {
  readonly step: string;
  readonly state: string;
  readonly at: string;
  readonly receipt: unknown;
}

function inAudit(recorded: readonly RecordedEntry[]): Brought[] {
  return recorded.flatMap(({ entry }) =>
    entry.kind === 'step' && (entry.state === 'submitted' || entry.state === 'done')
      ? [{ step: entry.step, state: entry.state, at: entry.time, receipt: entry.receipt }]
      : [],
  );
}

function inJournal({ steps: records }: Journal): Brought[] {
  return Object.entries(records).flatMap(([step, record]) => {
    if (record.state === 'started') return [];
    const at = record.state === 'done' ? record.doneAt : record.submittedAt;
    return [{ step, state: record.state, at, receipt: record.receipt }];
  });
}

/** In order, each with the place and the words that it had first, unless later ones say otherwise. */
function lastOfEach<One>(all: readonly One[], keyOf: (one: One) => string): One[] {
  return [...new Map(all.map((one) => [keyOf(one), one])).values()];
}

function removedIn({ steps: records }: Journal): Record<string, string> {
  return Object.fromEntries(
    Object.entries(records).flatMap(([step, record]) =>
      step.startsWith(cleanupStep) && record.state === 'done' ? [[step.slice(cleanupStep.length), record.doneAt]] : [],
    ),
  );
}
