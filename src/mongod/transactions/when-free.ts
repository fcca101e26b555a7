import type { Server } from '../server.ts';
import { aborted, within } from '../waiting.ts';
import { HeldByTransaction } from './transactions.ts';

/** Long enough to be cheap, short enough that a transaction that is too old is noticed soon. */
const lookAgainMs = 1000;

/** Runs a statement, waiting for each transaction that holds what it wants to write. A statement that waits has changed nothing yet. */
export async function whenFree<T>(server: Server, signal: AbortSignal, run: () => T): Promise<T> {
  for (;;) {
    try {
      return run();
    } catch (error) {
      if (!(error instanceof HeldByTransaction)) throw error;
      await endOf(error.holder.ended, server, signal);
    }
  }
}

/** Waits until no open transaction has looked into the database, whose catalog is about to change. */
export async function whenUntouched(server: Server, signal: AbortSignal, db: string): Promise<void> {
  for (let holder = server.transactions.touching(db); holder !== undefined; holder = server.transactions.touching(db)) {
    await endOf(holder.ended, server, signal);
  }
}

async function endOf(ended: Promise<void>, server: Server, signal: AbortSignal): Promise<void> {
  await within(lookAgainMs, [signal], (deadline) => Promise.race([ended, aborted(deadline)]));
  signal.throwIfAborted();
  server.transactions.expire();
}
