import { harmless } from '../../core/harmless.ts';
import type { Definition, Definitions, UnreadDefinitions } from '../../core/verification/definition.ts';
import type { Difference } from '../../core/verification/difference.ts';
import type { NotCompared } from '../../core/verification/verification.ts';
import { compareIndexes } from './compare-indexes.ts';
import { compareOptions } from './compare-options.ts';
import { compareShardKeys } from './compare-shard-keys.ts';
import { unevenHere, unevenThere } from './uneven-indexes.ts';

export interface ComparedDefinitions {
  /** Their namespaces are as the servers have them; what is quoted in their details is harmless. */
  readonly differences: readonly Difference[];
  readonly notCompared: readonly NotCompared[];
  /** On one side only as far as is known: what the other side has there could not be read. */
  readonly unsure: readonly string[];
  /** On both sides, or on one of them. */
  readonly namespaces: number;
  /** Of the source. */
  readonly indexes: number;
}

export interface ComparedHow {
  /** Whether the engine is still synchronizing. */
  readonly synchronizing: boolean;
  /** Whether what could not be read has been told otherwise. */
  readonly isTold?: (unread: UnreadDefinitions) => boolean;
}

/** What the destination does not define as the source does: namespaces, their types, options, indexes and shard keys. */
export function compareDefinitions(
  source: Definitions,
  destination: Definitions,
  { synchronizing, isTold = () => false }: ComparedHow,
): ComparedDefinitions {
  const [here, there] = [byName(source), byName(destination)];
  const names = [...new Set([...here.keys(), ...there.keys()])].sort();
  const haveShardKeys = knowsShardKeys(source) && knowsShardKeys(destination);
  const when = { synchronizing, onlyDestinationIsSharded: destination.isSharded && !source.isSharded };
  const [isUnread, isUnreadThere] = [unreadIn(source), unreadIn(destination)];
  const ofNamespaces = names.flatMap((namespace): Difference[] => {
    const [one, other] = [here.get(namespace), there.get(namespace)];
    if (one === undefined) {
      return isUnread(namespace) ? [] : [{ namespace, kind: 'extra-namespace', detail: 'not in the source' }];
    }
    if (other === undefined) {
      const isMissing = !isUnreadThere(namespace);
      return isMissing ? [{ namespace, kind: 'missing-namespace', detail: 'not in the destination' }] : [];
    }
    if (one.type !== other.type) {
      const detail = `${harmless(one.type)} in the source, ${harmless(other.type)} in the destination`;
      return [{ namespace, kind: 'type', detail }];
    }
    return [
      ...compareOptions(one, other, when),
      ...compareIndexes(one, other, when),
      ...(haveShardKeys ? compareShardKeys(one, other) : []),
    ];
  });
  return {
    differences: [...ofNamespaces, ...unevenThere(destination), ...leftByEngines(source, destination)],
    notCompared: [
      ...[...source.unread, ...destination.unread].filter((one) => !isTold(one)).map(asNotCompared),
      ...unevenHere(source),
    ],
    unsure: names.filter((name) => {
      const [isHere, isThere] = [here.has(name), there.has(name)];
      return (!isHere && isUnread(name)) || (!isThere && isUnreadThere(name));
    }),
    namespaces: names.length,
    indexes: source.namespaces.reduce((total, { indexes }) => total + indexes.length, 0),
  };
}

function byName({ namespaces }: Definitions): Map<string, Definition> {
  return new Map(namespaces.map((definition) => [definition.namespace, definition]));
}

/** Whether a namespace may be there all the same. */
function unreadIn({ namespaces, unread }: Definitions): (namespace: string) => boolean {
  const listed = new Set(namespaces.map(({ namespace }) => databaseOf(namespace)));
  return (namespace) =>
    unread.some((one) => {
      if (one.ofEach !== undefined) return false;
      if (one.namespace !== undefined) return one.namespace === namespace;
      const database = databaseOf(namespace);
      return one.database === undefined ? !listed.has(database) : one.database === database;
    });
}

function asNotCompared({ database, namespace, ofEach, why }: UnreadDefinitions): NotCompared {
  const every = ofEach === undefined ? 'databases that are not listed' : `the ${ofEach} of every collection`;
  return { what: harmless(namespace ?? database ?? every), why: harmless(why) };
}

/** Of two sharded clusters only: on the way from a replica set into one, people choose what becomes sharded and how. */
function knowsShardKeys({ isSharded, unread }: Definitions): boolean {
  return isSharded && unread.every(({ ofEach }) => ofEach !== 'shard key');
}

function databaseOf(namespace: string): string {
  return namespace.slice(0, namespace.indexOf('.'));
}

/** One for each database that the engines keep; nothing in it is compared. */
function leftByEngines(source: Definitions, destination: Definitions): Difference[] {
  const [here, there] = [new Set(source.engineDatabases), new Set(destination.engineDatabases)];
  return [...new Set([...here, ...there])].sort().map((namespace) => {
    const where = here.has(namespace)
      ? there.has(namespace)
        ? 'on both sides'
        : 'in the source'
      : 'in the destination';
    const kind = there.has(namespace) ? 'extra-namespace' : 'missing-namespace';
    const detail = `a database of the migration's engine ${where}; what it holds is not compared`;
    return { namespace, kind, detail, expected: 'engine' };
  });
}
