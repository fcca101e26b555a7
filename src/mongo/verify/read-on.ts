import { type ClientSession, type MongoClient, Timestamp } from 'mongodb';
import { LivemigError } from '../../core/errors.ts';
import type { ClusterTime } from '../../core/verification/side.ts';
import { told } from '../connect.ts';
import type { Addressee } from '../connection-failure.ts';
import { interruptionBy } from './interruption.ts';
import type { PinnedServer } from './pinned-server.ts';

/** How reads of one side are made. */
export interface Reading {
  readonly server: PinnedServer;
  /** How messages call the side. */
  readonly deployment: Addressee;
  /** Every read is at least as new as this. */
  readonly time: ClusterTime;
  readonly signal?: AbortSignal;
  /** Lets a moment pass before the next try, the longer the more there were; 1 is the first. */
  readonly beforeRetry: (attempt: number) => Promise<void>;
  /** In a row that come no further; 8 unless it is said: an election takes about 12 seconds (manual, "Replica Set Elections"). */
  readonly mostTries?: number;
}

/**
 * Reads on through lost connections, lost cursors and elections: `read` is called again, for as long as it comes further
 * (`hasCome` is asked whether it has since the last try). A LivemigError that names the side and what cut the read off.
 */
export async function* readOn<Item>(
  reading: Reading,
  hasCome: () => boolean,
  read: (client: MongoClient, session: ClientSession) => AsyncIterable<Item>,
): AsyncGenerator<Item> {
  const { server, deployment, signal, beforeRetry, mostTries = 8 } = reading;
  for (let attempt = 1; ; attempt += 1) {
    try {
      yield* withSession(reading, read);
      return;
    } catch (error) {
      signal?.throwIfAborted();
      const interruption = interruptionBy(error);
      if (interruption === undefined) throw told(error, deployment);
      if (hasCome()) attempt = 1;
      if (attempt >= mostTries) throw cutOff(deployment, interruption, mostTries, error);
      await server.leave();
      await beforeRetry(attempt);
      signal?.throwIfAborted();
    }
  }
}

async function* withSession<Item>(
  { server, time }: Reading,
  read: (client: MongoClient, session: ClientSession) => AsyncIterable<Item>,
): AsyncGenerator<Item> {
  const client = await server.client();
  // The driver adds its time to each read (causal consistency), so an older server waits until it has come so far.
  const session = client.startSession({ causalConsistency: true });
  session.advanceOperationTime(new Timestamp({ t: time.seconds, i: time.increment }));
  try {
    yield* read(client, session);
  } finally {
    await session.endSession();
  }
}

function cutOff({ name, hosts }: Addressee, interruption: string, tries: number, cause: unknown): LivemigError {
  const times = tries === 1 ? 'cut off' : `cut off ${tries} times in a row, the last time`;
  const side = name.charAt(0).toUpperCase() + name.slice(1);
  return new LivemigError({
    kind: 'step-failed',
    code: 'MONGODB',
    message: `${side} (${hosts}) could not be read: ${times} by ${interruption}.`,
    fix: 'Look at its state and at its log, and go on once it answers again.',
    cause,
  });
}
