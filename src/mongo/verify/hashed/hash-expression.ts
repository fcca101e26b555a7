import type { Document } from 'mongodb';

/**
 * A document's hash, for a server to compute. Of the key string, because `$toHashedIndexKey` takes 2.3 for 2.9 (domain
 * notes 7.3, 25; server source, hasher.cpp), and together with its size, which a key string does not tell: an int32
 * that became an int64 here and an int64 that became an int32 there would cancel out in sums that are kept apart.
 * `$_internalKeyStringValue` is undocumented: probe it first.
 *
 * @param salt of this run, so that what one run cannot tell apart another one can
 * @param path `$$ROOT`, or where the document is
 */
export function documentHash(salt: string, path: string): Document {
  return hashOf({ s: { $literal: salt }, n: { $bsonSize: path }, d: path });
}

/** Of the `_id` alone: equal for those that an index holds equal, such as int32 1 and int64 1. */
export function idHash(salt: string): Document {
  return hashOf({ s: { $literal: salt }, i: '$_id' });
}

function hashOf(input: Document): Document {
  return { $toHashedIndexKey: { $_internalKeyStringValue: { input } } };
}

/**
 * The two largest primes below 2^31. Remainders below 2^31 have an int64 sum for up to 2^32 documents; a larger one
 * would become a double and lose digits (domain notes 7.3, 19).
 */
export const primes = [2_147_483_647, 2_147_483_629] as const;
