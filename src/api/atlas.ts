import { z } from 'zod';
import { LivemigError } from '../core/errors.ts';
import {
  AccessListEntry,
  AccessListStatus,
  AtlasCluster,
  AtlasDatabaseUser,
  AtlasOrg,
  AtlasProject,
  AtlasRoot,
  AvailableProject,
  CreatedMigration,
  CustomDbRole,
  EndpointService,
  FlexCluster,
  LinkToken,
  LiveMigration,
  LiveMigrationRequest,
  NewAccessListEntry,
  Peering,
  ProcessArgs,
  StartedValidation,
  Validation,
} from './atlas-schemas.ts';
import type { Http } from './http.ts';
import { allPages } from './pages.ts';
import { path } from './path.ts';
import { sandboxStateIn } from './sandbox-state.ts';

/** Versions are dates in the media type, one per resource (Atlas API notes, section 1). */
const v2023 = 'application/vnd.atlas.2023-01-01+json';
/** The form of a migration request with `dropDestinationData`. */
const v202405 = 'application/vnd.atlas.2024-05-30+json';
const v202408 = 'application/vnd.atlas.2024-08-05+json';
const v202411 = 'application/vnd.atlas.2024-11-13+json';

export type AtlasApi = ReturnType<typeof atlasApi>;

/** Atlas Admin API v2, one function per call. A `projectId` is the destination's unless it says otherwise. */
export function atlasApi(http: Http) {
  const get = <T>(at: string, schema: z.ZodType<T>, accept = v2023) =>
    http.send({ method: 'GET', path: `/api/atlas/v2${at}`, accept, schema });
  const list = async <T>(at: string, item: z.ZodType<T>, accept = v2023) =>
    (await allPages(http, { path: `/api/atlas/v2${at}`, accept }, item)).value;
  const change = <T>(
    method: 'POST' | 'PUT' | 'DELETE',
    at: string,
    schema: z.ZodType<T>,
    body?: unknown,
    accept = v2023,
  ) => http.send({ method, path: `/api/atlas/v2${at}`, accept, schema, body });

  return {
    /** Checks the credentials; shows the roles of an API key. */
    root: () => get('', AtlasRoot),
    orgs: () => list('/orgs', AtlasOrg),
    org: (orgId: string) => get(path`/orgs/${orgId}`, AtlasOrg),
    projects: (orgId: string) => list(path`/orgs/${orgId}/groups`, AtlasProject),
    project: (projectId: string) => get(path`/groups/${projectId}`, AtlasProject),
    /** Dedicated and Free clusters; Flex ones have a list of their own. */
    clusters: (projectId: string) => list(path`/groups/${projectId}/clusters`, AtlasCluster, v202408),
    cluster: (projectId: string, name: string) =>
      get(path`/groups/${projectId}/clusters/${name}`, AtlasCluster, v202408),
    /** Empty where the service does not know Flex. */
    flexClusters: (projectId: string) =>
      list(path`/groups/${projectId}/flexClusters`, FlexCluster, v202411).catch((error: unknown) => {
        if (isAbsent(error)) return [];
        throw error;
      }),
    processArgs: (projectId: string, cluster: string) =>
      get(path`/groups/${projectId}/clusters/${cluster}/processArgs`, ProcessArgs, v202408),
    /** `provider` is AWS, AZURE or GCP. The list has no pages. */
    endpointServices: (projectId: string, provider: string) =>
      get(path`/groups/${projectId}/privateEndpoint/${provider}/endpointService`, z.array(EndpointService)),
    /** Of one provider: AWS, AZURE or GCP. */
    peerings: async (projectId: string, providerName: string) => {
      const at = path`/groups/${projectId}/peers`;
      return (await allPages(http, { path: `/api/atlas/v2${at}`, accept: v2023, query: { providerName } }, Peering))
        .value;
    },

    accessList: (projectId: string) => list(path`/groups/${projectId}/accessList`, AccessListEntry),
    /** Adds to what is there; the list takes effect when its status is ACTIVE. */
    addToAccessList: async (projectId: string, entry: NewAccessListEntry): Promise<void> => {
      await change('POST', path`/groups/${projectId}/accessList`, z.unknown(), [NewAccessListEntry.parse(entry)]);
    },
    /** `entry` is the address or the CIDR block. False where there was none. */
    removeFromAccessList: (projectId: string, entry: string) =>
      removed(
        change('DELETE', path`/groups/${projectId}/accessList/${entry}`, z.unknown()),
        'ATLAS_ACCESS_LIST_NOT_FOUND',
      ),
    accessListStatus: (projectId: string, entry: string) =>
      get(path`/groups/${projectId}/accessList/${entry}/status`, AccessListStatus),

    databaseUsers: (projectId: string) => list(path`/groups/${projectId}/databaseUsers`, AtlasDatabaseUser),
    /** A list that has no pages. */
    customDbRoles: (projectId: string) => get(path`/groups/${projectId}/customDBRoles/roles`, z.array(CustomDbRole)),

    /** Atlas shows the token only now. `accessListIps` are the outside addresses of an Ops Manager, else none. */
    createLinkToken: (orgId: string, accessListIps: readonly string[]) =>
      change('POST', path`/orgs/${orgId}/liveMigrations/linkTokens`, LinkToken, { accessListIps }),
    /** Removes the organization's link and the token's key. False where there was none. */
    deleteLink: (orgId: string) =>
      removed(change('DELETE', path`/orgs/${orgId}/liveMigrations/linkTokens`, z.unknown()), 'UNEXPECTED_ERROR'),
    /** Source projects that are visible through the link. A list that has no pages. */
    availableProjects: (orgId: string) =>
      get(path`/orgs/${orgId}/liveMigrations/availableProjects`, z.array(AvailableProject)),

    validate: (projectId: string, request: LiveMigrationRequest) =>
      change('POST', path`/groups/${projectId}/liveMigrations/validate`, StartedValidation, sent(request), v202405),
    validation: (projectId: string, id: string) =>
      get(path`/groups/${projectId}/liveMigrations/validate/${id}`, Validation),
    /** Not idempotent, and Atlas lists no migrations: whoever loses the id cannot ask for it again. */
    createMigration: (projectId: string, request: LiveMigrationRequest) =>
      change('POST', path`/groups/${projectId}/liveMigrations`, CreatedMigration, sent(request), v202405),
    migration: async (projectId: string, id: string): Promise<LiveMigration> => {
      const at = path`/groups/${projectId}/liveMigrations/${id}`;
      const asked = { method: 'GET', path: `/api/atlas/v2${at}`, accept: v2023, schema: LiveMigration } as const;
      const { value, ...answer } = await http.ask(asked);
      const sandboxState = sandboxStateIn(answer);
      return sandboxState === undefined ? value : { ...value, sandboxState };
    },
    /** Accepted is not done: the effect shows in the migration's status. */
    cutover: async (projectId: string, id: string): Promise<void> => {
      await change('PUT', path`/groups/${projectId}/liveMigrations/${id}/cutover`, z.unknown());
    },
  };
}

/** Leaves out whatever the schema does not name: the services refuse unknown fields. */
function sent(request: LiveMigrationRequest): LiveMigrationRequest {
  return LiveMigrationRequest.parse(request);
}

function isAbsent(error: unknown): boolean {
  return error instanceof LivemigError && error.api?.status === 404;
}

/** The 404 for what is missing has this code (UNEXPECTED_ERROR for a link), that for a wrong organization or project one of its own. */
async function removed(deleting: Promise<unknown>, code: string): Promise<boolean> {
  try {
    await deleting;
    return true;
  } catch (error) {
    if (isAbsent(error) && error instanceof LivemigError && error.api?.errorCode === code) return false;
    throw error;
  }
}
