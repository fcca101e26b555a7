import type { Document } from 'mongodb';
import type { Partition } from '../../core/verification/partition.ts';
import { sendableId } from './sendable-id.ts';

/**
 * A partition as a filter of an aggregation, which takes no `min` and `max`. Comparisons of `$expr` know no brackets of
 * types and follow the collation, as the index does (manual, "Comparison/Sort Order"; "$expr": served by an index from
 * 5.0 on); `{}` is all of it.
 */
export function partitionMatch({ from, to }: Partition): Document {
  const bounds = [
    ...(from === undefined ? [] : [{ $gte: ['$_id', { $literal: boundOf(from) }] }]),
    ...(to === undefined ? [] : [{ $lt: ['$_id', { $literal: boundOf(to) }] }]),
  ];
  return bounds.length === 0 ? {} : { $expr: { $and: bounds } };
}

function boundOf(text: string): unknown {
  const bound = sendableId(Buffer.from(text, 'base64'));
  if (bound === undefined) throw new Error('a bound of a partition cannot be sent');
  return bound.value;
}
