import type { MongoClient } from 'mongodb';
import type { FactValues, SurveyId, SurveyProgress } from '../../core/facts.ts';

export interface SurveyContext {
  /** For each question to a server, in milliseconds. */
  readonly maxTimeMS: number;
  /** Ends the survey with its reason. */
  readonly signal: AbortSignal;
  progress(progress: SurveyProgress): void;
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
