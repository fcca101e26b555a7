import { randomBytes } from 'node:crypto';
import type {
  AtlasProject,
  Deployment,
  DestinationCluster,
  Identity,
  ManagerKind,
  Role,
  Scenario,
} from './scenario.ts';

/** What the default scenario calls its things. */
export const names = {
  atlasOrg: 'Acme',
  atlasProject: 'billing',
  destinationCluster: 'Billing0',
  sourceOrg: 'Payments',
  sourceProject: 'billing-prod',
  sourceCluster: 'rs-billing',
  migrationHost: 'mig01.corp.example',
  migrationHostIp: '203.0.113.25',
} as const;

/** The versions follow what MongoDB supports: from Ops Manager only below 6.0 (Ops Manager notes, section 8). */
const sourceVersions: Record<ManagerKind, string> = { 'cloud-manager': '7.0.24', 'ops-manager': '5.0.31' };
/** Ops Manager's old engine migrates to 6.0 only (domain notes, V09). */
const destinationVersions: Record<ManagerKind, string> = { 'cloud-manager': '7.0.25', 'ops-manager': '6.0.26' };
const managerVersions: Record<ManagerKind, string> = {
  'cloud-manager': 'master',
  'ops-manager': '7.0.11.500.20240924T1611Z',
};

/**
 * One company that moves one deployment, with neighbours that must be refused: clusters that cannot be a destination,
 * a key without the role, a key that may not call from here. Ids and credentials are new with every call.
 */
export function defaultScenario(kind: ManagerKind): Scenario {
  const [atlasOrg, sourceOrg] = [newId(), newId()];
  const project = atlasProject(atlasOrg, destinationVersions[kind]);
  const sourceProject = newId();
  return {
    atlas: {
      orgs: [
        { id: atlasOrg, name: names.atlasOrg, apiAccessListRequired: false },
        { id: newId(), name: 'Acme Labs', apiAccessListRequired: false },
      ],
      projects: [project, { ...emptyProject('reporting', atlasOrg), clusters: [cluster('Reporting0', {})] }],
      identities: identities({ orgId: atlasOrg }, true),
    },
    manager: {
      kind,
      version: managerVersions[kind],
      orgs: [{ id: sourceOrg, name: names.sourceOrg, apiAccessListRequired: false }],
      projects: [
        {
          id: sourceProject,
          name: names.sourceProject,
          orgId: sourceOrg,
          deployments: [deployment(sourceVersions[kind])],
        },
        { id: newId(), name: 'billing-staging', orgId: sourceOrg, deployments: [] },
      ],
      identities: identities({ orgId: sourceOrg }, kind === 'cloud-manager'),
    },
    migrationHost: { name: names.migrationHost, outsideAddress: names.migrationHostIp, groupId: sourceProject },
    sourceUser: { username: 'migrator', password: newSecret() },
    automationUser: { username: 'mms-automation', password: newSecret() },
    applicationUser: { username: 'billing-app', password: newSecret() },
    destinationUser: { username: 'atlas-admin', password: newSecret() },
  };
}

function atlasProject(orgId: string, version: string): AtlasProject {
  return {
    ...emptyProject(names.atlasProject, orgId),
    clusters: [
      cluster(names.destinationCluster, { version }),
      cluster('BillingFree', { kind: 'free', instanceSize: 'M0' }),
      cluster('BillingFlex', { kind: 'flex', instanceSize: 'FLEX' }),
      cluster('BillingPaused', { paused: true }),
      cluster('BillingUpdating', { stateName: 'UPDATING' }),
    ],
  };
}

function emptyProject(name: string, orgId: string): AtlasProject {
  return { id: newId(), name, orgId, created: '2025-11-03T08:12:45Z', clusters: [], peers: [], endpointServices: [] };
}

function cluster(name: string, different: Partial<DestinationCluster>): DestinationCluster {
  return {
    id: newId(),
    name,
    kind: 'dedicated',
    instanceSize: 'M40',
    stateName: 'IDLE',
    paused: false,
    version: '7.0.25',
    ...different,
  };
}

function deployment(version: string): Deployment {
  const host = (number: number) => ({
    id: newSecret(),
    hostname: `db0${number}.corp.example`,
    port: 27017,
    primary: number === 1,
  });
  return {
    clusterId: newId(),
    name: names.sourceCluster,
    version,
    managed: true,
    tls: false,
    hosts: [host(1), host(2), host(3)],
    dbSizeBytes: 734_003_200,
    oplogSizeMB: 2048,
  };
}

/** The first is the owner; the others are there to be refused, apart from the service account. */
function identities(org: { orgId: string }, serviceAccounts: boolean): Identity[] {
  const owner: Role[] = [{ ...org, roleName: 'ORG_OWNER' }];
  return [
    apiKey('livemig', owner),
    apiKey('read only', [
      { ...org, roleName: 'ORG_MEMBER' },
      { ...org, roleName: 'ORG_READ_ONLY' },
    ]),
    apiKey('called from elsewhere', owner, ['198.51.100.7/32']),
    ...(serviceAccounts ? [serviceAccount(owner)] : []),
  ];
}

function apiKey(desc: string, roles: Role[], accessList?: string[]): Identity {
  const publicKey = Array.from(randomBytes(8), (byte) => String.fromCharCode(97 + (byte % 26))).join('');
  const key = { kind: 'api-key' as const, id: newId(), desc, publicKey, privateKey: newUuid(), roles };
  return accessList === undefined ? key : { ...key, accessList };
}

function serviceAccount(roles: Role[]): Identity {
  return {
    kind: 'service-account',
    name: 'livemig pipeline',
    clientId: `mdb_sa_id_${newId()}`,
    clientSecret: `mdb_sa_sk_${randomBytes(24).toString('base64url')}`,
    roles,
  };
}

/** 24 hexadecimal digits, as everything in both APIs is named. */
export function newId(): string {
  return randomBytes(12).toString('hex');
}

export function newSecret(): string {
  return randomBytes(16).toString('hex');
}

export function newUuid(): string {
  return newSecret().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
