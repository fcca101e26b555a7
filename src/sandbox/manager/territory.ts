import type { Territory } from '../http/access.ts';
import type { ManagerProject, Scenario } from '../scenario.ts';

export function managerTerritory({ atlas, manager }: Scenario): Territory<ManagerProject> {
  return {
    orgs: manager.orgs,
    projects: manager.projects,
    foreign: {
      orgIds: atlas.orgs.map(({ id }) => id),
      groupIds: atlas.projects.map(({ id }) => id),
      orgCode: 'EXPECTED_NON_ATLAS_ORG',
      groupCode: 'ATLAS_GROUP',
    },
  };
}
