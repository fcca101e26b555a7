import { type MongoClient, MongoServerError } from 'mongodb';
import { newestEntry } from './oplog-feed.ts';
import { codes, hasCode, isStandalone } from './server-facts.ts';

/** How the changes of a source can be followed; with `nothing` it is copied once. */
export type Following = 'change-stream' | 'oplog' | 'nothing';

/** Tries it, as servers that are not MongoDB's promise more than they have. */
export async function followingOf(source: MongoClient): Promise<Following> {
  if (!(await isStandalone(source)) && (await hasChangeStreams(source))) return 'change-stream';
  return (await newestEntry(source)) === undefined ? 'nothing' : 'oplog';
}

async function hasChangeStreams(source: MongoClient): Promise<boolean> {
  const stream = source
    .db('admin')
    .aggregate([{ $changeStream: { allChangesForCluster: true } }], { maxAwaitTimeMS: 1 });
  try {
    await stream.tryNext();
    return true;
  } catch (error) {
    if (!(error instanceof MongoServerError) || hasCode(error, codes.unauthorized)) throw error;
    return false;
  } finally {
    await stream.close();
  }
}
