import { ownedBy, type Territory } from '../http/access.ts';
import type { Model } from '../model/model.ts';
import type { AtlasProject } from '../scenario/scenario.ts';

/** As it is at every look: calls make projects. */
export function atlasTerritory(model: Model): Territory<AtlasProject> {
  return {
    get orgs() {
      return model.scenario.atlas.orgs;
    },
    get projects() {
      return model.scenario.atlas.projects;
    },
    outsider: { orgCode: 'USER_CANNOT_ACCESS_ORG', groupCode: 'USER_CANNOT_ACCESS_GROUP' },
    foreign: {
      owns: (id) => ownedBy(model.scenario.manager, id),
      orgCode: 'NOT_ATLAS_ORG',
      groupCode: 'NOT_ATLAS_GROUP',
    },
  };
}
