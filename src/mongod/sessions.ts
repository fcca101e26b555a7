import type { Binary } from 'mongodb';
import { MongodError } from './mongod-error.ts';

/** The last retryable write of each session, so that a repeated one is answered and not applied again. */
export interface Sessions {
  /** The answer given to that transaction number before, if it was given. Throws TransactionTooOld. */
  answered(session: string, txnNumber: bigint): Buffer | undefined;
  remember(session: string, txnNumber: bigint, answer: Buffer): void;
  end(session: string): void;
  /** Somebody has sent a command in the session. `user` is `name@database`. */
  use(session: UsedSession): void;
  /** Those that were used and have not ended. */
  used(): Iterable<UsedSession>;
  count(): number;
}

export interface UsedSession {
  readonly id: Binary;
  readonly user: string;
  /** Epoch ms. */
  readonly lastUse: number;
}

/** More than a test or a rehearsal opens; the oldest are forgotten beyond it. */
const maxSessions = 10_000;

export function createSessions(): Sessions {
  const last = new Map<string, { readonly txnNumber: bigint; readonly answer: Buffer }>();
  const inUse = new Map<string, UsedSession>();
  return {
    answered(session, txnNumber) {
      const known = last.get(session);
      if (known !== undefined && txnNumber < known.txnNumber) {
        throw new MongodError(
          'TransactionTooOld',
          `Retryable write with txnNumber ${txnNumber} is prohibited because a newer one, ${known.txnNumber}, has started`,
        );
      }
      return known?.txnNumber === txnNumber ? known.answer : undefined;
    },
    remember(session, txnNumber, answer) {
      last.delete(session);
      last.set(session, { txnNumber, answer });
      const oldest = last.keys().next().value;
      if (last.size > maxSessions && oldest !== undefined) last.delete(oldest);
    },
    end(session) {
      last.delete(session);
      inUse.delete(session);
    },
    use(session) {
      const name = session.id.toString('hex');
      inUse.delete(name);
      inUse.set(name, session);
      const oldest = inUse.keys().next().value;
      if (inUse.size > maxSessions && oldest !== undefined) inUse.delete(oldest);
    },
    used: () => inUse.values(),
    count: () => last.size,
  };
}
