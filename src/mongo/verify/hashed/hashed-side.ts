import type { Document } from 'mongodb';
import { identityIn } from '../../../core/bson/identity.ts';
import type { Bucket, Digest, HashedDocument, HashedSide } from '../../../core/verification/hashed-side.ts';
import type { NamespacePart } from '../../../core/verification/verified-side.ts';
import { partitionMatch } from '../partition-match.ts';
import { type AskOptions, readPipeline, serverCode } from '../read-pipeline.ts';
import { bucketsPipeline, digestPipeline, documentsPipeline } from './pipelines.ts';
import { probe } from './probe.ts';
import { wholeNumbers } from './whole-numbers.ts';

/** BSONObjectTooLarge (server source, error_codes.yml): the key string of a document near 16 MB can be beyond that. */
const tooLarge = 10_334;

/** A side that hashes with this salt; both sides of a run, and of one that is resumed, have the same. */
export function hashedSide(options: AskOptions, salt: string): HashedSide<NamespacePart> {
  const read = ({ namespace }: NamespacePart, pipeline: Document[]) =>
    readPipeline(options, { namespace, pipeline, by: '_id' });
  return {
    probe: (namespace) => probe(options, salt, namespace),
    async digest(part) {
      try {
        for (const raw of await read(part, digestPipeline(partitionMatch(part.partition), salt))) return digestIn(raw);
        return nothing;
      } catch (error) {
        if (serverCode(error) === tooLarge) return undefined;
        throw error;
      }
    },
    async buckets(part, of) {
      const found: Bucket[] = [];
      for (const raw of await read(part, bucketsPipeline(partitionMatch(part.partition), salt, of)))
        found.push(bucketIn(raw));
      return found;
    },
    async *documents(part, which) {
      for (const raw of await read(part, documentsPipeline(partitionMatch(part.partition), salt, which)))
        yield documentIn(raw);
    },
  };
}

/** A group of no documents is no document. */
const nothing: Digest = { count: 0n, bytes: 0n, sums: [0n, 0n] };

function digestIn(raw: Uint8Array): Digest {
  const [count = 0n, bytes = 0n, first = 0n, second = 0n] = wholeNumbers(raw, ['c', 'n', 'a', 'b']);
  return { count, bytes, sums: [first, second] };
}

function bucketIn(raw: Uint8Array): Bucket {
  const [remainder = 0n] = wholeNumbers(raw, ['_id']);
  return { remainder, ...digestIn(raw) };
}

function documentIn(raw: Uint8Array): HashedDocument {
  const [hash = 0n, bytes = 0n] = wholeNumbers(raw, ['h', 'n']);
  const id = identityIn(raw);
  if (id === undefined) throw new Error('the answer has no _id');
  return { id, hash, bytes };
}
