import type { Conversation } from './auth/scram.ts';
import type { User } from './auth/users.ts';

export interface Login {
  readonly conversation: Conversation;
  /** The client does without the empty last exchange that SASL asks for. */
  readonly skipsEmpty: boolean;
  isProven: boolean;
}

/** What the server knows of one connection. */
export interface Client {
  readonly id: number;
  /** Aborted when the connection ends. */
  readonly signal: AbortSignal;
  user: User | undefined;
  /** A login that waits for its second or third message. */
  login: Login | undefined;
}
