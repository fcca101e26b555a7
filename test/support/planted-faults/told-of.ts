import type { Difference } from '../../../src/core/verification/difference.ts';
import type { Level } from '../../../src/core/verification/level.ts';
import { type Both, type Content, type Contents, databaseOf, isCapped, isView } from './contents.ts';
import type { FaultClass, Planted, SeenBy } from './fault-class.ts';
import { type DocumentCounts, plantedWords, type Told } from './told-by.ts';

const seenAt: Readonly<Record<Level, readonly SeenBy[]>> = {
  quick: ['definitions'],
  sample: ['definitions', 'counts', 'hashes', 'bytes'],
  hashed: ['definitions', 'counts', 'hashes'],
  full: ['definitions', 'counts', 'hashes', 'bytes'],
};

/** What a level tells of what a class has planted; counts alone tell less of documents. */
export function seenOf(level: Level, { seenBy }: FaultClass, planted: readonly Planted[], both: Both) {
  if (seenAt[level].includes(seenBy)) return planted;
  return planted.filter(({ kind, namespace }) => !isOfDocuments(kind) || isReadWhole(level, namespace, both));
}

/** Of a capped collection the order counts, so it is read wherever documents are looked at. */
function isReadWhole(level: Level, namespace: string, { source, destination }: Both): boolean {
  const [here, there] = [source.get(namespace), destination.get(namespace)];
  return level !== 'quick' && here !== undefined && there !== undefined && isCapped(here) && isCapped(there);
}

/** How it is named, beside the verdict of a level, that it does not see a class of faults; nothing where it does. */
export function blindSpotOf(level: Level, { seenBy, blindSpot }: FaultClass): string | undefined {
  if (seenAt[level].includes(seenBy)) return undefined;
  return level === 'quick' ? 'what the documents hold' : blindSpot;
}

/** What has to be told of these at a level, and of the counts of what both sides hold. */
export function toldOf(level: Level, planted: readonly Planted[], both: Both): Told {
  // A sample of so few is all of them.
  const counted = level === 'quick' ? countsOfAll(planted, both, level) : [];
  const differences = counted.flatMap(({ namespace, deletes }): Planted[] =>
    deletes ? [] : [{ kind: 'count', namespace }],
  );
  const notCompared = counted
    .flatMap(({ namespace, deletes }) => (deletes ? [`how many documents are in ${namespace}`] : []))
    .sort();
  const unexpected = [...planted.filter(({ expected }) => expected === undefined), ...differences];
  const engines = planted.filter(({ expected }) => expected === 'engine').map(({ namespace }) => namespace);
  const touched = new Set(planted.filter(({ kind }) => isOfDocuments(kind)).map(({ namespace }) => namespace));
  const ofNamespaces = [...touched].map((namespace) => {
    return [namespace, countsOf(planted.filter((one) => one.namespace === namespace))] as const;
  });
  // Where both sides hold nothing, and no fault found room in that, nothing is proved.
  const unless = both.source.size === 0 ? 'nothing-compared' : 'identical';
  return {
    verdict: unexpected.length > 0 ? 'different' : notCompared.length > 0 ? 'not-all-compared' : unless,
    differences: unexpected.map(plantedWords).sort(),
    total: unexpected.length,
    expected: byClass(planted),
    namespaces: Object.fromEntries(ofNamespaces),
    documents: { source: documentsIn(both.source, engines), destination: documentsIn(both.destination, engines) },
    notCompared,
  };
}

/** Namespaces of both sides that hold more here or there than what was found accounts for. */
function countsOfAll(planted: readonly Planted[], both: Both, level: Level) {
  const { source, destination } = both;
  return [...source].flatMap(([namespace, here]) => {
    const there = destination.get(namespace);
    // One that became a view, or was one, is of another type.
    if (there === undefined || isView(here) || isView(there) || isSeries(here) !== isSeries(there)) return [];
    if (isReadWhole(level, namespace, both)) return [];
    const { missing, extra } = countsOf(planted.filter((one) => one.namespace === namespace));
    if (here.documents.length - missing === there.documents.length - extra) return [];
    return [{ namespace, deletes: deletesByItself(here) || deletesByItself(there) }];
  });
}

function isSeries({ options }: Content): boolean {
  return options.has('timeseries');
}

/** One that only some documents expire by says nothing of which. */
function deletesByItself(one: Content): boolean {
  const rules = one.indexes.filter((index) => index.has('expireAfterSeconds') && !index.has('partialFilterExpression'));
  return rules.length > 0 || isCapped(one) || one.options.has('expireAfterSeconds');
}

function isOfDocuments(kind: Difference['kind']): boolean {
  return kind.endsWith('document') || kind === 'field-order';
}

function countsOf(planted: readonly Planted[]): DocumentCounts {
  const count = (wanted: Difference['kind']) =>
    planted.filter(({ kind, expected }) => kind === wanted && expected === undefined).length;
  return {
    ...{ missing: count('missing-document'), extra: count('extra-document'), different: count('document') },
    expected: byClass(planted.filter(({ kind }) => isOfDocuments(kind))),
  };
}

function byClass(planted: readonly Planted[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { expected } of planted) if (expected !== undefined) counts[expected] = (counts[expected] ?? 0) + 1;
  return counts;
}

/** Those of engines are not looked at. */
function documentsIn(contents: Contents, engines: readonly string[]): number {
  return [...contents]
    .filter(([name, content]) => !isView(content) && !engines.includes(databaseOf(name)))
    .reduce((sum, [, { documents }]) => sum + documents.length, 0);
}
