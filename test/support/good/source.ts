import type { sourceFacts } from '../../../src/core/facts/source.ts';
import type { GoodFacts } from './good-facts.ts';

export const source: GoodFacts<typeof sourceFacts> = {
  source: { name: 'rs-billing', version: '7.0.14' },
  sourceSharded: false,
};
