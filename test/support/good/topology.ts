import type { arrivalFacts, topologyFacts } from '../../../src/core/facts/topology.ts';
import type { GoodFacts } from './good-facts.ts';

export const topology: GoodFacts<typeof topologyFacts> = {
  sourceTopology: 'replica-set',
  sourceFeatureState: { version: '7.0', changingTo: null },
  sourceNoTableScan: false,
  sourceWriteConcern: { w: 'majority', decidedBy: 'implicit' },
  sourceMembers: [
    { name: 'db1:27017', set: 'rs-billing', state: 'PRIMARY' },
    { name: 'db2:27017', set: 'rs-billing', state: 'SECONDARY' },
    { name: 'db3:27017', set: 'rs-billing', state: 'SECONDARY' },
  ],
};

export const arrival: GoodFacts<typeof arrivalFacts> = {
  destinationLastWrite: null,
  destinationIndexBuilds: [],
  destinationZones: [],
};
