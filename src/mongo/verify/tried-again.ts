import { MongoServerSelectionError } from 'mongodb';
import { LivemigError } from '../../core/errors.ts';
import { told } from '../connect.ts';
import { interruptionBy } from './interruption.ts';
import type { Reading } from './read-on.ts';

/**
 * Looks once more where a lost connection or an election has cut a look off: a verification of hours must not end by one.
 * A server that cannot be found has been waited for already. What goes wrong for good is told of this side.
 */
export async function triedAgain<Seen>(
  { deployment, beforeRetry, mostTries = 8, signal }: Omit<Reading, 'server' | 'time'>,
  look: () => Promise<Seen>,
): Promise<Seen> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await look();
    } catch (error) {
      signal?.throwIfAborted();
      const first = error instanceof LivemigError ? error.cause : error;
      const isPassing = !(first instanceof MongoServerSelectionError) && interruptionBy(first) !== undefined;
      if (!isPassing || attempt >= mostTries) throw told(error, deployment);
      await beforeRetry(attempt);
      signal?.throwIfAborted();
    }
  }
}
