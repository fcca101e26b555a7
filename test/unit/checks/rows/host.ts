import type { CheckRow } from '../check-row.ts';

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
];
