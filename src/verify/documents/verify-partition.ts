import type { Difference } from '../../core/verification/difference.ts';
import type { Partition, PartitionResult } from '../../core/verification/partition.ts';
import { BatchReader } from './batch-reader.ts';
import type { NamespaceWork } from './namespace-work.ts';
import { type Pairing, pairDocuments } from './pair-documents.ts';
import { type Finding, recheck } from './recheck.ts';
import { rolledOff } from './rolled-off.ts';

/** How much has been read of both sides since the last one. */
export interface ReadProgress {
  readonly kind: 'read';
  readonly documents: number;
  readonly bytes: number;
}

export interface PartitionOptions {
  readonly batchSize: number;
  /** What may wait in memory for its like, in bytes. */
  readonly mostWaiting?: number;
}

/**
 * Compares the documents of one partition, byte for byte, and looks at those that differ once more. It holds nothing
 * beyond the call but its readers, so that a worker can do it; what it comes to is a value. A partition that is cut
 * off is done again from its beginning, so its differences may be told twice: they carry its number.
 */
export async function* verifyPartition(
  work: NamespaceWork,
  partition: Partition,
  { batchSize, mostWaiting }: PartitionOptions,
): AsyncGenerator<ReadProgress, PartitionResult> {
  const pairing: Pairing = {
    source: new BatchReader(work.sides.source.batches(partition, batchSize)),
    destination: new BatchReader(work.sides.destination.batches(partition, batchSize)),
    equal: 0,
    paired: 0,
    firstPaired: { source: 0, destination: 0 },
  };
  const counts = { missing: 0, extra: 0, different: 0 };
  const expected: PartitionResult['expected'] = {};
  let absent = 0;
  const told = { documents: 0, bytes: 0 };
  const progress = (): ReadProgress => {
    const { source, destination } = pairing;
    const [documents, bytes] = [
      source.documents + destination.documents - told.documents,
      source.documentBytes + destination.documentBytes - told.bytes,
    ];
    told.documents += documents;
    told.bytes += bytes;
    return { kind: 'read', documents, bytes };
  };
  const count = (finding: Finding) => {
    if (finding.kind === 'missing-document') absent += 1;
    if (finding.expected !== undefined) expected[finding.expected] = (expected[finding.expected] ?? 0) + 1;
    else if (finding.kind === 'missing-document') counts.missing += 1;
    else if (finding.kind === 'extra-document') counts.extra += 1;
    else counts.different += 1;
    work.difference(differenceOf(work, finding), partition.index, finding.identity);
  };
  let isPart = false;
  try {
    for await (const suspects of pairDocuments(pairing, mostWaiting)) {
      yield progress();
      if (suspects === undefined) continue;
      isPart ||= !suspects.last;
      const hasRolledOff = rolledOff(suspects.last && !isPart ? work.capped : undefined, suspects, pairing);
      const gone = await recheck({ work, partition, batchSize, suspects, isPart, hasRolledOff }, count);
      absent += gone;
    }
  } finally {
    // Also where one side has failed: the cursor of the other one is still open.
    await Promise.allSettled([pairing.source.close(), pairing.destination.close()]);
  }
  const [source, destination] = [pairing.source.documents, pairing.destination.documents];
  const compared = Math.max(0, source - absent);
  return { index: partition.index, source, destination, compared, bytes: told.bytes, ...counts, expected };
}

const details = {
  'missing-document': 'not in the destination',
  'extra-document': 'not in the source',
  document: 'differs',
  'field-order': 'the same but for the order of its fields',
} as const;

function differenceOf({ name, idText }: NamespaceWork, { identity, kind, paths, expected }: Finding): Difference {
  const isPlain = paths === undefined && expected === undefined;
  const difference: Difference = { namespace: name, kind, detail: details[kind], id: idText(identity) };
  if (isPlain) return difference;
  return {
    ...difference,
    ...(paths === undefined ? {} : { paths, detail: `differs in ${paths.join(', ')}` }),
    ...(expected === undefined ? {} : { expected }),
  };
}
