import { z } from 'zod';
import { Inventory } from './inventory.ts';
import { keptByServerFacts } from './kept-by-server.ts';
import { shardingFacts } from './sharding.ts';

/** What the source holds, by its definitions; through a connection to it. */
export const dataFacts = {
  /** Every namespace of users, with options and indexes. */
  sourceInventory: Inventory,
  ...shardingFacts,
  ...keptByServerFacts,
  /** Bytes of all documents, before compression. */
  sourceDataBytes: z.number(),
} as const;
