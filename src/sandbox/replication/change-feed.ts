import { type ChangeStreamDocument, type ChangeStreamOptions, type MongoClient, Timestamp } from 'mongodb';
import type { Clock } from '../model/clock.ts';
import { StreamedChange } from './change.ts';
import { exactBson, readByDriver } from './exact-bson.ts';

export interface ChangeBatch {
  readonly changes: readonly StreamedChange[];
  /** Nothing more was there to read. */
  readonly isDrained: boolean;
  /** The cluster time up to which everything has been read; `undefined` where neither the token nor an event tells. */
  readonly position: bigint | undefined;
}

export interface ChangeFeed {
  read(): Promise<ChangeBatch>;
  close(): Promise<void>;
}

/** Events of one batch, and ms to wait for more of them. */
const batchLimits = { changes: 1_000, wait: 100 };

/** All changes of the cluster since a time; definitions as well where the source (6.0 and up) tells of them. */
export function openChangeFeed(
  source: MongoClient,
  { start, expanded, clock }: { start: Timestamp; expanded: boolean; clock: Clock },
): ChangeFeed {
  const options: ChangeStreamOptions = {
    ...exactBson,
    startAtOperationTime: start,
    maxAwaitTimeMS: batchLimits.wait,
    batchSize: batchLimits.changes,
    ...(expanded ? { showExpandedEvents: true } : {}),
  };
  const stream = source.watch([], options);
  return {
    async read() {
      const changes: StreamedChange[] = [];
      const until = clock.now().getTime() + batchLimits.wait;
      for (;;) {
        const event = await readByDriver('a change of the source', () => stream.tryNext());
        const position = timeOf(stream.resumeToken);
        if (event === null) return { changes, isDrained: true, position };
        changes.push(StreamedChange.parse(event));
        const isFull = changes.length >= batchLimits.changes || clock.now().getTime() >= until;
        if (isFull) return { changes, isDrained: false, position: position ?? clusterTimeOf(event) };
      }
    },
    close: () => stream.close(),
  };
}

/** A resume token is a key string that begins with the cluster time: 0x82, then 64 bits (server source, resume_token.h). */
function timeOf(token: unknown): bigint | undefined {
  const data = typeof token === 'object' && token !== null && '_data' in token ? String(token._data) : '';
  const time = /^82([0-9A-F]{16})/i.exec(data)?.[1];
  return time === undefined ? undefined : BigInt(`0x${time}`);
}

/** Tokens are opaque; where one is no key string, as of servers that are not MongoDB's, the event itself tells. */
function clusterTimeOf({ clusterTime }: ChangeStreamDocument): bigint | undefined {
  return clusterTime instanceof Timestamp ? clusterTime.toBigInt() : undefined;
}

/** Whether everything up to the time has been read; several events of a transaction share one time. */
export function hasReached({ isDrained, position }: ChangeBatch, time: Timestamp): boolean {
  if (position === undefined) return isDrained;
  return position > time.toBigInt() || (isDrained && position >= time.toBigInt());
}
