import { type ClientSession, type Document, type MongoClient, MongoServerError } from 'mongodb';
import { LivemigError } from '../../core/errors.ts';
import { type Reading, readOn } from './read-on.ts';

/** How one side is asked. */
export interface AskOptions extends Reading {
  /** For each question; a server ends one that takes longer. */
  readonly limitMs: number;
}

interface Question {
  readonly namespace: string;
  readonly pipeline: readonly Document[];
  /** By the `_id` index where it is `_id`; statistics take no index and no read concern, and a random cursor no index. */
  readonly by: '_id' | 'chance' | 'statistics';
}

/**
 * The answers as raw documents, as a majority has them; all of them at once, so that a question that was cut off can be
 * asked again. What goes wrong is a LivemigError that names the side, with the server's own error as its cause.
 */
export async function readPipeline(options: AskOptions, { namespace, pipeline, by }: Question): Promise<Uint8Array[]> {
  const dot = namespace.indexOf('.');
  const [database, collection] = [namespace.slice(0, dot), namespace.slice(dot + 1)];
  let answers: Uint8Array[] = [];
  const read = async function* (client: MongoClient, session: ClientSession) {
    answers = [];
    const settings = { raw: true, allowDiskUse: true, maxTimeMS: options.limitMs };
    const ways = by === 'statistics' ? {} : { ...waysOf[by], session };
    try {
      yield* client
        .db(database)
        .collection(collection)
        .aggregate([...pipeline], { ...settings, ...ways });
    } catch (error) {
      throw serverCode(error) === maxTimeExpired ? tooSlow(options, error) : error;
    }
  };
  for await (const answer of readOn(options, never, read)) {
    if (!(answer instanceof Uint8Array)) throw new Error('the driver gave a document where raw bytes were asked for');
    answers.push(answer);
  }
  return answers;
}

const never = () => false;

const readConcern = { level: 'majority' } as const;
const waysOf = { _id: { readConcern, hint: { _id: 1 } }, chance: { readConcern } } as const;

/** The code of what a server answered, also where it has been told already. */
export function serverCode(error: unknown): number | undefined {
  const original = error instanceof LivemigError ? error.cause : error;
  return original instanceof MongoServerError && typeof original.code === 'number' ? original.code : undefined;
}

const maxTimeExpired = 50;

function tooSlow({ deployment, limitMs }: AskOptions, cause: unknown): LivemigError {
  return new LivemigError({
    kind: 'step-failed',
    code: 'MONGODB_SLOW',
    message: `One question took longer than ${limitMs / 1000} s on ${deployment.name} (${deployment.hosts}).`,
    fix: 'Ask again when it has less to do.',
    cause,
  });
}
