import type { MongoClient } from 'mongodb';
import { z } from 'zod';
import type { ClusterTime } from '../../core/verification/side.ts';
import type { VerifiedSide } from '../../core/verification/verified-side.ts';
import { addresseeOf, type ConnectOptions, withClient } from '../connect.ts';
import { writePosition } from '../user-writes.ts';
import { readBeside } from './beside.ts';
import { changeFeed } from './change-feed.ts';
import { collectionMeasure } from './collection-measure.ts';
import { readDefinitions } from './definitions.ts';
import { documentSide } from './document-side.ts';
import { hashedSide } from './hashed/hashed-side.ts';
import { operationsOfOthers } from './load.ts';
import { type PinnedServer, pinServer } from './pinned-server.ts';
import { presentTime } from './present-time.ts';
import type { Reading } from './read-on.ts';
import { sampledSide } from './sampled-side.ts';
import { readSide } from './side.ts';
import { triedAgain } from './tried-again.ts';

export interface VerifiedSideOptions extends ConnectOptions {
  /** Lets a moment pass before the next try, the longer the more there were; 1 is the first. */
  readonly beforeRetry: Reading['beforeRetry'];
  readonly mostTries?: number;
}

const maxTimeMS = 30_000;
/** A server hashes a partition in seconds; a random choice from a collection with large documents may have to read them all. */
const longestQuestionMs = 30 * 60_000;

/** Lends one deployment as verifying reads it, and closes its connections in any case. */
export async function withVerifiedSide<Result>(
  uri: string,
  options: VerifiedSideOptions,
  use: (side: VerifiedSide) => Promise<Result>,
): Promise<Result> {
  return withClient(uri, options, async (client) => {
    const server = pinServer({ client, uri, patienceMs: options.patienceMs });
    try {
      return await use(verifiedSide(client, server, uri, options));
    } finally {
      await server.close();
    }
  });
}

const Hello = z.looseObject({ localTime: z.date() });

async function localTime(client: MongoClient): Promise<number> {
  return Hello.parse(await client.db('admin').command({ hello: 1, maxTimeMS })).localTime.getTime();
}

function verifiedSide(
  client: MongoClient,
  server: PinnedServer,
  uri: string,
  { name, signal, beforeRetry, mostTries, patienceMs }: VerifiedSideOptions,
): VerifiedSide {
  const abort = signal === undefined ? {} : { signal };
  const tries = mostTries === undefined ? {} : { mostTries };
  const way = { deployment: addresseeOf(client, uri, name), beforeRetry, ...abort, ...tries };
  const readingAt = (time: ClusterTime, one: PinnedServer): Reading => ({ ...way, server: one, time });
  return {
    read: () => triedAgain(way, () => readSide(client, maxTimeMS)),
    beside: () => triedAgain(way, () => readBeside(client, maxTimeMS)),
    definitions: () => triedAgain(way, () => readDefinitions(client, { name, maxTimeMS, ...abort })),
    position: () => triedAgain(way, () => writePosition(client)),
    now: () => triedAgain(way, () => localTime(client)),
    time: () => triedAgain(way, () => presentTime(client, maxTimeMS)),
    changes(since) {
      // One of its own: a stream that is opened anew must not take the connection of a scan with it.
      const own = pinServer({ client, uri, patienceMs });
      return changeFeed(readingAt('token' in since ? since.through : since, own), since);
    },
    documentsSince(time) {
      const reading = readingAt(time, server);
      return {
        documents: (namespace) => documentSide(namespace, reading),
        measure: (namespace) => collectionMeasure(namespace, reading),
        hashed: (salt) => hashedSide({ ...reading, limitMs: longestQuestionMs }, salt),
        sampled: () => sampledSide({ ...reading, limitMs: longestQuestionMs }),
        load: () => operationsOfOthers(reading),
      };
    },
  };
}
