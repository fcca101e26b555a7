import { type MongoClient, MongoServerError } from 'mongodb';
import { z } from 'zod';
import { saidBy } from '../../core/causes.ts';
import { userDatabases } from '../user-databases.ts';
import { inTurns } from './in-turns.ts';
import { onceTogether } from './once-together.ts';
import type { SurveyContext } from './survey.ts';

/** A collection with documents of users, as large as the server says without counting. */
export interface UserCollection {
  readonly database: string;
  readonly name: string;
  readonly namespace: string;
  readonly documents: number;
  /** Before compression. */
  readonly bytes: number;
}

/** What kept a collection from being looked at; its namespace is as the server has it. */
export interface Unread {
  readonly namespace: string;
  readonly reason: string;
}

export interface UserCollections {
  /** The largest first. */
  readonly read: readonly UserCollection[];
  readonly unread: readonly Unread[];
}

const Listed = z.array(z.looseObject({ name: z.string() }));
const Stats = z.array(
  z.looseObject({ storageStats: z.looseObject({ count: z.coerce.number(), size: z.coerce.number() }) }),
);

/** No views, no time series, and nothing of the server itself; each shard's part counts where a mongos answers. */
export const userCollections = onceTogether(async (client: MongoClient, { maxTimeMS }: SurveyContext) => {
  const listed = await inTurns(await userDatabases(client), async (database) => {
    const collections = client.db(database).listCollections({ type: 'collection' }, { maxTimeMS });
    return Listed.parse(await collections.toArray())
      .filter(({ name }) => !name.startsWith('system.'))
      .map(({ name }) => ({ database, name }));
  });
  const each = await inTurns(listed.flat(), ({ database, name }) =>
    ofOne(`${database}.${name}`, async (namespace): Promise<UserCollection> => {
      const options = { maxTimeMS, readPreference: 'secondaryPreferred' } as const;
      const stats = client
        .db(database)
        .collection(name)
        .aggregate([{ $collStats: { storageStats: {} } }], options);
      const parts = Stats.parse(await stats.toArray()).map(({ storageStats }) => storageStats);
      const sum = (of: 'count' | 'size') => parts.reduce((total, part) => total + part[of], 0);
      return { database, name, namespace, documents: sum('count'), bytes: sum('size') };
    }),
  );
  const { read, unread } = apart(each);
  return { read: read.sort((a, b) => b.bytes - a.bytes), unread };
});

type OfOne<Read> = { readonly read: Read } | { readonly unread: Unread };

/** Looks at one of many collections: what its server refuses, or takes too long for, leaves the others. Throws a missing right. */
export async function ofOne<Read>(namespace: string, look: (namespace: string) => Promise<Read>): Promise<OfOne<Read>> {
  try {
    return { read: await look(namespace) };
  } catch (error) {
    // 13 is Unauthorized.
    if (!(error instanceof MongoServerError) || error.code === 13) throw error;
    return { unread: { namespace, reason: saidBy(error) } };
  }
}

export function apart<Read>(each: readonly OfOne<Read>[]): { read: Read[]; unread: Unread[] } {
  return {
    read: each.flatMap((one) => ('read' in one ? [one.read] : [])),
    unread: each.flatMap((one) => ('unread' in one ? [one.unread] : [])),
  };
}
