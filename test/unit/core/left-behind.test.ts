import { describe, expect, it } from 'vitest';
import { foreignNamespaces, type Inventory, uniqueIndexes } from '../../../src/core/left-behind.ts';

const inventory = (of: Record<string, Record<string, boolean>>): Inventory =>
  new Map(
    Object.entries(of).map(([namespace, indexes]) => [
      namespace,
      Object.entries(indexes).map(([name, unique]) => ({ name, unique })),
    ]),
  );

describe('uniqueIndexes', () => {
  const source = { 'shop.orders': { _id_: false, number: true, at: false }, 'shop.people': { email: true } };

  it.each<[string, Record<string, Record<string, boolean>>, number, string[]]>([
    ['all are unique', source, 2, []],
    ['one is prepared only', { ...source, 'shop.people': { email: false } }, 2, ['shop.people email']],
    ['one is not there', { ...source, 'shop.people': {} }, 2, ['shop.people email']],
    ['a namespace has not arrived', { 'shop.people': { email: true } }, 1, []],
    ['the destination has more', { ...source, 'shop.orders': { number: true, at: true } }, 2, []],
    ['nothing has arrived', {}, 0, []],
  ])('where %s', (_, destination, total, notYet) => {
    expect(uniqueIndexes(inventory(source), inventory(destination))).toEqual({ total, notYet });
  });
});

describe('foreignNamespaces', () => {
  it.each<[string, string[], string[], string[]]>([
    ['a copy', ['a.b', 'a.c'], ['a.b'], []],
    ['something else', ['a.b'], ['a.b', 'c.d'], ['c.d']],
    ['a name that is to deceive', [], ['a.\u202eb'], ['a.\uFFFDb']],
  ])('finds in %s', (_, source, destination, foreign) => {
    const of = (names: string[]) => inventory(Object.fromEntries(names.map((name) => [name, {}])));
    expect(foreignNamespaces(of(source), of(destination))).toEqual(foreign);
  });
});
