import type { Partition, PartitionResult } from '../../core/verification/partition.ts';
import { BatchReader } from './batch-reader.ts';
import { countFindings } from './count-findings.ts';
import type { NamespaceWork } from './namespace-work.ts';
import { type Pairing, pairDocuments } from './pair-documents.ts';
import { type Rechecked, recheck } from './recheck.ts';
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
  const findings = countFindings(work, partition.index);
  let gone = 0;
  const unsteady = { source: 0, destination: 0, both: 0 };
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
  let isPart = false;
  try {
    for await (const suspects of pairDocuments(pairing, mostWaiting)) {
      yield progress();
      if (suspects === undefined) continue;
      isPart ||= !suspects.last;
      const hasRolledOff = rolledOff(suspects.last && !isPart ? work.capped : undefined, suspects, pairing);
      const again = await recheck({ work, partition, batchSize, suspects, isPart, hasRolledOff }, findings.take);
      gone += again.gone;
      for (const side of ['source', 'destination', 'both'] as const) unsteady[side] += again.unsteady[side];
    }
  } finally {
    // Also where one side has failed: the cursor of the other one is still open.
    await Promise.allSettled([pairing.source.close(), pairing.destination.close()]);
  }
  const [source, destination] = [pairing.source.documents, pairing.destination.documents];
  const compared = Math.max(0, source - findings.absent - gone);
  const read = { source, destination, compared, bytes: told.bytes };
  return { index: partition.index, ...read, ...findings.counts, ...unsteadyOf(unsteady, isPart) };
}

/**
 * Where not all that differs could wait for its like, the like of one may have come later: then each side has one that
 * was not found on the other.
 */
function unsteadyOf({ source, destination, both }: Rechecked['unsteady'], isPart: boolean) {
  const unsteady = both + (isPart ? Math.abs(source - destination) : source + destination);
  return unsteady === 0 ? {} : { unsteady };
}
