import type { AvailableProject } from '../api/atlas-schemas.ts';
import type { FactWorld } from './probe.ts';

/** What Atlas says of the source project, once the organizations are linked; `undefined` where it does not list it. */
export async function linkedProject({ atlas, values }: FactWorld): Promise<AvailableProject | undefined> {
  const { atlasOrg, sourceProject } = values;
  if (atlasOrg === undefined || sourceProject === undefined) return undefined;
  return (await atlas.availableProjects(atlasOrg)).find(({ projectId }) => projectId === sourceProject);
}
