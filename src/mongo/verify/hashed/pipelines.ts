import type { Document } from 'mongodb';
import type { Remainders } from '../../../core/verification/hashed-side.ts';
import { documentHash, idHash, primes } from './hash-expression.ts';

const sums = {
  c: { $sum: 1 },
  n: { $sum: '$n' },
  a: { $sum: { $mod: ['$h', primes[0]] } },
  b: { $sum: { $mod: ['$h', primes[1]] } },
};

/** One document, or none where nothing matches: count, bytes and both sums of hashes. */
export function digestPipeline(match: Document, salt: string): Document[] {
  return [{ $match: match }, { $project: { _id: 0, ...hashed(salt, '$$ROOT') } }, { $group: { _id: null, ...sums } }];
}

/** One for each remainder of the hash of the `_id`, which is their `_id`. */
export function bucketsPipeline(match: Document, salt: string, of: number): Document[] {
  return [
    { $match: match },
    { $project: { _id: 0, k: { $mod: [idHash(salt), of] }, ...hashed(salt, '$$ROOT') } },
    { $group: { _id: '$k', ...sums } },
  ];
}

/** `{_id, h, n}` of each document with these remainders. Only theirs are hashed. */
export function documentsPipeline(match: Document, salt: string, { of, remainders }: Remainders): Document[] {
  return [
    { $match: match },
    { $project: { _id: 0, k: { $mod: [idHash(salt), of] }, d: '$$ROOT' } },
    // A query's $in searches; an expression's goes through the whole list for each document.
    { $match: { k: { $in: remainders } } },
    { $project: { _id: '$d._id', ...hashed(salt, '$d') } },
  ];
}

/** `{i, h, n}` of each value, by its place, from each shard. `$collStats` is one document of each. */
export function probePipeline(salt: string, values: readonly unknown[]): Document[] {
  return [
    { $collStats: { count: {} } },
    // In a field, because a constant would be computed once, by whoever plans the pipeline.
    { $project: { _id: 0, v: { $literal: values.map((value) => ({ v: value })) } } },
    { $unwind: { path: '$v', includeArrayIndex: 'i' } },
    { $project: { i: 1, ...hashed(salt, '$v') } },
  ];
}

function hashed(salt: string, path: string): Document {
  return { h: documentHash(salt, path), n: { $bsonSize: path } };
}
