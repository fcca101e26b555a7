import type { Request } from '../core/request.ts';

import type { InputKey } from './values.ts';

const atlas = (path: string): Request => ({ to: 'Atlas', sends: `GET /api/atlas/v2${path}` });
const manager = (path: string): Request => ({ to: 'manager', sends: `GET /api/public/v1.0${path}` });
const linked = [atlas('/orgs/{atlasOrg}/liveMigrations/availableProjects')];

/** What is asked to find the id of a name that was given, where the manager can be asked and where not. */
export const lookups: { readonly [Key in InputKey]?: (hasManager: boolean) => readonly Request[] } = {
  atlasOrg: () => [atlas('/orgs')],
  atlasProject: () => [atlas('/orgs/{atlasOrg}/groups')],
  destinationCluster: () => [atlas('/groups/{atlasProject}/clusters'), atlas('/groups/{atlasProject}/flexClusters')],
  sourceOrg: () => [manager('/orgs')],
  sourceProject: (hasManager) => (hasManager ? [manager('/orgs/{sourceOrg}/groups')] : linked),
  sourceCluster: (hasManager) =>
    hasManager
      ? [
          manager('/groups/{sourceProject}/clusters'),
          manager('/groups/{sourceProject}/hosts'),
          manager('/groups/{sourceProject}/automationConfig/noSecrets'),
        ]
      : linked,
};
