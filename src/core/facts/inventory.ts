import { z } from 'zod';

/** What a deployment holds, by its definitions: no document and no value of one. */

/** A value as relaxed Extended JSON: a file of facts may have been changed by hand. */
const Json = z.string().refine(isJson, 'must be JSON');

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * An index as `listIndexes` tells it. Values are relaxed Extended JSON, so that what JSON has no word for, such as NaN, is
 * seen: `1`, `"hashed"`, `{"$numberDouble":"NaN"}`.
 */
export const IndexFacts = z.object({
  name: z.string(),
  /** In its order, each field with its value. */
  key: z.array(z.tuple([z.string(), Json]).readonly()).readonly(),
  /** `unique`, `expireAfterSeconds`, `collation` and whatever else it has, but `v`, `ns` and `background`. */
  options: z.record(z.string(), Json),
});
export type IndexFacts = z.infer<typeof IndexFacts>;

export const CollectionFacts = z.object({
  database: z.string(),
  name: z.string(),
  /** `collection`, `view` or `timeseries`. */
  type: z.string(),
  /** As `listCollections` tells them, in relaxed Extended JSON. */
  options: z.record(z.string(), Json),
  /** None where it is a view. */
  indexes: z.array(IndexFacts).readonly(),
});
export type CollectionFacts = z.infer<typeof CollectionFacts>;

/** Every namespace of users, those of the server itself (`system.…`) with them, by name. */
export const Inventory = z.array(CollectionFacts).readonly();
export type Inventory = z.infer<typeof Inventory>;

/** As people write it: `shop.orders`. */
export function namespaceOf({ database, name }: Pick<CollectionFacts, 'database' | 'name'>): string {
  return `${database}.${name}`;
}

/** As people write it: `{customer: 1, at: -1}`. */
export function keyText(key: IndexFacts['key']): string {
  return `{${key.map(([field, value]) => `${field}: ${value}`).join(', ')}}`;
}
