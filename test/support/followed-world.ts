import { BSON } from 'mongodb';
import { onTestFinished } from 'vitest';
import { identityAt } from '../../src/core/bson/identity.ts';
import type { Difference } from '../../src/core/verification/difference.ts';
import type { QueuedDocument } from '../../src/core/verification/recheck-queue.ts';
import { type FollowFrom, type Following, type FollowPorts, follow } from '../../src/verify/following/follow.ts';
import type { FollowEvent, Settled, SettleMode } from '../../src/verify/following/settled.ts';
import { fakeClock } from './fake-clock.ts';
import { queueInMemory } from './queue-in-memory.ts';
import { writableSide } from './writable-side.ts';

export const namespace = 'shop.orders';

/** Two sides, a clock that moves on where somebody waits, and what a spool was told. */
export function followedWorld(left: readonly QueuedDocument[] = []) {
  const still = fakeClock();
  const clock = {
    ...still,
    async sleep(ms: number, signal?: AbortSignal) {
      await still.sleep(ms, signal);
      // Both feeds have told by then what was written meanwhile.
      for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    },
  };
  const now = () => clock.now().getTime();
  const source = writableSide(now);
  const destination = writableSide(now);
  const queues = { changed: queueInMemory(left), open: queueInMemory() };
  let told: Difference[] = [];
  return {
    ...{ clock, source, destination, queues },
    /** Of the last spool. */
    told: () => told,
    /** A write to the source that arrives after so long, or never. */
    write(document: BSON.Document, arrivesAfterMs: number | 'never') {
      source.put(namespace, document);
      if (arrivesAfterMs !== 'never') clock.alarm(arrivesAfterMs, () => destination.put(namespace, document));
    },
    both(document: BSON.Document) {
      source.put(namespace, document);
      destination.put(namespace, document);
    },
    async follow(ports: Partial<FollowPorts> = {}, from?: FollowFrom): Promise<Following> {
      const start = { source: await source.time(), destination: await destination.time() };
      const following = await follow({ source, destination }, from ?? start, {
        ...{ clock, queues, isCompared: () => true, deletions: () => undefined },
        spool: () => {
          const mine: Difference[] = [];
          told = mine;
          return { add: (one) => void mine.push(one), drop: async () => {} };
        },
        telling: {
          idText: (identity) => String(BSON.deserialize(identity)._id),
          valueText: ({ bytes }) => bytes.toString('hex'),
          ...{ tells: 'paths', mostListed: 100 },
        },
        ...ports,
      });
      onTestFinished(() => following.close());
      return following;
    },
  };
}

export function suspectOf(id: unknown): Parameters<Following['suspect']> {
  const identity = identityAt(Buffer.from(BSON.serialize({ _id: id })), 0);
  return [namespace, { namespace, kind: 'missing-document', detail: 'not in the destination' }, identity];
}

export interface Ended {
  readonly settled: Settled;
  readonly events: readonly FollowEvent[];
}

/** Until it ends; `seen` is told each event when it comes. */
export async function ended(
  following: Following,
  mode: SettleMode,
  seen: (event: FollowEvent) => void = () => {},
): Promise<Ended> {
  const events: FollowEvent[] = [];
  const settling = following.settle(mode);
  for (;;) {
    const { done, value } = await settling.next();
    if (done === true) return { settled: value, events };
    events.push(value);
    seen(value);
  }
}

/** `kind id`, sorted. */
export function wordsOf({ differences }: Settled): string[] {
  return differences.map(({ kind, id, paths }) => [kind, id, ...(paths ?? [])].join(' ')).sort();
}
