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
  return inventory.flatMap((collection) =>
    alikeIn(collection).flatMap(([one, other]) => {
      if (isUnique(one) === isUnique(other)) return [];
      const [unique, twin] = isUnique(one) ? [one, other] : [other, one];
      return [{ unique: { collection, index: unique }, other: { collection, index: twin } }];
    }),
  );
}

/** Indexes of one collection, two or more. */
export type Group = readonly FoundIndex[];

/** Those of one collection whose keys are the same, each value read so, and which are all unique or all not. */
export function sameKey(inventory: Inventory, valueAs = asItIs): Group[] {
  return inventory.flatMap((collection) => {
    const groups: FoundIndex[][] = [];
    for (const pair of alikeIn(collection, valueAs)) {
      const [one, other] = pair.map((index) => ({ collection, index }));
      if (one === undefined || other === undefined || isUnique(one.index) !== isUnique(other.index)) continue;
      const group = groups.find((members) => members.some(({ index }) => index === one.index));
      if (group === undefined) groups.push([one, other]);
      else if (!group.some(({ index }) => index === other.index)) group.push(other);
    }
    return groups;
  });
}

/**
 * Every two indexes of a collection with the same key, the earlier first. Where all begin with other
 * fields, as most do, nothing more is looked at: an inventory may be large.
 */
function alikeIn({ indexes }: CollectionFacts, valueAs = asItIs): (readonly [IndexFacts, IndexFacts])[] {
  if (new Set(indexes.map(({ key }) => key[0]?.[0])).size === indexes.length) return [];
  const pairs: (readonly [IndexFacts, IndexFacts])[] = [];
  for (const [at, one] of indexes.entries()) {
    for (const [place, other] of indexes.entries()) {
      if (place > at && isSameKey(one, other, valueAs)) pairs.push([one, other]);
    }
  }
  return pairs;
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
