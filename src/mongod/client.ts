import type { BSON } from 'mongodb';
import type { Conversation } from './auth/scram.ts';
import type { User } from './auth/users.ts';

export interface Login {
  readonly conversation: Conversation;
  /** The client does without the empty last exchange that SASL asks for. */
  readonly skipsEmpty: boolean;
  readonly user: User;
  readonly isProven: boolean;
}

/** What a connection is being answered just now. */
export interface Operation {
  readonly id: number;
  readonly name: string;
  readonly db: string;
  readonly args: BSON.Document;
  /** Epoch ms. */
  readonly startedAt: number;
}

/** What the server knows of one connection. */
export interface Client {
  readonly id: number;
  /** `127.0.0.1:52114`: the other end. */
  readonly remote: string;
  /** Aborted when the connection ends. */
  readonly signal: AbortSignal;
  /** Ends the connection. */
  close(): void;
  user: User | undefined;
  /** A login that waits for its second or third message. */
  login: Login | undefined;
  /** What the driver said of itself in its first hello; `null` where that hello said nothing. */
  metadata: BSON.Document | null | undefined;
  operation: Operation | undefined;
  /** Answers so far, by which they are numbered. */
  replies: number;
  /** It is told of changes of the topology without asking again. */
  isStreaming: boolean;
}
