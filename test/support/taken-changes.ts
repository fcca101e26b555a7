import { BSON } from 'mongodb';
import type { ChangeBatch, ChangeFeed } from '../../src/core/verification/change-feed.ts';
import { isBefore } from '../../src/core/verification/cluster-time.ts';
import type { ClusterTime } from '../../src/core/verification/side.ts';

export interface Taken {
  /** `namespace id`, in the order in which they came. */
  readonly documents: readonly string[];
  readonly definitions: readonly string[];
  readonly last: ChangeBatch;
  readonly batches: number;
}

/** What a feed tells until it has come to a time. */
export async function takenUntil(feed: ChangeFeed, time: ClusterTime): Promise<Taken> {
  const documents: string[] = [];
  const definitions: string[] = [];
  let batches = 0;
  for await (const batch of feed.batches()) {
    batches += 1;
    documents.push(
      ...batch.documents.map(({ namespace, identity }) => `${namespace} ${BSON.deserialize(identity)._id}`),
    );
    definitions.push(...batch.definitions);
    if (!isBefore(batch.position.through, time)) return { documents, definitions, last: batch, batches };
  }
  throw new Error('a feed has an end');
}
