import type { Happening } from '../../../src/core/following/happening.ts';
import type { OutboxLine } from '../../../src/core/following/outbox.ts';
import type { Recipient, Told } from '../../../src/core/following/recipient.ts';
import type { OutboxStore } from '../../../src/core/ports.ts';

export const happening = (id: string): Happening => ({
  ...{ id, name: 'ready', at: '2026-01-18T12:00:00.000Z', migrationId: 'm', destination: 'Billing0' },
  message: `It is ready for the cutover (${id}).`,
});

/** What several runs find and leave. */
export function createDisk(): OutboxStore & { readonly lines: OutboxLine[] } {
  const lines: OutboxLine[] = [];
  return { lines, load: async () => [...lines], append: async (line) => void lines.push(line) };
}

export const refused = (why: string): Told => ({ isTold: false, why, isRefused: true });
export const unreachable = (why: string): Told => ({ isTold: false, why, isRefused: false });

/** Answers as it is told, in order, and then that it was told. */
export function recipientThat(key: string, ...answers: Told[]): Recipient & { readonly got: Happening[] } {
  const got: Happening[] = [];
  return {
    ...{ key, name: `the webhook ${key}`, got },
    tell: async (what) => {
      got.push(what);
      return answers.shift() ?? { isTold: true };
    },
  };
}

/** A clock that is put forward by hand; `naps` says how long whoever sleeps now has to. */
export function standingClock() {
  const began = Date.parse('2026-01-18T12:00:00.000Z');
  let elapsed = 0;
  const sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();
  return {
    now: () => new Date(began + elapsed),
    elapsed: () => elapsed,
    random: () => 0.5,
    sleep: (ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        const sleeper = { at: elapsed + ms, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', () => {
          sleepers.delete(sleeper);
          reject(signal.reason);
        });
      }),
    naps: () => [...sleepers].map(({ at }) => at - elapsed),
    forward: (ms: number) => {
      elapsed += ms;
      for (const sleeper of sleepers) if (sleeper.at <= elapsed && sleepers.delete(sleeper)) sleeper.wake();
    },
  };
}

/** Until whatever needs no clock has come to its end. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
