import { elementsOf, fieldOf, itemsOf, plainOf } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import type { Need } from './privileges.ts';

const actions: Readonly<Record<string, string>> = { insert: 'insert', update: 'update', delete: 'remove' };

/** A bulk write names its namespaces in a list, and each operation the place of its own in it. */
export function bulkWriteNeeds(body: Buffer, sequences: ReadonlyMap<string, readonly Buffer[]>): Need[] {
  const listed = (name: string): readonly Buffer[] => {
    const array = fieldOf(body, name);
    return sequences.get(name) ?? (array?.type === Type.array ? itemsOf(array).map(({ bytes }) => bytes) : []);
  };
  const namespaces = listed('nsInfo').map((info) => {
    const ns = fieldOf(info, 'ns');
    return ns === undefined ? '' : String(plainOf(ns));
  });
  const needed = new Set(
    listed('ops').map((operation) => {
      const [kind] = elementsOf(operation);
      return kind === undefined ? '' : `${actions[kind.name] ?? 'insert'} ${Number(plainOf(kind.value))}`;
    }),
  );
  return [...needed].flatMap((need) => {
    const [action = 'insert', at] = need.split(' ');
    const ns = namespaces[Number(at)] ?? '';
    const dot = ns.indexOf('.');
    // The command itself refuses what names no namespace.
    return dot < 0 ? [] : [{ action, target: { db: ns.slice(0, dot), collection: ns.slice(dot + 1) } }];
  });
}
