import type { sampleFacts } from '../../../src/core/facts/sample.ts';
import type { GoodFacts } from './good-facts.ts';

export const sample: GoodFacts<typeof sampleFacts> = {
  sourceSample: {
    read: [{ namespace: 'shop.orders', documents: 412_118_204, looked: 1_000, flaws: {} }],
    unread: [],
  },
  sourceIds: { read: [], unread: [] },
  sourceSharedIds: { read: [], unread: [] },
};
