import { type MongoClient, Timestamp } from 'mongodb';
import { z } from 'zod';
import { userNamespace } from '../core/engine-databases.ts';

const maxTimeMS = 5_000;

const Entry = z.looseObject({ wall: z.date(), ts: z.instanceof(Timestamp) });

/** Transactions stand in the oplog as one command on `admin`. */
const written = {
  $or: [
    { op: { $in: ['i', 'u', 'd', 'c'] }, ns: userNamespace },
    { op: 'c', 'o.applyOps.ns': userNamespace },
  ],
};

/**
 * When user data was last written, as far back as the oplog reaches. Throws where it cannot be read, as through a mongos,
 * and where it holds no such write.
 *
 * @param limitMs for the server
 */
export async function lastWrite(client: MongoClient, limitMs = maxTimeMS): Promise<Date> {
  return (await newest(client, limitMs)).wall;
}

/** The same, and its place in the oplog; `undefined` where the oplog holds no such write. */
export async function newestWrite(
  client: MongoClient,
): Promise<{ readonly wall: Date; readonly ts: Timestamp } | undefined> {
  return found(client);
}

const Hello = z.looseObject({ setName: z.string() });

/**
 * Where the newest write of user data stands: the replica set, and the place in its oplog, of what a majority has. No two
 * writes have the same. `undefined` where the oplog cannot be read, as through a mongos, or holds no such write any more.
 */
export async function writePosition(client: MongoClient): Promise<string | undefined> {
  try {
    const { setName } = Hello.parse(await client.db('admin').command({ hello: 1, maxTimeMS }));
    const { ts } = await newest(client);
    return `${setName} ${ts.getHighBitsUnsigned()}.${ts.getLowBitsUnsigned()}`;
  } catch {
    // It only saves time, and what is really wrong with the deployment shows in what comes next.
    return undefined;
  }
}

async function newest(client: MongoClient, limitMs = maxTimeMS): Promise<Entry> {
  const entry = await found(client, limitMs);
  if (entry === undefined) throw new Error('longer ago than its oplog reaches');
  return entry;
}

type Entry = z.infer<typeof Entry>;

async function found(client: MongoClient, limitMs = maxTimeMS): Promise<Entry | undefined> {
  const oplog = client.db('local').collection('oplog.rs', { readConcern: 'majority' });
  const entry = await oplog.findOne(written, { sort: { $natural: -1 }, maxTimeMS: limitMs });
  return entry === null ? undefined : Entry.parse(entry);
}
