import type { MongoClient } from 'mongodb';
import { onTestFinished } from 'vitest';
import type { Difference } from '../../src/core/verification/difference.ts';
import type { PartitionResult } from '../../src/core/verification/partition.ts';
import { wholeComparison } from '../../src/core/verification/request.ts';
import type { ClusterTime } from '../../src/core/verification/side.ts';
import type { VerifiedNamespace } from '../../src/core/verification/verification.ts';
import { addresseeOf } from '../../src/mongo/connect.ts';
import { collectionMeasure } from '../../src/mongo/verify/collection-measure.ts';
import { documentSide } from '../../src/mongo/verify/document-side.ts';
import { identityText, valueText } from '../../src/mongo/verify/id-text.ts';
import { pinServer } from '../../src/mongo/verify/pinned-server.ts';
import type { Reading } from '../../src/mongo/verify/read-on.ts';
import type { NamespaceWork } from '../../src/verify/documents/namespace-work.ts';
import { type NamespaceShape, planPartitions } from '../../src/verify/documents/plan-partitions.ts';
import { totalOf } from '../../src/verify/documents/total-of.ts';
import { verifyPartition } from '../../src/verify/documents/verify-partition.ts';

/** The time of the newest write that a deployment knows of. */
export async function timeOf(client: MongoClient): Promise<ClusterTime> {
  const { operationTime } = await client.db('admin').command({ ping: 1 });
  return { seconds: operationTime.getHighBits(), increment: operationTime.getLowBits() };
}

/** How the reads of one side are made, until the test ends; nothing is waited for between tries. */
export async function readingOf(name: string, client: MongoClient, uri: string): Promise<Reading> {
  const server = pinServer({ client, uri, patienceMs: 5_000 });
  onTestFinished(() => server.close());
  const deployment = addresseeOf(client, uri, name);
  return { server, deployment, time: await timeOf(client), beforeRetry: async () => {} };
}

export interface VerifyOptions extends Partial<Pick<NamespaceWork, 'expiry' | 'capped' | 'pause'>> {
  readonly shape?: NamespaceShape;
  readonly partitionBytes?: number;
  readonly batchSize?: number;
  readonly namespaces?: { readonly source: string; readonly destination: string };
}

export interface Verified {
  readonly total: VerifiedNamespace;
  readonly partitions: readonly PartitionResult[];
  readonly differences: readonly Difference[];
  /** `kind id paths expected`, sorted. */
  readonly words: readonly string[];
}

/** Compares `src.items` with `dst.items`, or what `namespaces` says. */
export async function verifyBetween(
  source: Reading,
  destination: Reading,
  options: VerifyOptions = {},
): Promise<Verified> {
  const {
    shape = { type: 'collection', capped: false },
    partitionBytes = wholeComparison.partitionBytes,
    batchSize,
    namespaces,
  } = options;
  const { source: here, destination: there } = namespaces ?? { source: 'src.items', destination: 'dst.items' };
  const measures = { source: collectionMeasure(here, source), destination: collectionMeasure(there, destination) };
  const planned = await planPartitions(here, shape, measures, { partitionBytes });
  if (planned.kind !== 'plan') throw new Error(`no plan, but ${planned.kind}`);
  const differences: Difference[] = [];
  const work: NamespaceWork = {
    name: here,
    sides: { source: documentSide(here, source), destination: documentSide(there, destination) },
    ...{ idText: identityText, valueText, tells: 'paths' },
    pause: async () => {},
    difference: (difference) => differences.push(difference),
    ...options,
  };
  const plan = { ...planned.plan, ...(batchSize === undefined ? {} : { batchSize }) };
  const partitions: PartitionResult[] = [];
  for (const partition of plan.partitions) {
    const verifying = verifyPartition(work, partition, plan);
    for (let next = await verifying.next(); ; next = await verifying.next()) {
      if (next.done !== true) continue;
      partitions.push(next.value);
      break;
    }
  }
  return { total: totalOf(plan.name, partitions), partitions, differences, words: differences.map(wordsOf).sort() };
}

function wordsOf({ kind, id, paths, expected }: Difference): string {
  return [kind, id, paths?.join(' '), expected].filter((word) => word !== undefined).join(' ');
}
