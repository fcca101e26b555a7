import type { ChangeFeed } from '../../core/verification/change-feed.ts';
import { isBefore } from '../../core/verification/cluster-time.ts';
import type { FeedPosition } from '../../core/verification/entry.ts';
import type { RecheckQueue } from '../../core/verification/recheck-queue.ts';
import type { ClusterTime } from '../../core/verification/side.ts';
import type { Sides } from '../prove-sides.ts';

/** Takes in what both sides tell, until it is closed. */
export interface Intake {
  /** How far all changes are in the queue. */
  positions(): Sides<FeedPosition>;
  /** Reads that are as new as this see all changes that are in the queue. */
  readsFrom(): Sides<ClusterTime>;
  /** How many changes there have been. */
  written(): Sides<number>;
  /** Which definitions have changed since this was asked for; `database.*` is all of a database. */
  redefined(): readonly string[];
  /** Whether both have come so far. Throws what has gone wrong. */
  hasCome(times: Sides<ClusterTime>): boolean;
  /** Fulfilled when something has come in, or has gone wrong. */
  news(): Promise<void>;
  close(): Promise<void>;
}

export interface IntakePorts {
  readonly queue: Pick<RecheckQueue, 'append'>;
  readonly isCompared: (namespace: string) => boolean;
  /** In the time of the source: what was written before is not told. */
  readonly start: ClusterTime;
}

interface Seen {
  position?: FeedPosition;
  readsFrom?: ClusterTime;
  written: number;
}

/** Resolves when both sides have answered for the first time; rejects where one cannot tell what is written. */
export async function takeIn(feeds: Sides<ChangeFeed>, { queue, isCompared, start }: IntakePorts): Promise<Intake> {
  const seen: Sides<Seen> = { source: { written: 0 }, destination: { written: 0 } };
  const redefined = new Set<string>();
  let failure: { readonly error: unknown } | undefined;
  let isClosed = false;
  let wake = () => {};
  let nextNews = newsToCome();

  function newsToCome(): Promise<void> {
    return new Promise((resolve) => {
      wake = resolve;
    });
  }

  function tell(): void {
    wake();
    nextNews = newsToCome();
  }

  async function take(side: keyof typeof seen): Promise<void> {
    const state = seen[side];
    for await (const { documents, definitions, position, readsFrom } of feeds[side].batches()) {
      // Before they can be looked at: what is read then must be as new as they are.
      state.readsFrom = readsFrom;
      const after = seen.source.position?.through ?? start;
      const compared = documents.filter(({ namespace }) => isCompared(namespace));
      await queue.append(compared.map((one) => ({ ...one, after })));
      state.written += compared.length;
      for (const namespace of definitions) redefined.add(namespace);
      state.position = position;
      tell();
      if (isClosed) return;
    }
  }

  function hasCome(times: Sides<ClusterTime>): boolean {
    if (failure !== undefined) throw failure.error;
    return (['source', 'destination'] as const).every((side) => {
      const { position } = seen[side];
      return position !== undefined && !isBefore(position.through, times[side]);
    });
  }

  const taking = (['source', 'destination'] as const).map((side) =>
    take(side).catch((error: unknown) => {
      failure ??= { error };
      tell();
    }),
  );
  const close = async () => {
    isClosed = true;
    await Promise.all(taking);
  };
  const known = <Value>(value: Value | undefined): Value => {
    if (failure !== undefined) throw failure.error;
    if (value === undefined) throw new Error('nothing has been told yet');
    return value;
  };
  const intake: Intake = {
    positions: () => ({ source: known(seen.source.position), destination: known(seen.destination.position) }),
    readsFrom: () => ({ source: known(seen.source.readsFrom), destination: known(seen.destination.readsFrom) }),
    written: () => ({ source: seen.source.written, destination: seen.destination.written }),
    redefined() {
      const all = [...redefined];
      redefined.clear();
      return all;
    },
    hasCome,
    news: () => nextNews,
    close,
  };
  const beginning = { seconds: 0, increment: 0 };
  try {
    while (!hasCome({ source: beginning, destination: beginning })) await intake.news();
    return intake;
  } catch (error) {
    await close();
    throw error;
  }
}
