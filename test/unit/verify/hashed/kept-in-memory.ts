import type { Bucket, Digest, DocumentsOf, HashedSide } from '../../../../src/core/verification/hashed-side.ts';

/** A document by what a side tells of it. */
export interface Kept {
  readonly id: number;
  readonly hash: bigint;
  readonly bytes: bigint;
}

type Change = (documents: readonly Kept[]) => readonly Kept[];

/** Documents that hash as a server would; `later` is what it has from the second question on. */
export function sideOf(first: readonly Kept[], later: Change = (documents) => documents): HashedSide<'part'> {
  let kept = first;
  return {
    probe: async () => ({ refused: 'not asked' }),
    async digest() {
      const digest = digestOf(kept);
      kept = later(kept);
      return digest;
    },
    async buckets(_, of) {
      return [...new Set(kept.map(({ id }) => remainderOf(id, of)))].map((remainder): Bucket => {
        return { remainder, ...digestOf(kept.filter(({ id }) => remainderOf(id, of) === remainder)) };
      });
    },
    async *documents(_, { of, remainders }) {
      for (const { id, hash, bytes } of kept) {
        if (remainders.includes(remainderOf(id, of))) yield { id: idBytes(id), hash, bytes };
      }
    },
  };
}

const primes = [2_147_483_647n, 2_147_483_629n] as const;

function digestOf(documents: readonly Kept[]): Digest {
  const sum = (of: (document: Kept) => bigint) => documents.reduce((total, document) => total + of(document), 0n);
  return {
    count: BigInt(documents.length),
    bytes: sum(({ bytes }) => bytes),
    sums: [sum(({ hash }) => hash % primes[0]), sum(({ hash }) => hash % primes[1])],
  };
}

/** Below 0 too, as the servers' remainders are. */
function remainderOf(id: number, of: number): bigint {
  return BigInt.asIntN(64, BigInt(id) * 0x9e3779b97f4a7c15n) % BigInt(of);
}

export function idBytes(id: number): Uint8Array {
  return Buffer.from(new Int32Array([id]).buffer);
}

export interface Asked extends DocumentsOf<'part'> {
  /** The ids of each question, in their order. */
  readonly ids: number[][];
  wholes: number;
}

/** What the comparison asks for, written down. */
export function asked(): Asked {
  const self: Asked = {
    ids: [],
    wholes: 0,
    byIds: async (_, ids) => void self.ids.push(ids.map(({ id }) => Buffer.from(id).readInt32LE(0))),
    whole: async () => {
      self.wholes += 1;
    },
  };
  return self;
}
