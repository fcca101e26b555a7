import {
  type CollectionFacts,
  type IndexFacts,
  type Inventory,
  keyText,
  namespaceOf,
} from '../core/facts/inventory.ts';
import { inMongosh, mongoshCollection, mongoshText } from '../core/mongosh-words.ts';

/** An index and the collection that it is on. */
export interface FoundIndex {
  readonly collection: CollectionFacts;
  readonly index: IndexFacts;
}

/** The indexes of which this holds, in the order of the inventory. */
export function indexesIn(inventory: Inventory, holds: (index: IndexFacts) => boolean): FoundIndex[] {
  return inventory.flatMap((collection) => collection.indexes.filter(holds).map((index) => ({ collection, index })));
}

/** `shop.orders: by_date {at: 1}` */
export function indexName({ collection, index }: FoundIndex): string {
  return `${namespaceOf(collection)}: ${index.name} ${keyText(index.key)}`;
}

export function isUnique({ options }: IndexFacts): boolean {
  return options.unique !== undefined && options.unique !== 'false' && options.unique !== '0';
}

/** The index on `_id` that every collection has. */
export function isIdIndex({ key }: IndexFacts): boolean {
  return key.length === 1 && key[0]?.[0] === '_id' && key[0][1] === '1';
}

/** What mongosh takes to drop it. */
export function dropCommand({ collection, index }: FoundIndex): string {
  return `${mongoshCollection(collection)}.dropIndex(${mongoshText(index.name)})`;
}

/** What mongosh takes to create it as it is, with these values in place of those of its key. */
export function createCommand({ collection, index }: FoundIndex, writtenAs = (value: string) => value): string {
  const key = index.key.map(([field, value]) => `${mongoshText(field)}: ${inMongosh(writtenAs(value))}`);
  const options = [['name', JSON.stringify(index.name)], ...Object.entries(index.options)];
  const written = options.map(([name = '', value = '']) => `${mongoshText(name)}: ${inMongosh(value)}`);
  return `${mongoshCollection(collection)}.createIndex({ ${key.join(', ')} }, { ${written.join(', ')} })`;
}
