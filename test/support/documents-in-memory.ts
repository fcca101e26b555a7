import { BSON } from 'mongodb';
import { identityAt, identityKey } from '../../src/core/bson/identity.ts';
import type { Difference } from '../../src/core/verification/difference.ts';
import type { DocumentBatch, DocumentSide } from '../../src/core/verification/document-side.ts';
import type { Partition, PartitionResult } from '../../src/core/verification/partition.ts';
import type { NamespaceWork } from '../../src/verify/documents/namespace-work.ts';
import { type PartitionOptions, verifyPartition } from '../../src/verify/documents/verify-partition.ts';
import { rawDocument } from './raw-bson.ts';

export interface InMemory {
  /** As a read gives them, in this order. */
  readonly documents: readonly Buffer[];
  /** What is there when it is looked at again; the same where left out. */
  readonly later?: readonly Buffer[];
  /** Keys that are equal for the server, by what they are called alike. */
  readonly alike?: (key: string) => string;
  /** What no query can ask for. */
  readonly isSendable?: (key: string) => boolean;
}

const keyOf = (document: Buffer) => identityKey(identityAt(document, 0));

/** One side without a server; batches of `batchSize`. `closed` counts the reads that came to an end in whatever way. */
export function sideInMemory({
  documents,
  later = documents,
  alike = (key) => key,
  isSendable = () => true,
}: InMemory) {
  const seen = { opened: 0, closed: 0, asked: 0 };
  const side: DocumentSide = {
    async *batches(_, batchSize) {
      const now = seen.opened === 0 ? documents : later;
      seen.opened += 1;
      try {
        for (let at = 0; at < now.length; at += batchSize) yield batchOf(now.slice(at, at + batchSize));
      } finally {
        seen.closed += 1;
      }
    },
    async byIdentities(identities) {
      seen.asked += 1;
      const wanted = new Set(
        identities.filter((one) => isSendable(identityKey(one))).map((one) => alike(identityKey(one))),
      );
      return {
        documents: later.filter((document) => wanted.has(alike(keyOf(document)))),
        notAsked: identities.filter((one) => !isSendable(identityKey(one))),
      };
    },
  };
  return { side, seen };
}

/** As it lies in a server's answer. */
export function batchOf(documents: readonly Buffer[]): DocumentBatch {
  const array = rawDocument(...documents.map((document, at) => [0x03, String(at), document] as const));
  // Something before it, so that no position is right by chance.
  const bytes = Buffer.concat([Buffer.alloc(3, 9), array]);
  return { bytes, start: 7, end: bytes.length - 1 };
}

export const bson = (document: BSON.Document): Buffer => Buffer.from(BSON.serialize(document));

const whole: Partition = { index: 0, order: 'id' };

export interface Compared {
  readonly result: PartitionResult;
  readonly differences: readonly Difference[];
  /** `kind id paths expected`, sorted. */
  readonly words: readonly string[];
  readonly pauses: number;
}

/** Compares two sides as one partition. */
export async function comparePartition(
  sides: { readonly source: DocumentSide; readonly destination: DocumentSide },
  more: Partial<Omit<NamespaceWork, 'sides' | 'difference'>> &
    Partial<PartitionOptions> & { partition?: Partition } = {},
): Promise<Compared> {
  const differences: Difference[] = [];
  let pauses = 0;
  const { batchSize = 3, mostWaiting, partition = whole, ...given } = more;
  const work: NamespaceWork = {
    name: 'shop.orders',
    sides,
    idText: (identity) => Buffer.from(identity).toString('hex'),
    valueText: ({ bytes }) => bytes.toString('hex'),
    tells: 'paths',
    pause: async () => {
      pauses += 1;
    },
    difference: (difference) => differences.push(difference),
    ...given,
  };
  const options = { batchSize, ...(mostWaiting === undefined ? {} : { mostWaiting }) };
  const verifying = verifyPartition(work, partition, options);
  for (;;) {
    const { done, value } = await verifying.next();
    if (done !== true) continue;
    const words = differences.map(({ kind, id, paths, expected }) =>
      [kind, id, paths?.join(' '), expected].filter((word) => word !== undefined).join(' '),
    );
    return { result: value, differences, words: words.sort(), pauses };
  }
}
