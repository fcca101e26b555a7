import type { CheckRow } from '../check-row.ts';

const gone = { exists: false, answer: 'Atlas answered 404.', fix: 'Check the name.' } as const;

/** Rules T and LM06. */
export const topologyRows: readonly CheckRow[] = [
  ['T02', 'a sharded source', { sourceSharded: true }, 'block', /rs-billing is sharded, Billing0 is a replica set/],
  ['T02', 'both sharded', { sourceSharded: true, destinationType: 'SHARDED' }, 'pass'],
  ['T02', 'only the destination sharded', { destinationType: 'SHARDED' }, 'pass'],
  ['T04', 'a Free cluster', { destinationTier: 'M0' }, 'block', /Free or shared \(M0\).*M10/],
  ['T04', 'a shared cluster', { destinationTier: 'M2' }, 'block'],
  ['T04', 'a larger shared cluster', { destinationTier: 'M5' }, 'block'],
  ['T04', 'a Flex cluster', { destinationTier: 'Flex' }, 'block', /a Flex cluster/],
  ['T04', 'the smallest dedicated one', { destinationTier: 'M10' }, 'pass'],
  ['T05', 'a Global Cluster', { destinationType: 'GEOSHARDED' }, 'block', /Global Cluster/],
  ['T05', 'a sharded cluster', { destinationType: 'SHARDED' }, 'pass'],
  ['T06', 'the BI Connector', { destinationBiConnector: true }, 'block', /BI Connector of Billing0 is on/],
  ['T07', 'a paused cluster', { destinationState: 'paused' }, 'block', /Billing0 is paused.*Resume/],
  ['T07', 'a cluster that is being changed', { destinationState: 'UPDATING' }, 'block', /UPDATING, not IDLE.*Wait/],
  ['T07', 'a cluster that goes', { destinationState: 'DELETING' }, 'block', /is being deleted.*another cluster/],
  ['T08', 'data in the destination', { destinationNamespaces: ['a.b'] }, 'warn', /already holds a\.b\./],
  ['T08', 'more data than is listed', { destinationNamespaces: [...'abcdefg'] }, 'warn', /a, b, c, d, e and 2 more/],
  ['T08', 'one more than is listed', { destinationNamespaces: [...'abcdef'] }, 'warn', /a, b, c, d, e and 1 more/],
  ['T08', 'as much data as is listed', { destinationNamespaces: [...'abcde'] }, 'warn', /a, b, c, d, e\./],
  ['T08', 'data that will be dropped', { destinationNamespaces: ['a.b'], dropDestination: true }, 'pass'],
  ['LM06', 'a cluster that has gone', { destinationExists: gone }, 'block', /Atlas answered 404\..*Check the name\./],
];
