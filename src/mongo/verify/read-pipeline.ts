import { type Document, type MongoClient, MongoServerError, Timestamp } from 'mongodb';
import { LivemigError } from '../../core/errors.ts';
import type { ClusterTime } from '../../core/verification/side.ts';
import { told } from '../connect.ts';
import type { Addressee } from '../connection-failure.ts';

/** How one side is read. */
export interface ReadOptions {
  readonly client: MongoClient;
  /** The side, as messages call it. */
  readonly deployment: Addressee;
  /** Every read is at least as new as this. */
  readonly clusterTime: ClusterTime;
  /** For each question; a server ends one that takes longer. */
  readonly limitMs: number;
}

/** A collection, and the documents of it that fit a filter. */
export interface MatchedPart {
  /** `database.collection` */
  readonly namespace: string;
  /** A range of `_id`s as a filter that the `_id` index serves; `{}` is all of it. */
  readonly match: Document;
}

interface Question {
  readonly namespace: string;
  readonly pipeline: readonly Document[];
  /** By the `_id` index where it is `_id`; statistics take no index and no read concern, and a random cursor no index. */
  readonly by: '_id' | 'chance' | 'statistics';
}

/**
 * The answers as raw documents, as a majority has them. What goes wrong is a LivemigError that names the side, with the
 * server's own error as its cause.
 */
export async function* readPipeline(options: ReadOptions, question: Question): AsyncGenerator<Uint8Array> {
  const { client, clusterTime, limitMs } = options;
  // A session is for one question at a time, and the answers to it move the time on.
  const session = client.startSession({ causalConsistency: true });
  try {
    const { namespace, pipeline, by } = question;
    if (by !== 'statistics') {
      session.advanceOperationTime(new Timestamp({ t: clusterTime.seconds, i: clusterTime.increment }));
    }
    const settings = { session, raw: true, allowDiskUse: true, maxTimeMS: limitMs };
    const dot = namespace.indexOf('.');
    const answers = client
      .db(namespace.slice(0, dot))
      .collection(namespace.slice(dot + 1))
      .aggregate([...pipeline], { ...settings, ...waysOf[by] });
    for await (const answer of answers) {
      if (!(answer instanceof Uint8Array)) throw new Error('the driver gave a document where raw bytes were asked for');
      yield answer;
    }
  } catch (error) {
    throw failure(error, options);
  } finally {
    await session.endSession();
  }
}

const readConcern = { level: 'majority' } as const;
const waysOf = { _id: { readConcern, hint: { _id: 1 } }, chance: { readConcern }, statistics: {} } as const;

/** The code of what a server answered, also where it has been told already. */
export function serverCode(error: unknown): number | undefined {
  const original = error instanceof LivemigError ? error.cause : error;
  return original instanceof MongoServerError && typeof original.code === 'number' ? original.code : undefined;
}

const maxTimeExpired = 50;

function failure(error: unknown, { deployment, limitMs }: ReadOptions): LivemigError {
  if (serverCode(error) !== maxTimeExpired) return told(error, deployment);
  return new LivemigError({
    kind: 'step-failed',
    code: 'MONGODB_SLOW',
    message: `One question took longer than ${limitMs / 1000} s on ${deployment.name} (${deployment.hosts}).`,
    fix: 'Ask again when it has less to do.',
    cause: error,
  });
}
