import type { MongoClient } from 'mongodb';

/** Where data comes from and goes to, both connected. */
export interface Route {
  readonly source: MongoClient;
  readonly destination: MongoClient;
  readonly signal: AbortSignal;
  readonly onCopied: (documents: number) => void;
}
