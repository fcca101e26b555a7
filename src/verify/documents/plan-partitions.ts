import { type Identity, identityKey } from '../../core/bson/identity.ts';
import type { CollectionMeasure } from '../../core/verification/collection-measure.ts';
import type { NamespacePlan, Partition } from '../../core/verification/partition.ts';
import type { NotCompared } from '../../core/verification/verification.ts';
import type { Sides } from '../prove-sides.ts';

/** What a namespace is, from its definition on both sides, where they agree. */
export interface NamespaceShape {
  /** As `listCollections` tells it. */
  readonly type: 'collection' | 'view' | 'timeseries';
  readonly capped: boolean;
}

export type PlannedNamespace =
  | { readonly kind: 'plan'; readonly plan: NamespacePlan }
  /** It has no documents of its own. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'not-compared'; readonly notCompared: NotCompared };

export interface PlanOptions {
  /** About so many bytes of one side are in a partition. */
  readonly partitionBytes: number;
  /** Other machines plan it too, and have to come to the same bounds. */
  readonly isShared?: boolean;
}

/** Samples for each bound, so that chance makes partitions less unequal: a quarter of their size, in most cases. */
const samplesPerBound = 16;
/** Measured: with smaller ones asking costs more, larger ones do not fit into a processor's cache when they are compared. */
const batchBytes = 2 * 1024 * 1024;
const batchDocuments = { least: 1, most: 20_000 };

/**
 * Takes a namespace apart by `_id` into partitions of about equal bytes, open at both ends of the whole: what only one side
 * has lies in one of them too. A collection that is little more than one partition, and a capped one, is one.
 *
 * Views have no documents. A time series is not compared: its measurements have no identity of their own (an `_id` is
 * neither needed nor unique in one), its buckets are the server's own affair, and the engine does not copy it.
 */
export async function planPartitions(
  name: string,
  { type, capped }: NamespaceShape,
  measures: Sides<CollectionMeasure>,
  { partitionBytes, isShared = false }: PlanOptions,
): Promise<PlannedNamespace> {
  if (type === 'view') return { kind: 'nothing' };
  if (type === 'timeseries') {
    const why = 'the measurements of a time series have no identity by which both sides could be paired';
    return { kind: 'not-compared', notCompared: { what: name, why } };
  }
  const [source, destination] = await Promise.all([measures.source.size(), measures.destination.size()]);
  const [larger, measure] =
    source.bytes >= destination.bytes ? [source, measures.source] : [destination, measures.destination];
  const wanted = Math.round(larger.bytes / partitionBytes);
  const bounds =
    capped || wanted < 2 ? [] : await boundsOf(measure, wanted, larger.documents, isShared ? 'hash' : 'chance');
  const documents = source.documents + destination.documents;
  const bytes = source.bytes + destination.bytes;
  return {
    kind: 'plan',
    plan: {
      name,
      partitions: partitionsBetween(bounds, capped ? 'natural' : 'id'),
      estimate: { documents, bytes },
      batchSize: batchSizeFor(documents === 0 ? 0 : bytes / documents),
    },
  };
}

async function boundsOf(
  measure: CollectionMeasure,
  wanted: number,
  documents: number,
  by: 'chance' | 'hash',
): Promise<Identity[]> {
  const sample = await measure.sample(Math.min(1, (wanted * samplesPerBound) / Math.max(1, documents)), by);
  const bounds = new Map<string, Identity>();
  for (let at = 1; at < wanted; at += 1) {
    const bound = sample[Math.floor((at * sample.length) / wanted)];
    if (bound !== undefined) bounds.set(identityKey(bound), bound);
  }
  return [...bounds.values()];
}

function partitionsBetween(bounds: readonly Identity[], order: Partition['order']): Partition[] {
  const texts = bounds.map((bound) => Buffer.from(bound).toString('base64'));
  return Array.from({ length: texts.length + 1 }, (_, index) => {
    const [from, to] = [texts[index - 1], texts[index]];
    return { index, order, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  });
}

function batchSizeFor(documentBytes: number): number {
  const fitting = Math.floor(batchBytes / Math.max(1, documentBytes));
  return Math.min(batchDocuments.most, Math.max(batchDocuments.least, fitting));
}
