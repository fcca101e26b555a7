import { describe, expect, it } from 'vitest';
import { type CheckId, checks } from '../../../src/checks/index.ts';
import { judgeAll } from '../../../src/core/check.ts';
import type { FactValues } from '../../../src/core/facts.ts';

/** A migration to which nobody has any objection. */
const good: FactValues = {
  manager: 'cloud-manager',
  managerName: 'MongoDB Cloud Manager',
  atlasRoles: ['ORG_OWNER'],
  linkStatus: 'SYNCED',
  canConnect: true,
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
  source: { name: 'rs-billing', version: '7.0.14' },
  sourceSharded: false,
  sourceServers: ['db1.corp.example', 'db1-backup', '10.20.0.11'],
  migrationHost: 'mig01.corp.example',
  agentHosts: ['db1.corp.example', 'mig01.corp.example'],
  linkedHosts: ['mig01.corp.example'],
};

const running = (version: string) => ({ source: { ...good.source, version } });
const on = (manager: FactValues['manager'], version: string) => ({ manager, ...running(version) });
const gone = { exists: false, answer: 'Atlas answered 404.', fix: 'Check the name.' } as const;

/** What each check says of a good migration in which this is different. */
const rows: readonly [id: CheckId, what: string, change: Partial<FactValues>, result: string, says?: RegExp][] = [
  ['E01', 'a key that is a member only', { atlasRoles: ['ORG_MEMBER'] }, 'block', /roles ORG_MEMBER.*ORG_OWNER/],
  ['E01', 'a key without any role', { atlasRoles: [] }, 'block', /roles none/],
  ['E01', 'a key with other roles besides', { atlasRoles: ['ORG_MEMBER', 'ORG_OWNER'] }, 'pass'],
  ['E04', 'a link that is not synced', { linkStatus: 'NOT_SYNCED' }, 'block', /NOT_SYNCED.*livemig provision/],
  ['E08', 'Ops Manager with 5.0', on('ops-manager', '5.0.31'), 'pass'],
  ['E08', 'Ops Manager with 6.0', on('ops-manager', '6.0.19'), 'block', /Cloud Manager.*pull.*mongosync/],
  ['E08', 'Ops Manager with 10.0', on('ops-manager', '10.0.1'), 'block'],
  ['E08', 'Cloud Manager with 7.0', on('cloud-manager', '7.0.14'), 'pass'],
  ['E09', 'Ops Manager with 5.0', on('ops-manager', '5.0.31'), 'warn', /deprecated/],
  ['E09', 'Ops Manager with 6.0', on('ops-manager', '6.0.19'), 'pass'],
  ['E09', 'Cloud Manager with 5.0', on('cloud-manager', '5.0.31'), 'pass'],
  ['H01', 'a host that Atlas does not see', { linkedHosts: [] }, 'block', /lists none.*which waits/],
  ['H01', 'another host', { linkedHosts: ['mig02'] }, 'block', /it lists mig02.*--migration-host/],
  ['H01', 'a host in other letters', { linkedHosts: ['MIG01.CORP.EXAMPLE'] }, 'pass'],
  ['H01', 'a host by its short name', { linkedHosts: ['mig01'] }, 'pass'],
  ['H01', 'two hosts of that short name', { migrationHost: 'a', linkedHosts: ['a.x', 'a.y'] }, 'block'],
  [
    'V05',
    'an older destination',
    { destinationVersion: '6.0.19' },
    'block',
    /rs-billing runs MongoDB 7\.0\.14, Billing0 only 6\.0\.19/,
  ],
  ['V05', 'a newer destination', running('6.0.19'), 'pass'],
  ['V05', 'an older patch of the same major version', { destinationVersion: '7.0.2' }, 'pass'],
  ['V05', 'a destination of two digits', { destinationVersion: '10.0.1' }, 'pass'],
  ['V06', 'a rapid release', { destinationVersion: '8.2.1' }, 'block', /8\.2\.1, a rapid release/],
  ['V06', 'a major release', { destinationVersion: '8.0.4' }, 'pass'],
  ['V07', 'automatic upgrades', { destinationUpgrades: 'CONTINUOUS' }, 'block', /Latest Version With Auto Upgrades/],
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
  ['LM02', 'Atlas in place of a manager', { managerName: 'MongoDB Atlas' }, 'block', /leads to MongoDB Atlas/],
  ['LM02', 'the other manager', { managerName: 'MongoDB Ops Manager' }, 'block', /--manager ops-manager/],
  ['LM02', 'the other one, the other way round', { manager: 'ops-manager' }, 'block', /--manager cloud-manager/],
  ['LM02', 'a name that nobody documented', { managerName: 'MongoDB Cloud' }, 'pass'],
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
  ['LM04', 'no link-token', { canConnect: false }, 'block', /no link-token.*livemig link/],
  ['LM05', 'the short name of two agents', { migrationHost: 'b', agentHosts: ['b.x', 'b.y'] }, 'block', /b\.x or b\.y/],
  ['LM05', 'a host without an agent', { agentHosts: [] }, 'pass'],
  ['LM06', 'a cluster that has gone', { destinationExists: gone }, 'block', /Atlas answered 404\..*Check the name\./],
];

function judge(id: string, known: Partial<FactValues>, unknown = {}) {
  const [finding] = judgeAll(
    checks.filter((check) => check.id === id),
    { known, unknown },
  );
  return finding ?? { result: 'no such check', message: '' };
}

describe('a good migration', () => {
  it.each(checks)('has no objection of $id: $title', ({ id, title }) => {
    expect(judge(id, good)).toMatchObject({ id, title, result: 'pass' });
  });
});

describe('of another one', () => {
  it.each(rows)('%s: %s', (id, _, change, result, says = /^/) => {
    const finding = judge(id, { ...good, ...change });
    expect(finding.result).toBe(result);
    expect('fix' in finding ? `${finding.message} ${finding.fix}` : finding.message).toMatch(says);
  });

  it.each(checks)('$id names the stage that its fix says to run', ({ id, mendedBy }) => {
    const fixes = rows.filter(([of]) => of === id).map(([, , change]) => judge(id, { ...good, ...change }));
    const advised = fixes.flatMap(
      (finding) => /`livemig (\w+)`/.exec('fix' in finding ? (finding.fix ?? '') : '')?.[1] ?? [],
    );
    expect([...new Set(advised)]).toEqual([mendedBy].flatMap((stage) => stage ?? []));
  });

  it.each(checks)('$id is tried by a row in which it objects', ({ id }) => {
    // Whether this machine reaches the destination is told, or not known; that it does not is no fault.
    const results = rows.filter(([row]) => row === id).map(([, , , result]) => result);
    expect(id === 'LM01' || results.some((result) => result !== 'pass')).toBe(true);
  });
});

const missing = checks.flatMap(({ id, needs }) => needs.map((need) => [id, need] as const));

describe('what is not known', () => {
  it.each(missing)('is not checked by %s, without %s', (id, need) => {
    const { [need]: _, ...known } = good;
    const told = { id, result: 'not-checked', message: 'no answer' };
    expect(judge(id, known, { [need]: 'no answer' })).toMatchObject(told);
    expect(judge(id, known)).toMatchObject({ ...told, message: `${need} was not looked at` });
  });

  it.each(checks)('and is not needed by $id leaves it as it is', ({ id, needs }) => {
    const known = Object.fromEntries(Object.entries(good).filter(([name]) => needs.some((need) => need === name)));
    expect(judge(id, known)).toMatchObject({ result: 'pass' });
  });
});
