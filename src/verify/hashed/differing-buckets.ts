import type { Bucket, Digest } from '../../core/verification/hashed-side.ts';

/** Whether two sets of documents are the same, as far as hashes tell. */
export function isSame(one: Digest, other: Digest): boolean {
  return (
    one.count === other.count &&
    one.bytes === other.bytes &&
    one.sums[0] === other.sums[0] &&
    one.sums[1] === other.sums[1]
  );
}

/** The remainders whose documents differ, and how many documents the larger side has there. */
export function differingBuckets(
  source: readonly Bucket[],
  destination: readonly Bucket[],
): { readonly remainders: readonly bigint[]; readonly documents: bigint } {
  const there = new Map(destination.map((bucket) => [bucket.remainder, bucket]));
  const remainders: bigint[] = [];
  let [here, others] = [0n, 0n];
  for (const bucket of source) {
    const other = there.get(bucket.remainder);
    there.delete(bucket.remainder);
    if (other !== undefined && isSame(bucket, other)) continue;
    remainders.push(bucket.remainder);
    here += bucket.count;
    others += other?.count ?? 0n;
  }
  for (const bucket of there.values()) {
    remainders.push(bucket.remainder);
    others += bucket.count;
  }
  return { remainders, documents: here > others ? here : others };
}
