import { z } from 'zod';
import type { RecordedEntry } from '../audit.ts';
import type { Journal } from '../journal.ts';
import type { MadeHere } from './cleanup-facts.ts';
import { linkSides } from './cleanup-plan.ts';

const Entry = z.object({ address: z.string(), addedAt: z.string(), existedBefore: z.literal(true).exactOptional() });
const Key = z.object({ keyId: z.string() });

const steps = {
  entry: 'provision.allow-host',
  key: 'provision.create-agent-key',
  token: 'link.create-token',
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
  const connected = inAudit(recorded).findLast(isMade(steps.connect));
  const sides = linkSides.map((side) => {
    const isMaking = (one: Brought) => isMade(steps.token)(one) || isMade(steps.connect)(one);
    return [side, goneSince(`link-${side}`, isMaking, journal, recorded)] as const;
  });
  return {
    entries: lastOfEach(of(steps.entry, Entry), ({ address }) => address).map(({ at: _, ...entry }) => {
      const isMaking = (one: Brought) =>
        isMade(steps.entry)(one) && Entry.safeParse(one.receipt).data?.address === entry.address;
      const gone = goneSince(`access-list-${entry.address}`, isMaking, journal, recorded);
      return gone === undefined ? entry : { ...entry, goneAt: gone };
    }),
    keys: lastOfEach(of(steps.key, Key), ({ keyId }) => keyId),
    ...(connected && { connectedAt: connected.at }),
    linkGoneAt: Object.fromEntries(sides.filter(([, at]) => at !== undefined)),
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

function isMade(id: string): (one: Brought) => boolean {
  return ({ step, state }) => step === id && state === 'submitted';
}

/**
 * When a cleanup has seen it gone, unless it was made once more since. The stages take that out of the journal when they
 * begin anew; the audit then tells the order, because the times in it may come from the clocks of several machines.
 */
function goneSince(
  what: string,
  isMaking: (one: Brought) => boolean,
  { steps: records }: Journal,
  recorded: readonly RecordedEntry[],
): string | undefined {
  const id = `${cleanupStep}${what}`;
  const record = records[id];
  if (record?.state === 'done') return record.doneAt;
  const isGone = ({ step, state }: Brought) => step === id && state === 'done';
  const last = inAudit(recorded).findLast((one) => isGone(one) || isMaking(one));
  return last !== undefined && isGone(last) ? last.at : undefined;
}

/** In order, each with the place and the words that it had first, unless later ones say otherwise. */
function lastOfEach<One>(all: readonly One[], keyOf: (one: One) => string): One[] {
  return [...new Map(all.map((one) => [keyOf(one), one])).values()];
}
