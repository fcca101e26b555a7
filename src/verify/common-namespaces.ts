import type { Definition, Definitions } from '../core/verification/definition.ts';
import type { Scope } from '../core/verification/scope.ts';
import type { Sight } from '../core/verification/sight.ts';
import type { Sides } from './prove-sides.ts';

/** A namespace that both sides have. */
export interface Common extends Sides<Definition> {
  readonly name: string;
  readonly type: 'collection' | 'view' | 'timeseries';
}

/** Those that both sides have as the same type, and whose documents both users may read. */
export function commonNamespaces(definitions: Sides<Definitions>, sights: Sides<Sight>): Common[] {
  const there = new Map(definitions.destination.namespaces.map((one) => [one.namespace, one]));
  return definitions.source.namespaces.flatMap((source) => {
    const { namespace: name, type } = source;
    const destination = there.get(name);
    if (destination === undefined || destination.type !== type) return [];
    const mayBoth = mayRead(sights.source, source) && mayRead(sights.destination, source);
    return mayBoth ? [{ name, type: typeOf(source), source, destination }] : [];
  });
}

/** Whether a user may read the documents of a namespace, and what else comparing them takes. */
export function mayRead(sight: Sight, { namespace, type }: Definition): boolean {
  const dot = namespace.indexOf('.');
  return sight.lacks(namespace.slice(0, dot), { name: namespace.slice(dot + 1), type }).length === 0;
}

function typeOf({ type }: Definition): Common['type'] {
  return type === 'view' || type === 'timeseries' ? type : 'collection';
}

/** What of the definitions is to be compared here; what a share does not have is compared by another one. */
export function within(scope: Scope, definitions: Definitions): Definitions {
  const isIn = (namespace: string) => scope.wants(namespace) && scope.has(namespace, 0);
  return {
    ...definitions,
    namespaces: definitions.namespaces.filter(({ namespace }) => isIn(namespace)),
    unevenIndexes: definitions.unevenIndexes.filter(({ namespace }) => isIn(namespace)),
    unread: definitions.unread.filter(({ namespace, database }) =>
      namespace === undefined ? database === undefined || scope.mayWant(database) : isIn(namespace),
    ),
  };
}

/** Namespaces of either side that nobody wants compared. */
export function leftOut(scope: Scope, { source, destination }: Sides<Definitions>): number {
  const names = [...source.namespaces, ...destination.namespaces].map(({ namespace }) => namespace);
  return new Set(names.filter((name) => !scope.wants(name))).size;
}
