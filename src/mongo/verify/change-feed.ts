import { BSON, type Document, type MongoClient, MongoServerError, Timestamp } from 'mongodb';
import type { ChangeBatch, ChangeFeed } from '../../core/verification/change-feed.ts';
import { before, isBefore, later } from '../../core/verification/cluster-time.ts';
import type { DocumentBatch } from '../../core/verification/document-side.ts';
import type { FeedPosition } from '../../core/verification/entry.ts';
import type { ClusterTime } from '../../core/verification/side.ts';
import { saysRouter } from '../says-router.ts';
import { changesIn, readOfEvents } from './change-events.ts';
import { changeFeedFailure, tellsNoPlace } from './change-feed-failure.ts';
import { type RawStreamOptions, rawChangeStream } from './raw-change-stream.ts';
import { type Reading, readOn } from './read-on.ts';
import { serverCode } from './read-pipeline.ts';
import { tokenTime } from './token-time.ts';

/** A few MB, because of an event only what names the document is sent. */
const batchSize = 10_000;
/** So long a server waits for a change before it says that there is none. */
const waitMs = 500;

/**
 * The changes of user data on one deployment, by one change stream over all of it: after a time, or after a position that
 * was kept. The server has to be one of the feed's own (`reading.server`), and is closed with it.
 */
export function changeFeed(reading: Reading, since: ClusterTime | FeedPosition): ChangeFeed {
  return {
    async *batches() {
      const after = 'token' in since ? undefined : since;
      // A little earlier, so that its first token tells that it has read up to the time.
      let place: Place = 'token' in since ? { token: Buffer.from(since.token, 'base64') } : { time: before(since) };
      let through = 'token' in since ? since.through : before(since);
      let hasCome = false;
      const come = () => {
        const came = hasCome;
        hasCome = false;
        return came;
      };
      try {
        yield* readOn(reading, come, async function* (client, session): AsyncGenerator<ChangeBatch> {
          const { signal } = reading;
          const options = { session, batchSize, waitMs, ...(signal === undefined ? {} : { signal }) };
          for await (const told of streamFrom(client, place, reading, options)) {
            hasCome = true;
            through = later(through, told.through) ?? through;
            place = { token: told.token };
            const position = { through, token: told.token.toString('base64') };
            const { events, readsFrom } = told;
            yield { ...changesIn(events, after), position, readsFrom };
          }
        });
      } finally {
        await reading.server.close();
      }
    },
  };
}

/** Where a stream begins: with what came at a time or after it, or after the event of a token. */
type Place = { readonly time: ClusterTime } | { readonly token: Buffer };

interface Told extends Pick<ChangeBatch, 'readsFrom'> {
  readonly events: DocumentBatch;
  readonly token: Buffer;
  /** Everything up to here has been told, by this batch or before; `undefined` where it does not say so. */
  readonly through: ClusterTime | undefined;
}

/**
 * One cursor. What its tokens prove (mongodb/mongo, src/mongo/db/query/plan_executor_pipeline.cpp,
 * _performChangeStreamsAccounting, and src/mongo/s/query/exec/async_results_merger.cpp): that everything before the time of
 * the token has been told; and where a member of a replica set has nothing left to tell, everything of that time as well,
 * as one entry of its oplog has one time. A mongos promises for all its shards, one of which may still tell of that very
 * time. The first token may be the one that was asked for, and proves nothing; what answers a getMore has read to the end.
 * On servers other than the embedded one this is read from their source: UNVERIFIED there.
 */
async function* streamFrom(
  client: MongoClient,
  place: Place,
  { deployment }: Reading,
  options: RawStreamOptions,
): AsyncGenerator<Told> {
  const isRouter = await saysRouter(client);
  let hasMoved = false;
  let isFirst = true;
  try {
    for await (const { batch: events, token } of openStream(client, place, options)) {
      const time = token === undefined ? undefined : tokenTime(token);
      if (token === undefined || time === undefined) throw tellsNoPlace(deployment);
      const isEmpty = events.start === events.end;
      hasMoved ||= !isEmpty || !isFirst || ('token' in place ? !place.token.equals(token) : isBefore(place.time, time));
      isFirst = false;
      const through = !hasMoved ? undefined : isEmpty && !isRouter ? time : before(time);
      yield { events, token, through, readsFrom: time };
    }
  } catch (error) {
    throw changeFeedFailure(error, deployment) ?? error;
  }
}

async function* openStream(client: MongoClient, place: Place, options: RawStreamOptions) {
  const open = (showsExpanded: boolean) =>
    rawChangeStream(client.db('admin'), pipelineFrom(place, showsExpanded), options);
  try {
    yield* open(true);
  } catch (error) {
    if (!knowsNoExpandedEvents(error)) throw error;
    yield* open(false);
  }
}

/**
 * 40415 is a field that a server before 6.0 does not know, 6188501 one of 6.0 whose feature compatibility is below (mongodb/mongo,
 * src/mongo/db/pipeline/document_source_change_stream.cpp).
 */
function knowsNoExpandedEvents(error: unknown): boolean {
  return error instanceof MongoServerError && [40415, 6188501].includes(serverCode(error) ?? 0);
}

function pipelineFrom(place: Place, showsExpanded: boolean): Document[] {
  const from =
    'token' in place
      ? { startAfter: BSON.deserialize(place.token) }
      : { startAtOperationTime: new Timestamp({ t: place.time.seconds, i: place.time.increment }) };
  const expanded = showsExpanded ? { showExpandedEvents: true } : {};
  return [{ $changeStream: { allChangesForCluster: true, ...from, ...expanded } }, { $project: readOfEvents }];
}
