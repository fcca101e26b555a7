import type { CheckRow } from '../check-row.ts';

const gone = { exists: false, answer: 'Atlas answered 404.', fix: 'Check the name.' } as const;

const gigabyte = 1024 ** 3;
const terabyte = 1024 ** 4;
const old = { name: 'rs', version: '3.2.22' };
const strong = { destinationTier: 'M80', destinationIOPS: 6000 };
const stated = (of: string, all: string[]) => all.map((status, at) => ({ id: `${of}${at}`, status }));
const privately = (all: string[]) =>
  ({ network: 'private-link', regions: ['AWS EU_CENTRAL_1'], endpoints: stated('e', all) }) as const;
const peered = (all: string[]) => ({ network: 'vpc-peering', type: 'REPLICASET', peerings: stated('p', all) }) as const;
const members = (...states: string[]) => states.map((state, at) => ({ name: `m${at}`, set: 'rs', state }));

/** Rules T, LM06 and LM21. */
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
  ['LM21', 'a namespace on both sides', { namespacesOnBoth: ['a.b'] }, 'warn', /both have a\.b.*validation decides/],
  ['LM21', 'one that will be dropped', { namespacesOnBoth: ['a.b'], dropDestination: true }, 'pass'],
  ['T01', 'a standalone', { sourceTopology: 'standalone' }, 'block', /standalone.*rs\.initiate/],
  ['T01', 'a sharded cluster', { sourceTopology: 'sharded' }, 'pass'],
  ['T03', 'a sharded source of 3.2', { source: old, sourceSharded: true }, 'block', /mirrored/],
  ['T03', 'a replica set of 3.2', { source: old }, 'pass'],
  ['T09', 'a small tier', { destinationTier: 'M10', sourceMemoryGB: 2 }, 'warn', /tier M10.*M40/],
  ['T09', 'less memory than the source has', { sourceMemoryGB: 64 }, 'warn', /16 GB.*up to 64 GB/],
  ['T09', 'a tier that is in no table', { destinationTier: 'R400', sourceMemoryGB: 64 }, 'pass'],
  ['T09', 'much data', { sourceDataBytes: 2 * terabyte }, 'warn', /2 TiB go to Billing0 \(M40, 3000 IOPS\)/],
  ['T09', 'much data and what MongoDB names', { ...strong, sourceDataBytes: 2 * terabyte }, 'pass'],
  ['T09', 'much data and slow disks', { ...strong, destinationIOPS: 3000, sourceDataBytes: 2 * terabyte }, 'warn'],
  [
    'T10',
    'more data than disk',
    { sourceDataBytes: 81 * gigabyte },
    'block',
    /81 GiB.*80 GB of disk.*to 162 GB in all/,
  ],
  ['T10', 'as much data as disk', { sourceDataBytes: 80 * gigabyte }, 'warn', /as much again/],
  ['T10', 'half as much', { sourceDataBytes: 40 * gigabyte }, 'pass'],
  [
    'T11',
    'both',
    { destinationAutoScaling: { compute: true, disk: true } },
    'warn',
    /the tier and the disk of Billing0/,
  ],
  ['T11', 'the disk alone', { destinationAutoScaling: { compute: false, disk: true } }, 'warn', /scales the disk of/],
  [
    'T12',
    'what nobody has set',
    { destinationOplog: { sizeMB: null, minRetentionHours: null } },
    'info',
    /as Atlas makes/,
  ],
  ['T12', 'few hours', { destinationOplog: { sizeMB: null, minRetentionHours: 2 } }, 'warn', /keeps 2 hours/],
  ['T12', 'many hours', { destinationOplog: { sizeMB: null, minRetentionHours: 48 } }, 'pass'],
  ['T13', 'a strict destination', { destinationNoTableScan: true }, 'block', /Billing0 refuses.*Require Indexes/],
  ['T13', 'a strict source', { sourceNoTableScan: true }, 'block', /rs-billing refuses.*setParameter/],
  ['T14', 'a write just now', { destinationLastWrite: 12 }, 'block', /12 s before/],
  ['T14', 'a write a while ago', { destinationLastWrite: 60 }, 'pass'],
  ['T14', 'an index that is being built', { destinationIndexBuilds: ['a.b'] }, 'block', /built on Billing0: a\.b/],
  ['T15', 'no endpoint', { destinationRoute: privately([]) }, 'block', /AWS EU_CENTRAL_1: none/],
  ['T15', 'one that is not ready', { destinationRoute: privately(['INITIATING']) }, 'block', /e0 INITIATING/],
  ['T15', 'one that is', { destinationRoute: privately(['FAILED', 'AVAILABLE']) }, 'pass'],
  [
    'T15',
    'two regions',
    { destinationRoute: { ...privately(['AVAILABLE']), regions: ['AWS A', 'GCP B'] } },
    'block',
    /AWS A, GCP B/,
  ],
  ['T16', 'no peering', { destinationRoute: peered([]) }, 'block', /AVAILABLE: none/],
  ['T16', 'one that is', { destinationRoute: peered(['AVAILABLE']) }, 'pass'],
  [
    'T16',
    'a sharded cluster',
    { destinationRoute: { ...peered(['AVAILABLE']), type: 'SHARDED' } },
    'block',
    /only to a replica set/,
  ],
  [
    'T17',
    'two with data and an arbiter',
    { sourceMembers: members('PRIMARY', 'SECONDARY', 'ARBITER') },
    'warn',
    /Of rs no more/,
  ],
  [
    'T17',
    'three with data and an arbiter',
    { sourceMembers: members('PRIMARY', 'SECONDARY', 'SECONDARY', 'ARBITER') },
    'pass',
  ],
  ['T18', 'no primary', { sourceMembers: members('SECONDARY', 'SECONDARY') }, 'block', /rs had no primary/],
  [
    'T18',
    'one of two sets without',
    { sourceMembers: [...members('PRIMARY'), { name: 'x', set: 's1', state: 'SECONDARY' }] },
    'block',
    /^s1 had/,
  ],
  ['T18', 'a member that is down', { sourceMembers: members('PRIMARY', 'SECONDARY', 'DOWN') }, 'warn', /m2 DOWN/],
  ['T18', 'an arbiter', { sourceMembers: members('PRIMARY', 'SECONDARY', 'ARBITER') }, 'pass'],
  ['T19', 'a write concern of one', { sourceWriteConcern: { w: '1', decidedBy: 'global' } }, 'warn', /w: 1 \(global\)/],
  ['T20', 'a zone', { zonesInTheWay: ['a.b'] }, 'block', /a\.b.*removeRangeFromZone/],
  ['T21', 'snapshots', { destinationBackup: true }, 'info', /no snapshots of Billing0/],
  ['T23', 'a tier of another kind', { destinationTier: 'INFINITE' }, 'block', /tier INFINITE.*M10/],
  ['T23', 'a small one, of which T04 tells', { destinationTier: 'Flex' }, 'pass'],
  ['T23', 'one with a suffix', { destinationTier: 'M40_NVME' }, 'pass'],
  ['T24', 'no user', { destinationUsers: 0 }, 'block', /no database user/],
  ['LM06', 'a cluster that has gone', { destinationExists: gone }, 'block', /Atlas answered 404\..*Check the name\./],
];
