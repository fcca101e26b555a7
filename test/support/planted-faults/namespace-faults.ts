import { field } from '../raw-bson.ts';
import { type Content, content, inOrder, isView, type Side } from './contents.ts';
import type { FaultClass, Planted } from './fault-class.ts';

const documents = [1, 2].map((id) => [field('_id', id)] as const);
const full = content({ documents });
const view = content({ options: inOrder(['viewOn', 'orders'], ['pipeline', []]) });
const series = content({ options: inOrder(['timeseries', inOrder(['timeField', 'at'])]) });

export const namespaceFaults: readonly FaultClass[] = [
  gone('a collection that is missing', 'destination', (one) => !isView(one)),
  gone('a collection more', 'source', (one) => !isView(one)),
  gone('a view that is missing', 'destination', isView),
  gone('a view more', 'source', isView),
  only('an empty collection that is missing', 'source', content({})),
  only('an empty collection more', 'destination', content({})),
  other('a collection that became a view', full, view),
  other('a view that became a collection', view, full),
  other('a time series that became a collection', series, content({})),
  ...engineDatabases(),
];

function gone(name: string, side: Side, fits: (content: Content) => boolean): FaultClass {
  return {
    ...{ name: `a namespace: ${name}`, seenBy: 'definitions' },
    plant(plot) {
      const namespace = plot.claimNamespace(fits);
      if (namespace === undefined) return undefined;
      plot.drop(side, namespace);
      return [alone(namespace, side === 'source' ? 'destination' : 'source')];
    },
  };
}

function only(name: string, side: Side, one: Content): FaultClass {
  return {
    ...{ name: `a namespace: ${name}`, seenBy: 'definitions' },
    plant(plot) {
      const namespace = plot.newNamespace();
      plot.put(side, namespace, one);
      return [alone(namespace, side)];
    },
  };
}

function other(name: string, source: Content, destination: Content): FaultClass {
  return {
    ...{ name: `a namespace: ${name}`, seenBy: 'definitions' },
    plant(plot) {
      const namespace = plot.newNamespace();
      plot.put('source', namespace, source);
      plot.put('destination', namespace, destination);
      return [{ kind: 'type', namespace }];
    },
  };
}

/** Exactly these are the engines' own (domain notes, O12); one that is called almost like them is a user's. */
function engineDatabases(): FaultClass[] {
  const own = ['mongosync_reserved_for_internal_use', '__mdb_internal_mongosync', 'mongosync_internal_test'];
  const users = ['mongosync_reserved_for_internal_use2', '_mdb_internal_mongosync', 'mongosync_reserved'];
  const planted = (database: string, isOwn: boolean): FaultClass => ({
    ...{ name: `a namespace: the database ${database}`, seenBy: 'definitions' },
    plant(plot) {
      const namespace = `${database}.kept`;
      if (plot.has(namespace)) return undefined;
      const side = plot.random.pick<Side>(['source', 'destination']);
      plot.put(side, namespace, full);
      const difference = alone(isOwn ? database : namespace, side);
      return [isOwn ? { ...difference, expected: 'engine' } : difference];
    },
  });
  return [...own.map((database) => planted(database, true)), ...users.map((database) => planted(database, false))];
}

function alone(namespace: string, side: Side): Planted {
  return { kind: side === 'source' ? 'missing-namespace' : 'extra-namespace', namespace };
}
