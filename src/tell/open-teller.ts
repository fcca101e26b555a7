import { LivemigError } from '../core/errors.ts';
import type { Happening } from '../core/following/happening.ts';
import { notYetToldOf, type OutboxLine, outboxOf } from '../core/following/outbox.ts';
import type { Recipient } from '../core/following/recipient.ts';
import { beginning } from '../core/harmless.ts';
import type { OutboxStore, RunClock } from '../core/ports.ts';
import { type Courier, createCourier } from './courier.ts';

export interface TellerOptions {
  readonly store: OutboxStore;
  readonly recipients: readonly Recipient[];
  readonly clock: Pick<RunClock, 'now' | 'elapsed' | 'sleep' | 'random'>;
  warn(message: string): void;
}

export interface Teller {
  /** Fulfilled once it is on disk who is to be told; waits for none of them, and never rejects. */
  happened(happening: Happening): Promise<void>;
  /** Tells what is left, for so long at most; nobody is told of anything from then on. */
  end(mostMs: number): Promise<void>;
}

/** Longer than any message should be; what is kept is bounded. */
const longestMessage = 2000;

/**
 * Tells each recipient at least once of each thing that happens, also in a later run, always with the same id: first it is
 * kept that they are to be told, then they are, then that is kept. What cannot be kept is warned of, and told all the same.
 *
 * Begins with what earlier runs owe. Throws kind `state-file` where that cannot be read.
 */
export async function openTeller({ store, recipients, clock, warn }: TellerOptions): Promise<Teller> {
  const lines = [...(await store.load())];
  const { owed } = outboxOf(lines);
  let isOver = false;
  const keep = async (line: OutboxLine) => {
    lines.push(line);
    await store.append(line).catch((error: unknown) => {
      if (!(error instanceof LivemigError)) throw error;
      // After its end the run may have given its lock away; whoever comes next tells it once more.
      if (!isOver)
        warn(`${error.message} Should this run be killed, somebody may be told twice, or not at all. ${error.fix}`);
    });
  };
  const couriers = new Map<string, Courier>();
  for (const recipient of recipients) {
    const { key: to } = recipient;
    const onTold = ({ id }: Happening) => keep({ kind: 'told', id, to, at: clock.now().toISOString() });
    couriers.set(to, createCourier({ recipient, clock, onTold, warn }));
  }
  for (const { happening, to } of owed) couriers.get(to)?.add(happening);
  for (const message of owedToOthers(owed.map(({ to }) => to).filter((to) => !couriers.has(to)))) warn(message);
  return {
    happened: async (happening) => {
      const to = notYetToldOf(happening.id, outboxOf(lines), [...couriers.keys()]);
      if (to.length === 0) return;
      const kept = { ...happening, message: beginning(happening.message, longestMessage) };
      await keep({ kind: 'owed', happening: kept, to });
      for (const key of to) couriers.get(key)?.add(kept);
    },
    end: async (mostMs) => {
      const ended = recipients.map(async ({ key, name }) => ({ name, left: await couriers.get(key)?.end(mostMs) }));
      for (const { name, left = 0 } of await Promise.all(ended))
        if (left > 0)
          warn(`${notifications(left)} not reached ${name}. The next run with the same recipient tells of it.`);
      isOver = true;
    },
  };
}

function owedToOthers(keys: readonly string[]): string[] {
  return [...new Set(keys)].map((key) => {
    const count = keys.filter((one) => one === key).length;
    return `${notifications(count)} not reached ${key}, which this run was not told of. A run that is given it again tells it.`;
  });
}

function notifications(count: number): string {
  return count === 1 ? 'One notification has' : `${count} notifications have`;
}
