import { ownedBy, type Territory } from '../http/access.ts';
import type { Model } from '../model/model.ts';
import type { ManagerProject } from '../scenario/scenario.ts';

/** As it is at every look: calls make projects. */
export function managerTerritory(model: Model): Territory<ManagerProject> {
  return {
    get orgs() {
      return model.scenario.manager.orgs;
    },
    get projects() {
      return model.scenario.manager.projects;
    },
    outsider: { orgCode: 'USER_UNAUTHORIZED', groupCode: 'NOT_IN_GROUP' },
    foreign: {
      owns: (id) => ownedBy(model.scenario.atlas, id),
      orgCode: 'EXPECTED_NON_ATLAS_ORG',
      groupCode: 'ATLAS_GROUP',
    },
  };
}
