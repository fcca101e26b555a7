import type { CheckRow } from '../check-row.ts';

const entry = {
  is: 'applying',
  address: '203.0.113.25',
  entry: '203.0.113.0/24',
  status: 'ACTIVE',
  ends: null,
} as const;

/** Rules H, LM03 and LM05. */
export const hostRows: readonly CheckRow[] = [
  ['H01', 'a host that Atlas does not see', { linkedHosts: [] }, 'block', /lists none.*which waits/],
  ['H01', 'another host', { linkedHosts: ['mig02'] }, 'block', /it lists mig02.*--migration-host/],
  ['H01', 'a host in other letters', { linkedHosts: ['MIG01.CORP.EXAMPLE'] }, 'pass'],
  ['H01', 'a host by its short name', { linkedHosts: ['mig01'] }, 'pass'],
  ['H01', 'two hosts of that short name', { migrationHost: 'a', linkedHosts: ['a.x', 'a.y'] }, 'block'],
  [
    'LM03',
    'a server of the source as host',
    { sourceServers: ['MIG01.corp.example'] },
    'block',
    /server of the source/,
  ],
  ['LM03', 'its short name', { migrationHost: 'db1' }, 'block'],
  ['LM03', 'another of its names', { migrationHost: 'DB1-backup.' }, 'block'],
  ['LM03', 'its address', { migrationHost: '10.20.0.11' }, 'block'],
  ['LM03', 'the short name of two servers', { migrationHost: 'a', sourceServers: ['a.x', 'a.y'] }, 'block'],
  ['LM05', 'the short name of two agents', { migrationHost: 'b', agentHosts: ['b.x', 'b.y'] }, 'block', /b\.x or b\.y/],
  ['LM05', 'a host without an agent', { agentHosts: [] }, 'pass'],
  ['H02', 'no agent', { migrationAgent: { listed: false } }, 'block', /no agent on mig01.*livemig provision/],
  ['H02', 'a silent agent', { migrationAgent: { listed: true, secondsAgo: 301 } }, 'block', /5 min.* ago.*restart/],
  ['H02', 'one that never called', { migrationAgent: { listed: true, secondsAgo: null } }, 'block', /never called/],
  ['H02', 'one that called five minutes ago', { migrationAgent: { listed: true, secondsAgo: 300 } }, 'pass'],
  [
    'H04',
    'an old agent',
    { oldAgents: [{ hostname: 'db1', version: '12.0', deprecated: false }] },
    'warn',
    /db1 \(12\.0\)/,
  ],
  [
    'H04',
    'a deprecated one',
    { oldAgents: [{ hostname: 'db1', version: '11', deprecated: true }] },
    'warn',
    /deprecated/,
  ],
  ['H07', 'no entry', { hostEntry: { is: 'missing', address: '203.0.113.25' } }, 'block', /lets 203\.0\.113\.25 in/],
  ['H07', 'an entry that waits', { hostEntry: { ...entry, status: 'PENDING' } }, 'block', /is PENDING/],
  [
    'H07',
    'an entry that ends',
    { hostEntry: { ...entry, is: 'ending', ends: '2026-01-19' } },
    'block',
    /ends on 2026-01-19/,
  ],
  [
    'H07',
    'an entry that failed',
    { hostEntry: { ...entry, is: 'failed', status: 'FAILED' } },
    'block',
    /FAILED.*Remove it/,
  ],
  ['H07', 'an entry that ends long after', { hostEntry: { ...entry, is: 'ready', ends: '2027-01-19' } }, 'pass'],
  ['H07', 'no entry, and peering', { network: 'vpc-peering', hostEntry: { is: 'missing', address: 'x' } }, 'pass'],
  ['H10', 'no TLS', { sourceTls: false }, 'warn', /unencrypted/],
  ['H11', 'no size', { collectedSize: 0 }, 'warn', /Collect Database Specific Statistics/],
];
