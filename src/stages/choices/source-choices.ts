import type { ManagerCluster, ManagerHost } from '../../api/ops-manager-schemas.ts';
import { LivemigError } from '../../core/errors.ts';
import { sizeText } from '../../core/plain-units.ts';
import type { Choice } from '../../core/ports.ts';
import { dataSizeOf } from '../../facts/manager-hosts.ts';
import type { Services } from '../services.ts';
import type { ListedDeployment } from '../source-deployment.ts';
import { namedChoices } from './named-choices.ts';

/** The manager knows its projects; where it cannot be asked, Atlas knows those that are linked. */
export async function sourceProjectChoices(services: Services, sourceOrg = '', atlasOrg = ''): Promise<Choice[]> {
  if (services.hasManager && sourceOrg !== '') return namedChoices(await services.manager.projects(sourceOrg));
  const linked = await services.atlas.availableProjects(atlasOrg);
  return linked.map(({ projectId, name }) => ({ value: projectId, name: name ?? projectId }));
}

/** The same for deployments, each with what decides. */
export async function sourceDeploymentChoices(
  services: Services,
  sourceProject: string,
  atlasOrg = '',
): Promise<Choice[]> {
  if (services.hasManager) return managerDeployments(services, sourceProject);
  const project = (await services.atlas.availableProjects(atlasOrg)).find(
    ({ projectId }) => projectId === sourceProject,
  );
  return (project?.deployments ?? []).map((deployment) => ({
    value: deployment.name,
    name: deployment.name,
    note: factsOfLinked(deployment),
  }));
}

/** What Atlas tells of a deployment through the link. */
function factsOfLinked({ mongoDBVersion, sharded, dbSizeBytes, tlsEnabled, managed }: ListedDeployment): string {
  return listed([
    mongoDBVersion,
    sharded === true ? 'sharded cluster' : 'replica set',
    dbSizeBytes && sizeText(dbSizeBytes),
    tlsEnabled === true && 'TLS',
    managed === true && 'managed',
  ]);
}

async function managerDeployments({ manager }: Services, project: string): Promise<Choice[]> {
  // A sharded cluster also lists each of its shards (Ops Manager notes 4.4); those are not deployments of their own.
  const clusters = (await manager.clusters(project)).filter(({ shardName }) => !shardName);
  const [hosts, automated] = await Promise.all([
    ifTold(manager.hosts(project), []),
    ifTold(manager.automated(project), []),
  ]);
  return clusters.map((cluster) => {
    const name = cluster.clusterName ?? cluster.replicaSetName ?? cluster.id;
    const own = hosts.filter(({ clusterId }) => clusterId === cluster.id);
    return { value: name, name, note: factsOf(cluster, own, automated.includes(name)) };
  });
}

/** These facts help to choose; where the manager does not tell them, one chooses by the name. */
async function ifTold<T>(asking: Promise<T>, otherwise: T): Promise<T> {
  return asking.catch((error: unknown) => {
    if (error instanceof LivemigError && error.kind === 'api') return otherwise;
    throw error;
  });
}

function factsOf({ typeName }: ManagerCluster, hosts: readonly ManagerHost[], isAutomated: boolean): string {
  const members = hosts.filter(({ typeName: type }) => !/MONGOS|CONFIG/.test(type ?? ''));
  const size = dataSizeOf(hosts);
  return listed([
    versionsOf(hosts),
    typeName?.startsWith('SHARDED') ? 'sharded cluster' : 'replica set',
    members.length > 0 && `${members.length} members`,
    size !== undefined && sizeText(size),
    hosts.some(({ sslEnabled }) => sslEnabled) && 'TLS',
    isAutomated ? 'managed' : 'monitored',
  ]);
}

function versionsOf(hosts: readonly ManagerHost[]): string {
  return [...new Set(hosts.flatMap(({ version }) => version ?? []))].join(' and ');
}

function listed(facts: readonly (string | number | false | null | undefined)[]): string {
  return facts.filter((fact) => typeof fact === 'string' && fact !== '').join(', ');
}
