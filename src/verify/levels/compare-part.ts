import type { NamespacePlan, Partition, PartitionResult } from '../../core/verification/partition.ts';
import type { NamespaceWork } from '../documents/namespace-work.ts';
import type { ReadProgress } from '../documents/verify-partition.ts';

/** What of a namespace is compared at a time. */
export interface ComparedPart {
  readonly partition: Partition;
  readonly plan: Pick<NamespacePlan, 'batchSize' | 'estimate'>;
}

/** Compares one part as a level does it. What it comes to is a value; a part that is cut off is done from its beginning. */
export type ComparePart = (work: NamespaceWork, part: ComparedPart) => AsyncGenerator<ReadProgress, PartitionResult>;
