import type { Territory } from '../http/access.ts';
import type { AtlasProject, Scenario } from '../scenario.ts';

export function atlasTerritory({ atlas, manager }: Scenario): Territory<AtlasProject> {
  return {
    orgs: atlas.orgs,
    projects: atlas.projects,
    foreign: {
      orgIds: manager.orgs.map(({ id }) => id),
      groupIds: manager.projects.map(({ id }) => id),
      orgCode: 'NOT_ATLAS_ORG',
      groupCode: 'NOT_ATLAS_GROUP',
    },
  };
}
