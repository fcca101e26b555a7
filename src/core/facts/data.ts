import { Inventory } from './inventory.ts';

/** What the source holds, by its definitions; through a connection to it. */
export const dataFacts = {
  /** Every namespace of users, with options and indexes. */
  sourceInventory: Inventory,
} as const;
