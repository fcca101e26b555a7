import type { Route } from '../http/route.ts';
import type { Model } from '../model/model.ts';
import { agentRoutes } from './agent-routes.ts';
import { deploymentRoutes } from './deployment-routes.ts';
import { managerLinkRoutes } from './link-routes.ts';
import { managerOrganizationRoutes } from './organization-routes.ts';

/** The public API v1.0 of Ops Manager and Cloud Manager, as far as livemig and its neighbours call it. */
export function managerRoutes(model: Model): Route[] {
  return [
    ...managerOrganizationRoutes(model),
    ...deploymentRoutes(model),
    ...agentRoutes(model),
    ...managerLinkRoutes(model),
  ];
}
