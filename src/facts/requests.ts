import type { FactId, SurveyId } from '../core/facts.ts';
import type { Request } from '../core/request.ts';

const atlas = (path: string): Request => ({ to: 'Atlas', sends: `GET /api/atlas/v2${path}` });
const manager = (path: string): Request => ({ to: 'manager', sends: `GET /api/public/v1.0${path}` });

const cluster = [
  atlas('/groups/{atlasProject}/flexClusters'),
  atlas('/groups/{atlasProject}/clusters/{destinationCluster}'),
];
const linked = [atlas('/orgs/{atlasOrg}/liveMigrations/availableProjects')];
const servers = [manager('/groups/{sourceProject}/clusters'), manager('/groups/{sourceProject}/hosts')];
const source: Request[] = [
  ...linked,
  ...servers,
  { to: 'source', sends: 'buildInfo' },
  { to: 'source', sends: 'hello' },
];
const settings = [...cluster, atlas('/groups/{atlasProject}/clusters/{destinationCluster}/processArgs')];
const users = [atlas('/groups/{atlasProject}/databaseUsers')];
const agents = [manager('/groups/{sourceProject}/agents/AUTOMATION')];
const link = [manager('/orgs/{sourceOrg}/liveExport/migrationLink/status')];

/** What is asked for a fact that is not read by a survey, in one look; nothing where an input says it. */
export const requestsFor: { readonly [Id in Exclude<FactId, SurveyId>]: readonly Request[] } = {
  manager: [],
  engine: [...source, ...cluster],
  managerName: [manager('')],
  atlasRoles: [atlas('')],
  managerOwner: link,
  managerVersion: [manager('')],
  managerIps: [],
  sourceEdition: [{ to: 'source', sends: 'buildInfo' }],
  linkStatus: link,
  canConnect: link,
  destinationExists: cluster,
  destination: cluster,
  destinationType: cluster,
  destinationTier: cluster,
  destinationState: cluster,
  destinationVersion: cluster,
  destinationUpgrades: cluster,
  destinationBiConnector: cluster,
  destinationFeatureVersion: cluster,
  destinationBackup: cluster,
  destinationAutoScaling: cluster,
  destinationDiskGB: cluster,
  destinationIOPS: cluster,
  destinationNoTableScan: settings,
  destinationOplog: settings,
  destinationUsers: users,
  destinationRoute: [
    ...cluster,
    atlas('/groups/{atlasProject}/privateEndpoint/{provider}/endpointService'),
    atlas('/groups/{atlasProject}/peers'),
  ],
  destinationNames: [],
  accessInAtlas: [...users, atlas('/groups/{atlasProject}/customDBRoles/roles')],
  destinationReachable: [...cluster, { to: 'destination', sends: 'hello' }],
  destinationNamespaces: [
    { to: 'destination', sends: 'listDatabases' },
    { to: 'destination', sends: 'listCollections in each database' },
    { to: 'destination', sends: 'listIndexes on each collection' },
  ],
  dropDestination: [],
  source,
  sourceSharded: source,
  migrationHost: [],
  sourceServers: servers,
  agentHosts: agents,
  migrationAgent: agents,
  oldAgents: [manager('/groups/{sourceProject}/agents/versions')],
  hostEntry: [atlas('/groups/{atlasProject}/accessList'), atlas('/groups/{atlasProject}/accessList/{entry}/status')],
  network: [],
  sourceTls: source,
  collectedSize: linked,
  managedAuthentication: [],
  migrationLogins: [],
  migrationUser: [],
  everyOplog: [],
  everyOplogRate: [],
  everyStatus: [],
  everyStartup: [],
  everyProfiling: [],
  everyShardAsked: [],
  everySetWatched: [],
  everyDriverSeen: [],
  lowLimits: servers,
  copyTime: [],
  sourceFeatureVersion: linked,
  sourceServerVersions: servers,
  sourceMemoryGB: servers,
  namespacesOnBoth: [],
  zonesInTheWay: [],
  linkedHosts: linked,
};
