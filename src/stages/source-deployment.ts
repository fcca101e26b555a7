import type { AvailableProject } from '../api/atlas-schemas.ts';
import type { ManagerHost } from '../api/ops-manager-schemas.ts';
import { LivemigError } from '../core/errors.ts';
import type { Values } from './values.ts';
import type { Services } from './world.ts';

export type Deployment = AvailableProject['deployments'][number];

/**
 * What Atlas has been told about the source project, once the organizations are linked.
 * How Atlas answers before that is not documented (API notes, section 11): nothing found and a refusal that has
 * nothing to do with credentials both mean "not there yet". Too many requests says nothing of what is there.
 */
export async function linkedProject(
  { atlas }: Pick<Services, 'atlas'>,
  { atlasOrg, sourceProject }: Values,
): Promise<AvailableProject | undefined> {
  if (atlasOrg === undefined || sourceProject === undefined) return undefined;
  try {
    return (await atlas.availableProjects(atlasOrg)).find(({ projectId }) => projectId === sourceProject);
  } catch (error) {
    if (!(error instanceof LivemigError) || error.kind !== 'api') throw error;
    if (error.api?.delivery !== 'refused' || error.api.status === 429) throw error;
    return undefined;
  }
}

/** The source deployment as Atlas knows it: version, size, TLS, automation. */
export async function sourceDeployment(
  services: Pick<Services, 'atlas'>,
  values: Values,
): Promise<Deployment | undefined> {
  const project = await linkedProject(services, values);
  return project?.deployments.find(({ name }) => name === values.sourceCluster);
}

/** In bytes: that of each shard's primary, added up; `undefined` where the manager does not tell. */
export function dataSizeOf(hosts: readonly ManagerHost[]): number | undefined {
  const primaries = hosts.filter(({ typeName }) => typeName?.endsWith('PRIMARY'));
  const sizes = primaries.flatMap(({ lastDataSizeBytes }) => lastDataSizeBytes ?? []);
  return sizes.length === 0 ? undefined : sizes.reduce((sum, size) => sum + size, 0);
}

/** Host names are compared without regard to case (Ops Manager notes 4.6). */
export function hasHost(project: AvailableProject | undefined, host: string): boolean {
  return project?.migrationHosts.some((name) => name.toLowerCase() === host.toLowerCase()) ?? false;
}
