import { describe, expect, it } from 'vitest';
import type { NamespacePlan, PartitionResult } from '../../../../src/core/verification/partition.ts';
import { verifyNamespace } from '../../../../src/verify/documents/verify-namespace.ts';
import { bson, sideInMemory } from '../../../support/documents-in-memory.ts';

const ten = Array.from({ length: 10 }, (_, at) => bson({ _id: at }));
const plan: NamespacePlan = {
  name: 'shop.orders',
  partitions: [0, 1, 2].map((index) => ({ index, order: 'id' as const })),
  estimate: { documents: 20, bytes: 400 },
  batchSize: 4,
};
const finished: PartitionResult = {
  index: 1,
  source: 5,
  destination: 4,
  compared: 3,
  bytes: 7,
  missing: 1,
  extra: 0,
  different: 0,
  expected: { ttl: 1 },
};

async function verify(earlier: readonly PartitionResult[]) {
  const source = sideInMemory({ documents: ten });
  const destination = sideInMemory({ documents: ten.slice(1) });
  const partitions: number[] = [];
  const results: PartitionResult[] = [];
  let documents = 0;
  const verifying = verifyNamespace(
    {
      name: plan.name,
      sides: { source: source.side, destination: destination.side },
      idText: () => 'id',
      pause: async () => {},
      difference: (_, partition) => partitions.push(partition),
    },
    plan,
    earlier,
  );
  for (;;) {
    const { done, value } = await verifying.next();
    if (done === true) return { total: value, partitions, results, documents, source };
    if (value.kind === 'read') documents += value.documents;
    else results.push(value.result);
  }
}

describe('verifyNamespace', () => {
  it('adds up its partitions, tells how far it is, and gives each as a value', async () => {
    const { total, partitions, results, documents } = await verify([]);
    expect(total).toMatchObject({ name: 'shop.orders', source: 30, destination: 27, compared: 27, missing: 3 });
    expect(results.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(partitions).toEqual([0, 1, 2]);
    expect(documents).toBe(57);
  });

  it('goes on from those that are finished, and counts them', async () => {
    const { total, partitions, results, source } = await verify([finished]);
    expect(results.map(({ index }) => index)).toEqual([0, 2]);
    expect(partitions).toEqual([0, 2]);
    expect(source.seen.opened).toBe(2);
    expect(total).toMatchObject({ source: 25, destination: 22, compared: 21, missing: 3, expected: { ttl: 1 } });
  });
});
