import type { AvailableProject } from '../api/atlas-schemas.ts';
import { LivemigError } from '../core/errors.ts';
import { findHost } from '../core/host-name.ts';
import type { Services } from './services.ts';
import type { Values } from './values.ts';
import { need, type World } from './world.ts';

export type ListedDeployment = AvailableProject['deployments'][number];

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
): Promise<ListedDeployment | undefined> {
  const project = await linkedProject(services, values);
  return project?.deployments.find(({ name }) => name === values.sourceCluster);
}

/** The migration host by the name that Atlas has for it, which is the one that it takes; as it was given until it is listed. */
export async function listedHost(world: World): Promise<string> {
  const host = need(world, 'migrationHost');
  const found = findHost(host, (await linkedProject(world, world.values))?.migrationHosts ?? []);
  return found.is === 'one' ? found.host : host;
}
