import { anyMember, isId, orgOwner, project } from '../http/access.ts';
import { badRequest, notFound } from '../http/refusal.ts';
import { type ApiRequest, created, ok, type Route } from '../http/route.ts';
import type { Migration } from '../migration/migration-course.ts';
import type { Migrations } from '../migration/migrations.ts';
import type { Validation } from '../migration/validations.ts';
import type { Model } from '../model/model.ts';
import { readMigrationRequest, requestSunsets, requestVersions } from './migration-request.ts';
import { atlasTerritory } from './territory.ts';

const versions = ['2023-01-01'] as const;

/** The calls S1 to S5 (API notes, section 6). Reading one migration needs no more than membership. */
export function migrationRoutes(model: Model, migrations: Migrations): Route[] {
  const territory = atlasTerritory(model);
  const ownedGroup = ({ identity, param }: ApiRequest) => project(territory, identity, param('groupId'), orgOwner).id;
  const anyGroup = ({ identity, param }: ApiRequest) => project(territory, identity, param('groupId'), anyMember).id;
  const requested = (request: ApiRequest) => {
    const groupId = ownedGroup(request);
    const wanted = readMigrationRequest(request.text, request.version);
    if (wanted.destination.groupId !== groupId) throw otherGroup();
    return wanted;
  };
  return [
    {
      method: 'POST',
      path: '/groups/:groupId/liveMigrations/validate',
      versions: requestVersions,
      sunsets: requestSunsets,
      handle: (request) => ok(validationView(migrations.validate(requested(request)))),
    },
    {
      method: 'GET',
      path: '/groups/:groupId/liveMigrations/validate/:validationId',
      versions,
      handle: (request) => {
        const groupId = ownedGroup(request);
        return ok(
          validationView(found(migrations.validation(groupId, idOf(request, 'validationId')), request, 'validationId')),
        );
      },
    },
    {
      method: 'POST',
      path: '/groups/:groupId/liveMigrations',
      versions: requestVersions,
      sunsets: requestSunsets,
      handle: (request) => created(migrationView(migrations.create(requested(request)))),
    },
    {
      method: 'GET',
      path: '/groups/:groupId/liveMigrations/:liveMigrationId',
      versions,
      handle: (request) => {
        const groupId = anyGroup(request);
        return ok(
          migrationView(
            found(migrations.migration(groupId, idOf(request, 'liveMigrationId')), request, 'liveMigrationId'),
          ),
        );
      },
    },
    {
      method: 'PUT',
      path: '/groups/:groupId/liveMigrations/:liveMigrationId/cutover',
      versions,
      handle: (request) => {
        const groupId = ownedGroup(request);
        const migration = found(
          migrations.migration(groupId, idOf(request, 'liveMigrationId')),
          request,
          'liveMigrationId',
        );
        migrations.cutOver(migration);
        return { status: 202 };
      },
    },
  ];
}

function idOf(request: ApiRequest, name: string): string {
  const id = request.param(name);
  if (!isId(id))
    throw badRequest('PATH_PARAM_PARSE_ERROR', `The path parameter ${name} must be 24 hexadecimal digits.`, name);
  return id;
}

function found<One>(one: One | undefined, request: ApiRequest, name: string): One {
  if (one !== undefined) return one;
  const id = request.param(name);
  throw notFound('RESOURCE_NOT_FOUND', `Cannot find the resource with ${name} ${id}.`, id);
}

function validationView({ id, request, status, errorMessage }: Validation) {
  return { _id: id, groupId: request.destination.groupId, sourceGroupId: request.source.groupId, status, errorMessage };
}

function migrationView({ id, request, status, lagTimeSeconds, readyForCutover }: Migration) {
  return { _id: id, status, lagTimeSeconds, readyForCutover, migrationHosts: request.migrationHosts };
}

function otherGroup() {
  const field = 'destination.groupId';
  return badRequest(
    'INVALID_ATTRIBUTE',
    `Invalid attribute ${field} specified: it must be the project of the path.`,
    field,
  );
}
