import type { Conversation, Mechanism } from './auth/scram.ts';
import type { User } from './auth/users.ts';

/** What the server knows of one connection. */
export interface Client {
  readonly id: number;
  /** Aborted when the connection ends. */
  readonly signal: AbortSignal;
  user: User | undefined;
  /** A login that waits for its second or third message. */
  login: { readonly mechanism: Mechanism; readonly conversation: Conversation; isProven: boolean } | undefined;
}
