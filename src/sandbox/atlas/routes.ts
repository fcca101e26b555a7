import type { Route } from '../http/route.ts';
import type { Migrations } from '../migrations.ts';
import type { Model } from '../model/model.ts';
import { accessListRoutes } from './access-list-routes.ts';
import { clusterRoutes } from './cluster-routes.ts';
import { linkRoutes } from './link-routes.ts';
import { migrationRoutes } from './migration-routes.ts';
import { organizationRoutes } from './organization-routes.ts';

/** Atlas Admin API v2, as far as livemig and its neighbours call it. `destinationUri` has no credentials. */
export function atlasRoutes(model: Model, migrations: Migrations, destinationUri: string): Route[] {
  return [
    ...organizationRoutes(model),
    ...clusterRoutes(model, destinationUri),
    ...accessListRoutes(model),
    ...linkRoutes(model, migrations),
    ...migrationRoutes(model, migrations),
  ];
}
