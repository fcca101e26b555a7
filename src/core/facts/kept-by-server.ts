import { z } from 'zod';

const UniqueIndex = z.object({
  namespace: z.string(),
  name: z.string(),
  /** Of its entries on disk, all shards together. */
  bytes: z.number(),
});

/** What servers keep beside the definitions of collections and indexes. */
export const keptByServerFacts = {
  /** Every unique index but those on `_id`. */
  sourceUniqueIndexes: z.array(UniqueIndex).readonly(),
  /** Those of them whose entries are in a format of old servers, on the member that was asked: `shop.orders: number_1`. */
  sourceOldUniqueIndexes: z.array(z.string()).readonly(),
  /** The namespaces that query settings are about, one for each setting; empty where it names none. */
  sourceQuerySettings: z.array(z.string()).readonly(),
  /** Collections in `admin`, `config` and `local` that no server is known to make. */
  sourceForeignCollections: z.array(z.string()).readonly(),
} as const;
