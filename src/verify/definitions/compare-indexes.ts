import { harmless } from '../../core/harmless.ts';
import type { Definition } from '../../core/verification/definition.ts';
import type { Difference, Expectation, IndexState } from '../../core/verification/difference.ts';
import { isDuringSync } from './during-sync.ts';
import { type IndexSpec, indexSpec, isTrue, sameForm, sameIn } from './index-spec.ts';
import { changeIndex, createIndex } from './mend-index.ts';
import { toldDifference } from './told-difference.ts';

export interface Circumstances {
  /** Whether the engine is still synchronizing, and so has not changed back what it changes meanwhile. */
  readonly synchronizing: boolean;
  /** Whether only the destination is a sharded cluster. */
  readonly onlyDestinationIsSharded: boolean;
}

/** mongosync makes such indexes to support a shard key, and has them anywhere in the name (mongosync docs, "Dummy Indexes"). */
const dummy = 'mongosync_dummy_shard_key_index';

type Told = Omit<Difference, 'namespace' | 'kind' | 'index'> & { readonly state: IndexState['state'] };

/** By name, as migration-verifier does (domain notes 7.2), and one that only has another name is one difference. */
export function compareIndexes(source: Definition, destination: Definition, when: Circumstances): Difference[] {
  return pairs(byName(source), byName(destination)).flatMap(({ name, here, there }) => {
    const told = compareIndex(here, there, source, destination, when);
    return told.map(({ state, detail, ...rest }): Difference => {
      const isOfEngine = name.includes(dummy) ? { expected: 'engine' as const } : {};
      const index = { name, state };
      const { mend, ...difference } = { ...rest, ...isOfEngine };
      // Until it commits the engine builds them itself, and nobody else is to write to its destination.
      const isToMend = difference.expected === undefined && !when.synchronizing;
      const mended = isToMend && mend !== undefined ? { mend } : {};
      return {
        namespace: source.namespace,
        kind: 'index',
        detail: `${harmless(name)}: ${detail}`,
        index,
        ...difference,
        ...mended,
      };
    });
  });
}

function byName({ indexes }: Definition): Map<string, IndexSpec> {
  return new Map(indexes.map((row) => indexSpec(row)).map((spec) => [spec.name, spec]));
}

interface Pair {
  readonly name: string;
  readonly here: IndexSpec | undefined;
  readonly there: IndexSpec | undefined;
}

function pairs(here: ReadonlyMap<string, IndexSpec>, there: ReadonlyMap<string, IndexSpec>): Pair[] {
  const extra = new Set([...there.values()].filter(({ name }) => !here.has(name)));
  const both = [...here].map(([name, index]): Pair => {
    const twin = there.has(name) ? undefined : [...extra].find((other) => isTwin(index, other));
    if (twin !== undefined) extra.delete(twin);
    return { name, here: index, there: there.get(name) ?? twin };
  });
  return [...both, ...[...extra].map((index) => ({ name: index.name, here: undefined, there: index }))];
}

/** A server has no other index beside one with the same of these (manual, createIndexes), whatever it is called. */
const searchedBy = ['key', 'collation', 'partialFilterExpression', 'sparse', 'unique'];

function isTwin(here: IndexSpec, there: IndexSpec): boolean {
  if (there.name.includes(dummy)) return false;
  return searchedBy.every((option) => sameIn(option)(here.fields.get(option), there.fields.get(option)));
}

function compareIndex(
  here: IndexSpec | undefined,
  there: IndexSpec | undefined,
  source: Definition,
  destination: Definition,
  when: Circumstances,
): Told[] {
  if (here === undefined) return there === undefined ? [] : [extra(there, destination, when)];
  if (there === undefined) {
    return [{ state: 'missing', detail: 'missing in the destination', ...mendedBy(createIndex(source, here)) }];
  }
  return [...building(here, there), ...differing(here, there, source, when)];
}

/** The shard key that a collection gets on its way into a sharded cluster has an index (`createSupportingIndexes`). */
function extra({ fields }: IndexSpec, { shardKey }: Definition, { onlyDestinationIsSharded }: Circumstances): Told {
  const key = fields.get('key')?.value;
  const isSupport =
    onlyDestinationIsSharded && key !== undefined && shardKey !== undefined && Buffer.compare(key, shardKey.key) === 0;
  if (!isSupport) return { state: 'extra', detail: 'not in the source' };
  return { state: 'extra', detail: 'not in the source; the shard key needs it', expected: 'engine' };
}

function building(here: IndexSpec, there: IndexSpec): Told[] {
  if (here.isBuilding === there.isBuilding) return [];
  return [{ state: 'incomplete', detail: `still being built in the ${here.isBuilding ? 'source' : 'destination'}` }];
}

/** One for what nobody expects, and one for each class of what is expected. */
function differing(here: IndexSpec, there: IndexSpec, source: Definition, { synchronizing }: Circumstances): Told[] {
  const options = [...new Set([...here.fields.keys(), ...there.fields.keys()])];
  const classOf = (option: string): Expectation | undefined => {
    if (sameForm(option, here.fields.get(option), there.fields.get(option))) return 'legacy-form';
    return synchronizing && isDuringSync(option, here.fields, there.fields) ? 'during-sync' : undefined;
  };
  const classes = new Map<Expectation | undefined, string[]>();
  for (const option of options) {
    if (sameIn(option)(here.fields.get(option), there.fields.get(option))) continue;
    const expected = classOf(option);
    classes.set(expected, [...(classes.get(expected) ?? []), option]);
  }
  return [...classes].map(([expected, names]) => {
    const detail = names
      .map((name) => toldDifference(name, here.fields.get(name), there.fields.get(name), sameIn(name)))
      .join('; ');
    if (expected !== undefined) return { state: 'different', detail, expected };
    const state = hasFailed(here, there) ? 'failed' : 'different';
    return { state, detail, ...mendedBy(changeIndex(source, here, there, names)) };
  });
}

/** The engine makes it ready for being unique, and then unique, when it commits (domain notes, C20). */
function hasFailed(here: IndexSpec, there: IndexSpec): boolean {
  const [unique, prepared] = [there.fields.get('unique'), there.fields.get('prepareUnique')];
  return isTrue(here.fields.get('unique')) && !isTrue(unique) && isTrue(prepared);
}

function mendedBy(mend: string | undefined): { readonly mend?: string } {
  return mend === undefined ? {} : { mend };
}
