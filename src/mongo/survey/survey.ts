import type { MongoClient } from 'mongodb';
import type { FactValues, SurveyId, SurveyProgress } from '../../core/facts.ts';
import type { Clock } from '../../core/ports.ts';

export interface SurveyContext {
  /** The same for all surveys that run at the same time through one client. */
  readonly together: object;
  /** For each question to a server, in milliseconds. */
  readonly maxTimeMS: number;
  /** Ends the survey with its reason. */
  readonly signal: AbortSignal;
  progress(progress: SurveyProgress): void;
  /** Whom a survey of a user is about, where it is not the one that is logged in. */
  readonly user?: string | undefined;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  /** So long is watched what goes on; nothing where nobody asked for it. */
  readonly watchMs?: number | undefined;
  /**
   * Lends a client of another part of the deployment, with the same user: of a replica set as `config.shards` writes it,
   * `set/host:port,host:port`, or of one server, `host:port`. What goes wrong is a LivemigError.
   */
  member<Seen>(address: string, use: (client: MongoClient) => Promise<Seen>): Promise<Seen>;
}

/** Reads one fact through a connection, and changes nothing. */
export interface Survey<Id extends SurveyId> {
  /** The commands that it sends, and where to: `listIndexes on each collection`. For whoever wants to know before. */
  readonly sends: readonly string[];
  /** The role or the action that a user may lack for it: `readAnyDatabase on admin`. */
  readonly grant: string;
  read(client: MongoClient, context: SurveyContext): Promise<FactValues[Id]>;
}

/** How each fact is read that is seen through a connection. */
export type Surveys = { readonly [Id in SurveyId]: Survey<Id> };
