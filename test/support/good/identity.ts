import type { identityFacts } from '../../../src/core/facts/identity.ts';
import type { GoodFacts } from './good-facts.ts';

export const identity: GoodFacts<typeof identityFacts> = {
  sourceIdentity: { setName: 'rs-billing', id: '66f1c0a5e4b0a1b2c3d4e5f6', hosts: ['db1.corp.example:27017'] },
};
