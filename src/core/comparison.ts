import { z } from 'zod';
import { harmless } from './harmless.ts';

export const Difference = z.object({
  /** `database.collection` */
  namespace: z.string(),
  kind: z.enum([
    'missing-namespace',
    'extra-namespace',
    'type',
    'options',
    'index',
    'missing-document',
    'extra-document',
    'document',
    'field-order',
  ]),
  /** The `_id` in Extended JSON, or what differs; never more of a document than its `_id`. */
  detail: z.string(),
});
export type Difference = z.infer<typeof Difference>;

/** What comparing two deployments came to. `missing` is in the source only, `extra` in the destination only. */
export const Comparison = z.object({
  identical: z.boolean(),
  namespaces: z.number().int(),
  documents: z.object({ source: z.number().int(), destination: z.number().int() }),
  /** At most 100 of them, so that a wrong cluster does not fill the memory; `differencesTotal` counts all. */
  differences: z.array(Difference),
  differencesTotal: z.number().int(),
});
export type Comparison = z.infer<typeof Comparison>;

/** A collection or view with everything but its documents, each value in canonical Extended JSON. */
export interface Namespace {
  readonly name: string;
  readonly type: string;
  readonly options: Readonly<Record<string, string>>;
  /** By index name; key order matters in the key and is kept in its text. */
  readonly indexes: Readonly<Record<string, string>>;
}

/** One deployment, as comparing reads it. Identities are the bytes of a document that holds only the `_id`. */
export interface ComparedDeployment {
  /**
   * Where the newest write of user data stands in its log: as long as it stands there, nothing has changed. `undefined`
   * where that cannot be told.
   */
  position(): Promise<string | undefined>;
  namespaces(): Promise<readonly Namespace[]>;
  /** How many documents it holds, as far as the server keeps count of them; costs nothing and may be a little off. */
  estimate(namespace: string): Promise<number>;
  count(namespace: string): Promise<number>;
  batches(namespace: string): AsyncIterable<readonly RawDocument[]>;
  /** The documents with these identities, in no particular order. */
  find(namespace: string, identities: readonly Uint8Array[]): Promise<readonly RawDocument[]>;
}

export interface RawDocument {
  readonly identity: Uint8Array;
  readonly bytes: Uint8Array;
}

/** How the bytes of documents are read; handed in, so that comparing knows nothing of BSON. */
export interface DocumentFormat {
  sameButForOrder(source: Uint8Array, destination: Uint8Array): boolean;
  identityText(identity: Uint8Array): string;
}

const mostListed = 100;

/** What came of one namespace that both have. */
export const ComparedNamespace = z.object({
  name: z.string(),
  source: z.number().int(),
  destination: z.number().int(),
  differences: z.array(Difference),
  differencesTotal: z.number().int(),
});
export type ComparedNamespace = z.infer<typeof ComparedNamespace>;

/** How far a comparison has come, and where the logs of both stood when it began: it holds as long as they stand there. */
export const ComparisonCheckpoint = z.object({
  positions: z.object({ source: z.string(), destination: z.string() }),
  compared: z.array(ComparedNamespace),
});
export type ComparisonCheckpoint = z.infer<typeof ComparisonCheckpoint>;

/** Collects differences within bounds; the name of a collection may hold anything. */
export function collectDifferences() {
  const listed: Difference[] = [];
  let total = 0;
  return {
    add({ namespace, kind, detail }: Difference): void {
      total += 1;
      if (listed.length < mostListed) listed.push({ namespace: harmless(namespace), kind, detail: harmless(detail) });
    },
    /** Those that were collected elsewhere. */
    addAll({ differences, differencesTotal }: Pick<ComparedNamespace, 'differences' | 'differencesTotal'>): void {
      total += differencesTotal;
      listed.push(...differences.slice(0, mostListed - listed.length));
    },
    result: () => ({ differences: listed, differencesTotal: total, identical: total === 0 }),
  };
}

/** What differs between two lists of namespaces, besides documents. */
export function namespaceDifferences(source: readonly Namespace[], destination: readonly Namespace[]): Difference[] {
  const there = new Map(destination.map((namespace) => [namespace.name, namespace]));
  const here = new Set(source.map(({ name }) => name));
  return [
    ...source.flatMap((namespace) => {
      const other = there.get(namespace.name);
      return other === undefined
        ? [{ namespace: namespace.name, kind: 'missing-namespace' as const, detail: 'not in the destination' }]
        : differencesWithin(namespace, other);
    }),
    ...destination
      .filter(({ name }) => !here.has(name))
      .map(({ name }) => ({ namespace: name, kind: 'extra-namespace' as const, detail: 'not in the source' })),
  ];
}

function differencesWithin(source: Namespace, destination: Namespace): Difference[] {
  const namespace = source.name;
  if (source.type !== destination.type) {
    return [
      { namespace, kind: 'type', detail: `${source.type} in the source, ${destination.type} in the destination` },
    ];
  }
  return [
    ...recordDifferences(source.options, destination.options).map((detail) => ({
      namespace,
      kind: 'options' as const,
      detail,
    })),
    ...recordDifferences(source.indexes, destination.indexes).map((detail) => ({
      namespace,
      kind: 'index' as const,
      detail,
    })),
  ];
}

function recordDifferences(
  source: Readonly<Record<string, string>>,
  destination: Readonly<Record<string, string>>,
): string[] {
  const names = new Set([...Object.keys(source), ...Object.keys(destination)]);
  return [...names]
    .filter((name) => source[name] !== destination[name])
    .map(
      (name) =>
        `${name}: ${source[name] ?? 'absent'} in the source, ${destination[name] ?? 'absent'} in the destination`,
    );
}
