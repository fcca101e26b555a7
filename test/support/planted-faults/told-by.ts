import type { Difference } from '../../../src/core/verification/difference.ts';
import type { Verification } from '../../../src/core/verification/verification.ts';
import type { Planted } from './fault-class.ts';

/** What a verification tells, as far as it can be told beforehand. */
export interface Told {
  readonly verdict: string;
  /** Every difference that nobody expects, in words, sorted. */
  readonly differences: readonly string[];
  readonly total: number;
  readonly expected: Readonly<Record<string, number>>;
  /** Of namespaces in whose documents something differs. */
  readonly namespaces: Readonly<Record<string, DocumentCounts>>;
  readonly documents: { readonly source: number; readonly destination: number };
  readonly notCompared: readonly string[];
}

export interface DocumentCounts {
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
    ...{ verdict, total: differencesTotal, documents: result.documents },
    differences: differences.map(wordsOf).sort(),
    expected: Object.fromEntries(expected.map((one) => [one.class, one.count])),
    namespaces: Object.fromEntries(namespaces.filter(([, counts]) => !isNothing(counts))),
    notCompared: result.notCompared.map(({ what }) => what).sort(),
  };
}

function isNothing({ missing, extra, different, expected }: DocumentCounts): boolean {
  return missing + extra + different + Object.keys(expected).length === 0;
}

function wordsOf({ kind, namespace, id, index, detail, paths }: Difference): string {
  const what = id ?? (index === undefined ? optionIn(kind, detail) : `${index.name} ${index.state}`);
  return plantedWords({ kind, namespace, what, ...(paths && { paths }) });
}

/** An option's detail begins with the way to what differs. */
function optionIn(kind: Difference['kind'], detail: string): string {
  return kind === 'options' ? (detail.split(/[.:]/)[0] ?? '') : '';
}

/** The words in which a difference is compared with what was planted. */
export function plantedWords({ kind, namespace, what = '', paths = [] }: Planted): string {
  return [kind, namespace, what, paths.join(' ')].filter((word) => word !== '').join(' | ');
}
