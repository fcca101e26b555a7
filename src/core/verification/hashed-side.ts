/** What a server makes of a set of documents by itself; two sets that differ have the same with a chance of about 2^-60. */
export interface Digest {
  readonly count: bigint;
  /** BSON of the documents. */
  readonly bytes: bigint;
  /** Of their hashes modulo two primes. The order does not matter, and documents that are there twice do. */
  readonly sums: readonly [bigint, bigint];
}

/** The documents whose `_id` has a hash with this remainder. */
export interface Bucket extends Digest {
  /** Between `-of` and `of`: a remainder has the sign of what was divided. */
  readonly remainder: bigint;
}

/** Which documents of a part: those with one of these remainders when the hash of the `_id` is divided by `of`. */
export interface Remainders {
  readonly of: number;
  readonly remainders: readonly bigint[];
}

export interface HashedDocument {
  /** A BSON document that holds only the `_id`, as the server keeps it. */
  readonly id: Uint8Array;
  readonly hash: bigint;
  /** BSON of the document. */
  readonly bytes: bigint;
}

/** The hashes of a fixed set of values, by their names; or the words in which the server refuses to compute them. */
export type Probe =
  | { readonly hashes: ReadonlyMap<string, readonly [hash: bigint, bytes: bigint]> }
  | { readonly refused: string };

/**
 * One side of a comparison whose server hashes. A `Part` is a range of `_id`s of a collection. What goes wrong is a
 * LivemigError that names the side; each of these can be asked again.
 */
export interface HashedSide<Part> {
  /** Asks with the help of any collection that exists. */
  probe(namespace: string): Promise<Probe>;
  /** `undefined` where it holds a document that is too large to be hashed. */
  digest(part: Part): Promise<Digest | undefined>;
  /** Those that hold documents, in no order. */
  buckets(part: Part, of: number): Promise<readonly Bucket[]>;
  /** In no order. */
  documents(part: Part, which: Remainders): AsyncIterable<HashedDocument>;
}

/** Chooses documents at random. */
export interface SampledSide<Part> {
  /** Their `_id`s as of `HashedDocument`; one may be chosen twice. */
  sample(part: Part, count: number): AsyncIterable<Uint8Array>;
}

/** A document that is to be looked at. */
export interface AskedDocument {
  /** As of `HashedDocument`. */
  readonly id: Uint8Array;
  /** BSON of the document; absent where nobody knows. */
  readonly bytes?: number;
}

/** Compares documents byte for byte and keeps what it finds. */
export interface DocumentsOf<Part> {
  /** Those with these `_id`s, on both sides. */
  byIds(part: Part, asked: readonly AskedDocument[]): Promise<void>;
  /** Every one. */
  whole(part: Part): Promise<void>;
}
