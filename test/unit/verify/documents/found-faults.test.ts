import fc from 'fast-check';
import { BSON } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { identityAt } from '../../../../src/core/bson/identity.ts';
import { comparePartition, sideInMemory } from '../../../support/documents-in-memory.ts';
import { field, oddIds, rawDocument } from '../../../support/raw-bson.ts';

type Fault = 'none' | 'missing' | 'extra' | 'value' | 'type' | 'order' | 'repeated';

const faults: readonly Fault[] = ['none', 'missing', 'extra', 'value', 'type', 'order', 'repeated'];
/** What is told of a fault, behind its `_id`. */
const kinds: Readonly<Record<Fault, string | undefined>> = {
  none: undefined,
  missing: 'missing-document',
  extra: 'extra-document',
  value: 'document',
  type: 'document',
  order: 'field-order',
  repeated: 'document',
};
const ids = [
  ...Object.values(oddIds),
  ...Array.from({ length: 80 }, (_, at) => field('_id', at % 2 === 0 ? 1_000 + at : `text ${at}`)),
];

function sidesOf(id: (typeof ids)[number], fault: Fault, value: number): readonly [Buffer[], Buffer[]] {
  const plain = rawDocument(id, field('a', value), field('b', 1));
  switch (fault) {
    case 'none':
      return [[plain], [plain]];
    case 'missing':
      return [[plain], []];
    case 'extra':
      return [[], [plain]];
    case 'value':
      return [[plain], [rawDocument(id, field('a', value + 1), field('b', 1))]];
    case 'type':
      return [[plain], [rawDocument(id, field('a', BSON.Long.fromNumber(value)), field('b', 1))]];
    case 'order':
      return [[plain], [rawDocument(id, field('b', 1), field('a', value))]];
    case 'repeated':
      return [[plain], [rawDocument(id, field('a', value), field('b', 1), field('b', 1))]];
  }
}

const scene = fc.record({
  faults: fc.array(fc.constantFrom(...faults), { minLength: 1, maxLength: ids.length }),
  values: fc.infiniteStream(fc.integer({ min: 0, max: 1_000_000 })),
  batchSize: fc.integer({ min: 1, max: 30 }),
  mostWaiting: fc.constantFrom(500, 5_000, 1_000_000),
  /** Whether the destination gives its documents in another order. */
  order: fc.constantFrom('same', 'reversed', 'rotated'),
});

const orders = {
  same: (documents: Buffer[]) => documents,
  reversed: (documents: Buffer[]) => documents.toReversed(),
  rotated: (documents: Buffer[]) => [...documents.slice(7), ...documents.slice(0, 7)],
} as const;

describe('verifyPartition, of documents with faults of every kind', () => {
  it('finds exactly those, whatever the order, the batches and the memory', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(scene, async ({ faults: planted, values, batchSize, mostWaiting, order }) => {
        const made = planted.flatMap((fault, at) => {
          const id = ids[at];
          const [value = 0] = values;
          return id === undefined ? [] : [{ fault, id, both: sidesOf(id, fault, value) }];
        });
        const source = sideInMemory({ documents: made.flatMap(({ both }) => both[0]) });
        const destination = sideInMemory({ documents: orders[order](made.flatMap(({ both }) => both[1])) });
        const { differences, result } = await comparePartition(
          { source: source.side, destination: destination.side },
          { batchSize, mostWaiting },
        );
        const expected = made.flatMap(({ fault, id }) => {
          const hex = Buffer.from(identityAt(rawDocument(id), 0)).toString('hex');
          return kinds[fault] === undefined ? [] : [`${kinds[fault]} ${hex}`];
        });
        expect(differences.map(({ kind, id }) => `${kind} ${id}`).sort()).toEqual(expected.sort());
        const count = (...wanted: Fault[]) => planted.filter((fault) => wanted.includes(fault)).length;
        expect(result).toMatchObject({
          source: planted.length - count('extra'),
          destination: planted.length - count('missing'),
          compared: planted.length - count('extra', 'missing'),
          missing: count('missing'),
          extra: count('extra'),
          different: count('value', 'type', 'repeated'),
        });
        expect(source.seen.opened).toBe(source.seen.closed);
      }),
      { numRuns: 300 },
    );
  });
});
