import { describe, expect, it } from 'vitest';
import type { DestinationFacts, LinkFacts, ProvisionFacts, StartFacts } from '../../../src/checks/facts.ts';
import { linkChecks } from '../../../src/checks/link.ts';
import { provisionChecks } from '../../../src/checks/provision.ts';
import { startChecks } from '../../../src/checks/start.ts';
import { judgeAll, known, unknownBecause } from '../../../src/core/check.ts';

const destination: DestinationFacts = {
  name: 'Billing0',
  type: 'REPLICASET',
  instanceSize: 'M40',
  state: 'IDLE',
  paused: false,
  version: '7.0.14',
  continuousUpgrades: false,
  biConnector: false,
  region: 'AWS EU_CENTRAL_1',
  diskGB: 80,
};
const source = { name: 'rs-billing', version: '7.0.14', sharded: false };
const link: LinkFacts = {
  manager: known('cloud-manager'),
  atlasRoles: known(['ORG_OWNER']),
  destination: known(destination),
  reachable: known(true),
  source: known(source),
};
const provision: ProvisionFacts = {
  manager: known('cloud-manager'),
  managerName: known('MongoDB Cloud Manager'),
  source: known(source),
  migrationHost: 'mig01.corp.example',
  sourceHosts: known(['db1.corp.example', 'db1-backup', '10.20.0.11']),
  agentHosts: known(['db1.corp.example', 'mig01.corp.example']),
  canConnect: known(true),
};
const start: StartFacts = {
  manager: known('cloud-manager'),
  linkStatus: known('SYNCED'),
  destination: known(destination),
  source: known(source),
  migrationHost: 'mig01.corp.example',
  migrationHosts: known(['mig01.corp.example']),
  destinationNamespaces: known([]),
  dropDestination: false,
};

/** The findings that are not `pass`, as `id result`. */
function objections<Facts>(checks: Parameters<typeof judgeAll<Facts>>[0], facts: Facts): string[] {
  return judgeAll(checks, facts)
    .filter(({ result }) => result !== 'pass')
    .map(({ id, result }) => `${id} ${result}`);
}

describe('link', () => {
  it('has no objection to a good destination', () => {
    expect(objections(linkChecks, link)).toEqual([]);
  });

  it.each<[string, Partial<DestinationFacts>, string]>([
    ['a Free cluster', { instanceSize: 'M0' }, 'T04 block'],
    ['a Flex cluster', { type: 'FLEX', instanceSize: undefined }, 'T04 block'],
    ['a Global Cluster', { type: 'GEOSHARDED' }, 'T05 block'],
    ['the BI Connector', { biConnector: true }, 'T06 block'],
    ['a paused cluster', { paused: true }, 'T07 block'],
    ['a cluster that is being changed', { state: 'UPDATING' }, 'T07 block'],
    ['a rapid release', { version: '8.2.1' }, 'V06 block'],
    ['automatic upgrades', { continuousUpgrades: true }, 'V07 block'],
  ])('blocks %s', (_, change, objection) => {
    expect(objections(linkChecks, { ...link, destination: known({ ...destination, ...change }) })).toEqual([objection]);
  });

  it('blocks a key that is not an Organization Owner', () => {
    expect(objections(linkChecks, { ...link, atlasRoles: known(['ORG_MEMBER']) })).toEqual(['E01 block']);
  });

  it('never passes what could not be looked at', () => {
    const facts = {
      ...link,
      reachable: unknownBecause<true>('no route'),
      atlasRoles: unknownBecause<string[]>('a service account'),
    };
    expect(objections(linkChecks, facts)).toEqual(['E01 not-checked', 'LM01 not-checked']);
  });

  it.each([
    ['5.0.31', ['E09 warn']],
    ['6.0.19', ['E08 block']],
    ['7.0.14', ['E08 block']],
  ])('judges Ops Manager with MongoDB %s: %j', (version, expected) => {
    const facts = { ...link, manager: known('ops-manager' as const), source: known({ ...source, version }) };
    expect(objections(linkChecks, facts)).toEqual(expected);
  });

  it('names the alternatives where a manager is not supported', () => {
    const findings = judgeAll(linkChecks, { ...link, manager: known('ops-manager' as const) });
    expect(findings.find(({ id }) => id === 'E08')?.fix).toMatch(/Cloud Manager.*pull.*mongosync/);
  });
});

describe('provision', () => {
  it('has no objection to a good host', () => {
    expect(objections(provisionChecks, provision)).toEqual([]);
  });

  it.each<[string, Partial<ProvisionFacts>, string]>([
    ['Atlas in place of a manager', { managerName: known('MongoDB Atlas') }, 'LM02 block'],
    ['the other manager', { managerName: known('MongoDB Ops Manager') }, 'LM02 block'],
    ['a name that nobody documented', { managerName: known('MongoDB Cloud') }, ''],
    ['a server of the source as host', { sourceHosts: known(['MIG01.corp.example']) }, 'LM03 block'],
    ['its short name', { migrationHost: 'db1' }, 'LM03 block'],
    ['another of its names', { migrationHost: 'DB1-backup.' }, 'LM03 block'],
    ['its address', { migrationHost: '10.20.0.11' }, 'LM03 block'],
    ['the short name of two servers', { migrationHost: 'a', sourceHosts: known(['a.x', 'a.y']) }, 'LM03 block'],
    ['servers that nobody lists', { sourceHosts: unknownBecause('none listed') }, 'LM03 not-checked'],
    ['the short name of two agents', { migrationHost: 'b', agentHosts: known(['b.x', 'b.y']) }, 'LM05 block'],
    ['no link-token', { canConnect: known(false) }, 'LM04 block'],
  ])('%s: %s', (_, change, objection) => {
    expect(objections(provisionChecks, { ...provision, ...change }).join()).toBe(objection);
  });
});

describe('start', () => {
  it('has no objection when everything stands', () => {
    expect(objections(startChecks, start)).toEqual([]);
  });

  it.each<[string, Partial<StartFacts>, string]>([
    ['a link that is not synced', { linkStatus: known('NOT_SYNCED') }, 'E04 block'],
    ['a host that Atlas does not see', { migrationHosts: known([]) }, 'H01 block'],
    ['a host in other letters', { migrationHosts: known(['MIG01.CORP.EXAMPLE']) }, ''],
    ['a host by its short name', { migrationHosts: known(['mig01']) }, ''],
    ['two hosts of that short name', { migrationHost: 'a', migrationHosts: known(['a.x', 'a.y']) }, 'H01 block'],
    ['an older destination', { destination: known({ ...destination, version: '6.0.19' }) }, 'V05 block'],
    ['a sharded source', { source: known({ ...source, sharded: true }) }, 'T02 block'],
    ['data in the destination', { destinationNamespaces: known(['a.b']) }, 'T08 warn'],
    ['data that will be dropped', { destinationNamespaces: known(['a.b']), dropDestination: true }, ''],
  ])('%s: %s', (_, change, objection) => {
    expect(objections(startChecks, { ...start, ...change }).join()).toBe(objection);
  });
});
