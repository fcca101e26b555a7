import type { sourceFacts } from '../../../src/core/facts/source.ts';
import type { GoodFacts } from './good-facts.ts';

export const source: GoodFacts<typeof sourceFacts> = {
  source: { name: 'rs-billing', version: '7.0.24' },
  sourceSharded: false,
  sourceFeatureVersion: '7.0',
  sourceServerVersions: [{ host: 'db1.corp.example:27017', version: '7.0.24' }],
  sourceMemoryGB: 16,
  namespacesOnBoth: [],
  zonesInTheWay: [],
};
