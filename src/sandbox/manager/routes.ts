import { apiKeyRoutes } from '../http/api-key-routes.ts';
import type { Route } from '../http/route.ts';
import type { Model } from '../model/model.ts';
import { agentRoutes } from './agent-routes.ts';
import { agentVersionRoutes } from './agent-version-routes.ts';
import { deploymentRoutes } from './deployment-routes.ts';
import { inventoryRoutes } from './inventory-routes.ts';
import { managerLinkRoutes } from './link-routes.ts';
import { managerOrganizationRoutes } from './organization-routes.ts';
import { managerTerritory } from './territory.ts';

/** The public API v1.0 of Ops Manager and Cloud Manager, as far as livemig and its neighbours call it. */
export function managerRoutes(model: Model): Route[] {
  return [
    ...managerOrganizationRoutes(model),
    ...deploymentRoutes(model),
    // Before the agents by type, of which `versions` is none.
    ...agentVersionRoutes(model),
    ...agentRoutes(model),
    ...inventoryRoutes(model),
    ...apiKeyRoutes(model, 'manager', managerTerritory(model)),
    ...managerLinkRoutes(model),
  ];
}
