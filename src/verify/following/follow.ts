import type { Identity } from '../../core/bson/identity.ts';
import type { RunClock } from '../../core/ports.ts';
import type { Difference } from '../../core/verification/difference.ts';
import type { FeedPosition, Spool } from '../../core/verification/entry.ts';
import type { QueuedDocument, RecheckQueue } from '../../core/verification/recheck-queue.ts';
import type { ClusterTime } from '../../core/verification/side.ts';
import type { OwnDeletions } from '../own-deletions.ts';
import type { Sides } from '../prove-sides.ts';
import type { FollowedSide } from './followed-side.ts';
import { takeIn } from './intake.ts';
import type { TellingHow } from './open-tally.ts';
import { createRounds } from './rounds.ts';
import { settle } from './settle.ts';
import type { FollowEvent, Settled, SettleMode } from './settled.ts';

export interface FollowPorts {
  readonly clock: Pick<RunClock, 'now' | 'elapsed' | 'sleep'>;
  readonly queues: {
    /** What was written. */
    readonly changed: RecheckQueue;
    /** What was seen to differ. */
    readonly open: RecheckQueue;
  };
  /** Takes what is found; one that is made in place of another one is dropped. */
  readonly spool: () => Spool;
  readonly isCompared: (namespace: string) => boolean;
  /** What each side deletes of a namespace by itself, as far as its definition is known. */
  readonly deletions: (namespace: string) => Sides<OwnDeletions> | undefined;
  readonly telling: TellingHow;
  /** How long a change may take to arrive, in milliseconds: longer than the migration lags. */
  readonly patienceMs?: number;
  /** Ends the work at once, and throws its reason. */
  readonly signal?: AbortSignal;
}

/** From where changes are followed. */
export interface FollowFrom extends Sides<ClusterTime | FeedPosition> {
  /** How far an earlier run had come. */
  readonly verifiedThrough?: ClusterTime;
}

/** What a journal keeps of changes that nobody has looked at yet: they are on disk. */
export interface TakenIn extends Sides<FeedPosition> {
  /** How many changes are on disk, at least all up to there. */
  readonly changed: number;
  /** As in `FollowEvent`: to be kept before the positions are. */
  readonly redefined: readonly string[];
}

export interface Following {
  /** The comparison has found this document to differ. */
  suspect(namespace: string, difference: Difference, identity: Identity): void;
  /** How far changes, and all that was suspected, are on disk. To be awaited before a finished part is kept. */
  takenIn(): Promise<TakenIn>;
  /** Looks at what was written and at what differs, until there is an end to it. May be called again. */
  settle(mode: SettleMode): AsyncGenerator<FollowEvent, Settled>;
  close(): Promise<void>;
}

/** Before all that was written. */
const beginning = { seconds: 0, increment: 0 };

const usualPatienceMs = 30_000;
/** So many suspects are appended at once. */
const suspectsAtOnce = 1_000;

/**
 * Follows what is written on both sides, from before anything is compared: what was written after a document was compared
 * is looked at again on both sides, by identity, and so is what the comparison has found to differ. Rejects where a side
 * cannot tell of its changes (`CHANGES_LOST`, `CHANGES_REFUSED`, `NO_CHANGE_STREAMS`).
 */
export async function follow(sides: Sides<FollowedSide>, from: FollowFrom, ports: FollowPorts): Promise<Following> {
  const { queues, clock, signal, patienceMs = usualPatienceMs } = ports;
  const feeds = {
    source: sides.source.changes(from.source),
    destination: sides.destination.changes(from.destination),
  };
  const { isCompared } = ports;
  const start = 'token' in from.source ? from.source.through : from.source;
  const intake = await takeIn(feeds, { queue: queues.changed, isCompared, start }).catch(async (error: unknown) => {
    // One side may have told something before the other one failed.
    await queues.changed.close();
    throw error;
  });
  let suspects: QueuedDocument[] = [];
  let appended: Promise<void> = Promise.resolve();

  function append(): void {
    const batch = suspects;
    suspects = [];
    appended = appended.then(() => queues.open.append(batch));
    // What goes wrong is told when it is waited for.
    appended.catch(() => {});
  }

  async function flush(): Promise<void> {
    append();
    await appended;
    await queues.open.flush();
  }

  const goesOn = 'token' in from.source;
  const rounds = createRounds({ sides, intake, ports, flush, verifiedThrough: from.verifiedThrough });
  return {
    suspect(namespace, _, identity) {
      const now = clock.now().getTime();
      const differs = { since: now, unchangedSince: now, source: Number.NaN };
      suspects.push({ namespace, identity, after: beginning, differs });
      if (suspects.length >= suspectsAtOnce) append();
    },
    async takenIn() {
      const positions = intake.positions();
      await flush();
      const changed = await queues.changed.count();
      await queues.changed.flush();
      return { ...positions, changed, redefined: intake.redefined() };
    },
    settle: (mode) => settle(mode, { sides, intake, rounds, clock, signal, patienceMs, goesOn }),
    async close() {
      await intake.close();
      // What is not written by now is in no journal.
      await flush().catch(() => {});
      await Promise.all([queues.changed.close(), queues.open.close()]);
    },
  };
}
