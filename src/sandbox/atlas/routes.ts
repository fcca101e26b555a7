import { apiKeyRoutes } from '../http/api-key-routes.ts';
import type { Route } from '../http/route.ts';
import type { Migrations } from '../migration/migrations.ts';
import type { Model } from '../model/model.ts';
import { accessListRoutes } from './access-list-routes.ts';
import { clusterRoutes } from './cluster-routes.ts';
import { customRoleRoutes } from './custom-role-routes.ts';
import { databaseUserRoutes } from './database-user-routes.ts';
import { linkRoutes } from './link-routes.ts';
import { migrationRoutes } from './migration-routes.ts';
import { networkRoutes } from './network-routes.ts';
import { organizationRoutes } from './organization-routes.ts';
import { rateLimitRoutes } from './rate-limit-routes.ts';
import { serviceAccountRoutes } from './service-account-routes.ts';
import { atlasTerritory } from './territory.ts';

/** Atlas Admin API v2, as far as livemig and its neighbours call it. `destinationUri` has no credentials. */
export function atlasRoutes(model: Model, migrations: Migrations, destinationUri: string): Route[] {
  const routes = [
    ...organizationRoutes(model),
    ...clusterRoutes(model, destinationUri),
    ...networkRoutes(model, destinationUri),
    ...databaseUserRoutes(model),
    ...customRoleRoutes(model),
    ...accessListRoutes(model),
    ...apiKeyRoutes(model, 'atlas', atlasTerritory(model)),
    ...serviceAccountRoutes(model),
    ...linkRoutes(model, migrations),
    ...migrationRoutes(model, migrations),
  ];
  return [...routes, ...rateLimitRoutes(routes)];
}
