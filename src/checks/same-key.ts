import {
  type CollectionFacts,
  type IndexFacts,
  type Inventory,
  keyText,
  namespaceOf,
} from '../core/facts/inventory.ts';
import { currentValue } from './index-values.ts';
import { type FoundIndex, isUnique } from './indexes-in.ts';

/** A unique index, and one that is not on the same key. */
export interface Twins {
  readonly unique: FoundIndex;
  readonly other: FoundIndex;
}

export function twins(inventory: Inventory): Twins[] {
  return inventory.flatMap((collection) => {
    const unique = new Map(collection.indexes.filter(isUnique).map((index) => [keyText(index.key), index]));
    if (unique.size === 0) return [];
    return collection.indexes.flatMap((index) => {
      const twin = isUnique(index) ? undefined : unique.get(keyText(index.key));
      return twin === undefined ? [] : [{ unique: { collection, index: twin }, other: { collection, index } }];
    });
  });
}

/** Indexes of one collection, two or more. */
export type Group = readonly FoundIndex[];

/** Those of one collection whose keys are the same in these words, and which are all unique or all not. */
export function sameKey(inventory: Inventory, textOf: (key: IndexFacts['key']) => string): Group[] {
  return inventory.flatMap((collection) => (collection.indexes.length < 2 ? [] : groupsOf(collection, textOf)));
}

function groupsOf(collection: CollectionFacts, textOf: (key: IndexFacts['key']) => string): Group[] {
  const groups = new Map<string, FoundIndex[]>();
  for (const index of collection.indexes) {
    const text = `${isUnique(index)} ${textOf(index.key)}`;
    const group = groups.get(text);
    if (group === undefined) groups.set(text, [{ collection, index }]);
    else group.push({ collection, index });
  }
  return [...groups.values()].filter(({ length }) => length > 1);
}

/** The key as the engine writes it. */
export function keyAsWritten(key: IndexFacts['key']): string {
  return keyText(key.map(([field, value]) => [field, currentValue(value)] as const));
}

/** Whether the keys were not the same before. */
export function isClash(group: Group): boolean {
  return new Set(group.map(({ index }) => keyText(index.key))).size > 1;
}

/** `shop.orders: a_1, a_true {a: 1}` */
export function groupName(group: Group): string {
  const [first] = group;
  if (first === undefined) return '';
  const names = group.map(({ index }) => index.name).join(', ');
  return `${namespaceOf(first.collection)}: ${names} ${keyAsWritten(first.index.key)}`;
}
