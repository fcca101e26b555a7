import { Expectation } from '../../core/verification/difference.ts';
import type { PartitionResult } from '../../core/verification/partition.ts';
import type { VerifiedNamespace } from '../../core/verification/verification.ts';

/** The figures of a namespace, of those of its partitions. */
export function totalOf(name: string, results: readonly PartitionResult[]): VerifiedNamespace {
  const expected: Partial<Record<Expectation, number>> = {};
  let confidence: number | undefined;
  const total = { source: 0, destination: 0, compared: 0, bytes: 0, missing: 0, extra: 0, different: 0 };
  for (const result of results) {
    total.source += result.source;
    total.destination += result.destination;
    total.compared += result.compared;
    total.bytes += result.bytes;
    total.missing += result.missing;
    total.extra += result.extra;
    total.different += result.different;
    if (result.confidence !== undefined) confidence = Math.min(confidence ?? 1, result.confidence);
    for (const name of Expectation.options) {
      const count = result.expected[name];
      if (count !== undefined) expected[name] = (expected[name] ?? 0) + count;
    }
  }
  return { name, ...total, expected, ...(confidence === undefined ? {} : { confidence }) };
}
