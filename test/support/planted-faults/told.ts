import type { Difference, Expectation } from '../../../src/core/verification/difference.ts';
import type { Level } from '../../../src/core/verification/level.ts';
import type { Verification } from '../../../src/core/verification/verification.ts';
import { type Both, type Contents, databaseOf, isView } from './contents.ts';
import type { FaultClass, Planted, SeenBy } from './fault-class.ts';

/** What a verification tells, as far as it can be told beforehand. */
export interface Told {
  readonly verdict: string;
  /** Every difference that nobody expects, in words, sorted. */
  readonly differences: readonly string[];
  readonly total: number;
  readonly expected: Readonly<Record<string, number>>;
  /** Of namespaces in whose documents something differs. */
  readonly namespaces: Readonly<Record<string, Counts>>;
  readonly documents: { readonly source: number; readonly destination: number };
  readonly notCompared: readonly unknown[];
}

interface Counts {
  readonly missing: number;
  readonly extra: number;
  readonly different: number;
  readonly expected: Readonly<Record<string, number>>;
}

/** What has been found. */
export function toldBy({ verdict, differences, differencesTotal, expected, ...result }: Verification): Told {
  const namespaces = result.perNamespace.map(({ name, missing, extra, different, expected: ofThese }) => {
    return [name, { missing, extra, different, expected: ofThese }] as const;
  });
  return {
    ...{ verdict, total: differencesTotal, documents: result.documents, notCompared: result.notCompared },
    differences: differences.map(wordsOf).sort(),
    expected: Object.fromEntries(expected.map((one) => [one.class, one.count])),
    namespaces: Object.fromEntries(namespaces.filter(([, counts]) => !isNothing(counts))),
  };
}

/** What has to be found of these. */
export function toldOf(planted: readonly Planted[], both: Both): Told {
  const unexpected = planted.filter(({ expected }) => expected === undefined);
  const engines = planted.filter(({ expected }) => expected === 'engine').map(({ namespace }) => namespace);
  const touched = new Set(planted.filter(({ kind }) => isOfDocuments(kind)).map(({ namespace }) => namespace));
  const ofNamespaces = [...touched].map((namespace) => {
    return [namespace, countsOf(planted.filter((one) => one.namespace === namespace))] as const;
  });
  return {
    verdict: unexpected.length > 0 ? 'different' : 'identical',
    differences: unexpected.map(plantedWords).sort(),
    total: unexpected.length,
    expected: byClass(planted),
    namespaces: Object.fromEntries(ofNamespaces),
    documents: { source: documentsIn(both.source, engines), destination: documentsIn(both.destination, engines) },
    notCompared: [],
  };
}

const seenAt: Readonly<Record<Level, readonly SeenBy[]>> = {
  quick: ['definitions', 'counts'],
  sample: ['definitions', 'counts', 'hashes', 'bytes'],
  hashed: ['definitions', 'counts', 'hashes'],
  full: ['definitions', 'counts', 'hashes', 'bytes'],
};

export function isSeenAt(level: Level, { seenBy }: FaultClass): boolean {
  return seenAt[level].includes(seenBy);
}

function isOfDocuments(kind: Difference['kind']): boolean {
  return kind.endsWith('document') || kind === 'field-order';
}

function isNothing({ missing, extra, different, expected }: Counts): boolean {
  return missing + extra + different + Object.keys(expected).length === 0;
}

function countsOf(planted: readonly Planted[]): Counts {
  const count = (wanted: Difference['kind']) =>
    planted.filter(({ kind, expected }) => kind === wanted && expected === undefined).length;
  return {
    ...{ missing: count('missing-document'), extra: count('extra-document'), different: count('document') },
    expected: byClass(planted.filter(({ kind }) => isOfDocuments(kind))),
  };
}

function byClass(planted: readonly Planted[]): Record<string, number> {
  const counts: Partial<Record<Expectation, number>> = {};
  for (const { expected } of planted) if (expected !== undefined) counts[expected] = (counts[expected] ?? 0) + 1;
  return counts;
}

/** Those of engines are not looked at. */
function documentsIn(contents: Contents, engines: readonly string[]): number {
  return [...contents]
    .filter(([name, content]) => !isView(content) && !engines.includes(databaseOf(name)))
    .reduce((sum, [, { documents }]) => sum + documents.length, 0);
}

function wordsOf({ kind, namespace, id, index, detail, paths }: Difference): string {
  const what = id ?? (index === undefined ? optionIn(kind, detail) : `${index.name} ${index.state}`);
  return plantedWords({ kind, namespace, what, ...(paths && { paths }) });
}

/** An option's detail begins with the way to what differs. */
function optionIn(kind: Difference['kind'], detail: string): string {
  return kind === 'options' ? (detail.split(/[.:]/)[0] ?? '') : '';
}

function plantedWords({ kind, namespace, what = '', paths = [] }: Planted): string {
  return [kind, namespace, what, paths.join(' ')].filter((word) => word !== '').join(' | ');
}
