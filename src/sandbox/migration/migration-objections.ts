import { letsIn } from '../model/access-list.ts';
import { migrationHostsOf } from '../model/agents.ts';
import { stateNameOf } from '../model/clusters.ts';
import { dedicatedDiskGB } from '../model/destination-disk.ts';
import { isSynced, linkOf } from '../model/linking.ts';
import { type Model, sourceProjectOf } from '../model/model.ts';
import type { Deployment, DestinationCluster } from '../scenario/scenario.ts';
import type { MigrationRequest } from './migration-service.ts';

/**
 * What speaks against a migration and can be told without looking into a database, as the text for `errorMessage`.
 * The wording follows the published troubleshooting pages (domain notes, section 5.4).
 */
export function objectionTo(model: Model, request: MigrationRequest): string | undefined {
  return (
    linkObjection(model, request) ??
    hostObjection(model, request) ??
    endsObjection(model, request) ??
    routeObjection(model, request)
  );
}

function linkObjection(model: Model, { source, destination }: MigrationRequest): string | undefined {
  const project = sourceProjectOf(model, source.groupId);
  if (project === undefined) return `The source project ${source.groupId} could not be found.`;
  const destinationOrg = model.scenario.atlas.projects.find(({ id }) => id === destination.groupId)?.orgId;
  const link = linkOf(model, project.orgId);
  if (link !== undefined && link.atlasOrgId === destinationOrg && isSynced(model, link)) return undefined;
  return `The organization of the source project ${project.name} is not linked with this Atlas organization.`;
}

function hostObjection(model: Model, { source, migrationHosts: [wanted] }: MigrationRequest): string | undefined {
  const same = (name: string) => name.toLowerCase() === wanted.toLowerCase();
  if (migrationHostsOf(model, source.groupId).some(same)) return undefined;
  const elsewhere = model.scenario.manager.projects.some(
    ({ id }) => id !== source.groupId && migrationHostsOf(model, id).some(same),
  );
  return elsewhere
    ? `The migration host ${wanted} belongs to another project than the source cluster.`
    : `The migration host ${wanted} could not be found among the agents that are configured for live migration.`;
}

function endsObjection(model: Model, { source, destination }: MigrationRequest): string | undefined {
  const deployment = sourceProjectOf(model, source.groupId)?.deployments.find(
    ({ name }) => name === source.clusterName,
  );
  if (deployment === undefined) return `Could not find the source cluster ${source.clusterName} in the source project.`;
  const project = model.scenario.atlas.projects.find(({ id }) => id === destination.groupId);
  const cluster = project?.clusters.find(({ name }) => name === destination.clusterName);
  if (cluster === undefined) return `Could not find the destination cluster ${destination.clusterName}.`;
  return (
    clusterObjection({ ...cluster, stateName: stateNameOf(model, cluster) }) ??
    diskObjection(cluster, deployment) ??
    sourceObjection(deployment, source)
  );
}

function clusterObjection(cluster: Omit<DestinationCluster, 'stateName'> & { stateName: string }): string | undefined {
  const { name, kind, paused, stateName } = cluster;
  if (kind !== 'dedicated') return `The destination cluster ${name} is not a dedicated cluster.`;
  if (paused) return `The destination cluster ${name} is paused.`;
  return stateName === 'IDLE' ? undefined : `The destination cluster ${name} is ${stateName}; it must be IDLE.`;
}

/** Atlas compares the destination's disk with what the source stores (domain notes, section 1.5). */
function diskObjection(cluster: DestinationCluster, { dbSizeBytes }: Deployment): string | undefined {
  const { name, shards = 1 } = cluster;
  const gigabytes = dedicatedDiskGB(cluster) * shards;
  if (dbSizeBytes <= gigabytes * 1e9) return undefined;
  return `Available disk space on the destination needs to be increased: the source stores ${Math.ceil(dbSizeBytes / 1e9)} GB, and the cluster ${name} has ${gigabytes} GB.`;
}

function sourceObjection({ name, tls, managed }: Deployment, source: MigrationRequest['source']): string | undefined {
  if (source.ssl !== tls) {
    return `Invalid SSL options: the source cluster ${name} ${tls ? 'uses' : 'does not use'} TLS.`;
  }
  if (!source.managedAuthentication) {
    return source.username && source.password
      ? undefined
      : 'The username or password for the source cluster is missing.';
  }
  if (!managed) return `Authentication of the source cluster ${name} is not managed by automation.`;
  return source.username ? 'With managed authentication, no user name may be given.' : undefined;
}

function routeObjection(model: Model, { destination }: MigrationRequest): string | undefined {
  const { outsideAddress } = model.scenario.migrationHost;
  if (destination.hostnameSchemaType === 'PRIVATE_LINK' && !destination.privateLinkId)
    return 'The private link id is missing.';
  if (destination.hostnameSchemaType !== 'PUBLIC' || letsIn(model, destination.groupId, outsideAddress))
    return undefined;
  return `Could not reach the destination cluster: the migration host's address ${outsideAddress} is not on the project's IP access list.`;
}
