import type { destinationFacts } from '../../../src/core/facts/destination.ts';
import type { GoodFacts } from './good-facts.ts';

export const destination: GoodFacts<typeof destinationFacts> = {
  destinationExists: { exists: true },
  destination: {
    name: 'Billing0',
    type: 'REPLICASET',
    instanceSize: 'M40',
    state: 'IDLE',
    paused: false,
    version: '7.0.14',
    upgrades: 'LTS',
    biConnector: false,
    region: 'AWS EU_CENTRAL_1',
    diskGB: 80,
  },
  destinationType: 'REPLICASET',
  destinationTier: 'M40',
  destinationState: 'IDLE',
  destinationVersion: '7.0.14',
  destinationUpgrades: 'LTS',
  destinationBiConnector: false,
  destinationReachable: true,
  destinationNamespaces: [],
  dropDestination: false,
};
