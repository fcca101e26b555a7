import { describe, expect, it } from 'vitest';
import { type Identity, identityAt } from '../../../../src/core/bson/identity.ts';
import type { CollectionMeasure } from '../../../../src/core/verification/collection-measure.ts';
import { type NamespaceShape, planPartitions } from '../../../../src/verify/documents/plan-partitions.ts';
import { bson } from '../../../support/documents-in-memory.ts';

const idOf = (at: number): Identity => identityAt(bson({ _id: at }), 0);
const base64 = (at: number) => Buffer.from(idOf(at)).toString('base64');
const plain: NamespaceShape = { type: 'collection', capped: false };

/** A side of so many documents of 100 bytes, whose samples are every tenth `_id`. */
function measure(documents: number, sampled: number[] = []) {
  const rates: number[] = [];
  const side: CollectionMeasure = {
    size: async () => ({ documents, bytes: documents * 100 }),
    count: async () => documents,
    async sample(rate) {
      rates.push(rate);
      return sampled.map(idOf);
    },
  };
  return { side, rates };
}

const plan = async (source: CollectionMeasure, destination: CollectionMeasure, shape = plain) => {
  const planned = await planPartitions('shop.orders', shape, { source, destination }, { partitionBytes: 10_000 });
  return planned.kind === 'plan' ? planned.plan : planned;
};

describe('planPartitions', () => {
  const sampled = Array.from({ length: 40 }, (_, at) => at * 10);

  it('takes a collection apart at even places of its sample, each bound once, open at both ends', async () => {
    const { side, rates } = measure(400, sampled);
    expect(await plan(side, measure(400).side)).toMatchObject({
      partitions: [
        { index: 0, order: 'id', to: base64(100) },
        { index: 1, order: 'id', from: base64(100), to: base64(200) },
        { index: 2, order: 'id', from: base64(200), to: base64(300) },
        { index: 3, order: 'id', from: base64(300) },
      ],
      estimate: { documents: 800, bytes: 80_000 },
    });
    expect(rates).toEqual([(4 * 16) / 400]);
  });

  it('samples the larger side', async () => {
    const { side, rates } = measure(400, sampled);
    expect(await plan(measure(10).side, side)).toMatchObject({ partitions: { length: 4 } });
    expect(rates).toHaveLength(1);
  });

  it.each<[string, number, NamespaceShape]>([
    ['small', 140, plain],
    ['empty', 0, plain],
    ['capped', 4_000, { type: 'collection', capped: true }],
  ])('leaves a %s collection whole, and samples nothing', async (_, documents, shape) => {
    const { side, rates } = measure(documents, sampled);
    const order = shape.capped ? 'natural' : 'id';
    expect(await plan(side, side, shape)).toMatchObject({ partitions: [{ index: 0, order }] });
    expect(rates).toEqual([]);
  });

  it('makes fewer partitions of a sample that is too small, and none twice', async () => {
    const { side } = measure(1_000, [1, 1, 1, 2]);
    expect(await plan(side, side)).toMatchObject({
      partitions: [
        { index: 0, to: base64(1) },
        { index: 1, from: base64(1), to: base64(2) },
        { index: 2, from: base64(2) },
      ],
    });
  });

  it.each([
    [100, 20_000],
    [1_000, 2_097],
    [3_000_000, 1],
  ])('asks for batches of a few MB of documents of %i bytes: %i', async (bytes, batchSize) => {
    const side: CollectionMeasure = {
      size: async () => ({ documents: 10, bytes: 10 * bytes }),
      count: async () => 10,
      sample: async () => [],
    };
    expect(await plan(side, side)).toMatchObject({ batchSize });
  });

  it('has nothing to compare of a view, and says that a time series is not compared', async () => {
    const { side } = measure(400, sampled);
    expect(await plan(side, side, { type: 'view', capped: false })).toEqual({ kind: 'nothing' });
    expect(await plan(side, side, { type: 'timeseries', capped: false })).toMatchObject({
      kind: 'not-compared',
      notCompared: { what: 'shop.orders' },
    });
  });
});
