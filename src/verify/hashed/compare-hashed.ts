import type { AskedDocument, Digest, DocumentsOf, HashedSide } from '../../core/verification/hashed-side.ts';
import type { Sides } from '../prove-sides.ts';
import { differingBuckets, isSame } from './differing-buckets.ts';
import { differingIds } from './differing-ids.ts';

interface HashedSides<Part> extends Sides<HashedSide<Part>> {
  readonly documents: DocumentsOf<Part>;
}

/** What was found in one part. What differs in it is with `DocumentsOf`. */
export interface HashedPart {
  /** As both sides were at first; `undefined` where documents had to be read instead. */
  readonly digests: Sides<Digest> | undefined;
  /** Which documents were compared byte for byte: none, so many, or all. */
  readonly read: 'none' | 'some' | 'all';
}

export interface HashedLimits {
  /** So many documents are not worth a question about buckets. */
  readonly few: number;
  /** So many hashes of documents are asked for and held, a side: some 10 MB. Where more would be, the part is read. */
  readonly many: number;
  /** Documents whose bytes are asked for at a time. */
  readonly atOnce: number;
}

const usual: HashedLimits = { few: 10_000, many: 100_000, atOnce: 1_000 };

/**
 * Compares a part of a collection by hashes that the servers compute, and reads only what differs: sums of the part,
 * then of buckets by the hash of the `_id`, then hashes of the documents of the buckets that differ. A part of which
 * too much differs, or which changes while it is looked at, is read as a whole: that costs no more, and is never wrong.
 * Yields between one question and the next.
 */
export async function* compareHashed<Part>(
  sides: HashedSides<Part>,
  part: Part,
  limits: HashedLimits = usual,
): AsyncGenerator<void, HashedPart> {
  const { source, destination, documents } = sides;
  const [here, there] = await Promise.all([source.digest(part), destination.digest(part)]);
  if (here === undefined || there === undefined) {
    await documents.whole(part);
    return { digests: undefined, read: 'all' };
  }
  const digests = { source: here, destination: there };
  if (isSame(here, there)) return { digests, read: 'none' };
  yield;
  const ids = yield* suspects(sides, part, here.count > there.count ? here.count : there.count, limits);
  if (ids === undefined || ids.length === 0) {
    await documents.whole(part);
    return { digests, read: 'all' };
  }
  const { atOnce } = limits;
  for (let at = 0; at < ids.length; at += atOnce) {
    yield;
    await documents.byIds(part, ids.slice(at, at + atOnce));
  }
  return { digests, read: 'some' };
}

/** `undefined` where they are too many; none where the sides have become the same since. */
async function* suspects<Part>(
  sides: HashedSides<Part>,
  part: Part,
  count: bigint,
  { few, many }: HashedLimits,
): AsyncGenerator<void, readonly AskedDocument[] | undefined> {
  const { source, destination } = sides;
  const { documents, ...which } = count <= few ? everything : await differing(sides, part, bucketsFor(count));
  if (documents > many) return undefined;
  if (which.of > 1) yield;
  return differingIds(source.documents(part, which), destination.documents(part, which), many);
}

/** Whatever is divided by 1 leaves 0. */
const everything = { of: 1, remainders: [0n], documents: 0n };

async function differing<Part>({ source, destination }: HashedSides<Part>, part: Part, of: number) {
  const [here, there] = await Promise.all([source.buckets(part, of), destination.buckets(part, of)]);
  return { of, ...differingBuckets(here, there) };
}

/** As many buckets as there are documents in one: where one document differs, both answers are about as long. */
export function bucketsFor(count: bigint): number {
  return Math.ceil(Math.sqrt(Number(count)));
}
