import type { AvailableProject } from '../api/atlas-schemas.ts';
import { type Fact, known, unknownBecause } from '../core/check.ts';
import { type FactWorld, given } from './probe.ts';

/** What Atlas says of the source project, once the organizations are linked. */
export async function linkedProject({ atlas, values }: FactWorld): Promise<Fact<AvailableProject>> {
  return given(values.atlasOrg, 'the Atlas organization', (org) =>
    given(values.sourceProject, "the source's project", async (id) => {
      const project = (await atlas.availableProjects(org)).find(({ projectId }) => projectId === id);
      return project === undefined ? unknownBecause('Atlas does not list the source project') : known(project);
    }),
  );
}
