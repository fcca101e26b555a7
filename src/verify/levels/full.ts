import { verifyPartition } from '../documents/verify-partition.ts';
import type { ComparePart } from './compare-part.ts';

/** Every document, byte for byte. */
export const compareFull: ComparePart = (work, { partition, plan }) => verifyPartition(work, partition, plan);
