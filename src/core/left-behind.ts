import type { Fact } from './check.ts';
import { harmless } from './harmless.ts';
import type { Balancer, Contents, UniqueIndexes, WriteBlock } from './results/left-behind.ts';

/*
 * What a migration that ended without success may have left behind, as looks saw it. A value without words: how it is
 * said stands in `stages/start/left-behind-words.ts`.
 */

interface SeenIndex {
  readonly name: string;
  readonly unique: boolean;
}

/** The indexes of each namespace that holds user data, by `database.collection`. */
export type Inventory = ReadonlyMap<string, readonly SeenIndex[]>;

/** One deployment, looked at from several sides, each of which may not be known by itself. */
export interface DeploymentLook {
  readonly writes: Fact<WriteBlock>;
  readonly balancer: Fact<Balancer>;
  readonly contents: Fact<Contents>;
  readonly inventory: Fact<Inventory>;
  /** The names of those databases that engines keep for themselves. */
  readonly engineDatabases: Fact<readonly string[]>;
}

/** Compares what both sides hold; namespaces that the copy has not reached are no news. */
export function uniqueIndexes(source: Inventory, destination: Inventory): UniqueIndexes {
  const wanted = [...source].flatMap(([namespace, indexes]) =>
    destination.has(namespace) ? indexes.filter(({ unique }) => unique).map(({ name }) => ({ namespace, name })) : [],
  );
  const isUnique = ({ namespace, name }: (typeof wanted)[number]) =>
    destination.get(namespace)?.some((index) => index.name === name && index.unique) === true;
  const notYet = wanted
    .filter((index) => !isUnique(index))
    .map(({ namespace, name }) => harmless(`${namespace} ${name}`));
  return { total: wanted.length, notYet };
}

/** Namespaces that stand on the destination and not on the source, so that they cannot be its copy. */
export function foreignNamespaces(source: Inventory, destination: Inventory): string[] {
  return [...destination.keys()].filter((namespace) => !source.has(namespace)).map(harmless);
}
