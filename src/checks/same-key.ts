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
    const uniques = collection.indexes.filter(isUnique);
    return uniques.flatMap((index) =>
      collection.indexes
        .filter((other) => !isUnique(other) && isSameKey(index, other))
        .map((other) => ({ unique: { collection, index }, other: { collection, index: other } })),
    );
  });
}

/** Indexes of one collection, two or more. */
export type Group = readonly FoundIndex[];

/** Those of one collection whose keys are the same, each value read so, and which are all unique or all not. */
export function sameKey(inventory: Inventory, valueAs = asItIs): Group[] {
  return inventory.flatMap((collection) => groupsOf(collection, valueAs));
}

/** Index by index, which are at most 64: texts to compare them by would cost more in a large inventory. */
function groupsOf(collection: CollectionFacts, valueAs: (value: string) => string): Group[] {
  const { indexes } = collection;
  const isAlike = (one: IndexFacts, other: IndexFacts) =>
    isSameKey(one, other, valueAs) && isUnique(one) === isUnique(other);
  return indexes.flatMap((first, at) => {
    const others = indexes.slice(at + 1).filter((other) => isAlike(first, other));
    const isBegun = others.length > 0 && indexes.slice(0, at).some((earlier) => isAlike(earlier, first));
    return others.length === 0 || isBegun ? [] : [[first, ...others].map((index) => ({ collection, index }))];
  });
}

function isSameKey({ key }: IndexFacts, { key: other }: IndexFacts, valueAs = asItIs): boolean {
  return (
    key.length === other.length &&
    key.every(([field, value], at) => {
      const [otherField, otherValue = ''] = other[at] ?? [];
      return field === otherField && valueAs(value) === valueAs(otherValue);
    })
  );
}

function asItIs(value: string): string {
  return value;
}

/** Whether the keys were not the same before. */
export function isClash(group: Group): boolean {
  return group.some(({ index }) => !isSameKey(index, group[0]?.index ?? index));
}

/** `shop.orders: a_1, a_true {a: 1}` */
export function groupName(group: Group): string {
  const [first] = group;
  if (first === undefined) return '';
  const names = group.map(({ index }) => index.name).join(', ');
  const key = first.index.key.map(([field, value]) => [field, currentValue(value)] as const);
  return `${namespaceOf(first.collection)}: ${names} ${keyText(key)}`;
}
