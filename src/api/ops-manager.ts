import { z } from 'zod';
import { LivemigError } from '../core/errors.ts';
import type { Secret } from '../core/secret.ts';
import type { Http } from './http.ts';
import {
  AgentKey,
  AgentVersions,
  AutomationConfig,
  LinkStatus,
  ManagerAgent,
  ManagerCluster,
  ManagerHost,
  ManagerOrg,
  ManagerProject,
  ManagerRoot,
  NewAgentKey,
} from './ops-manager-schemas.ts';
import { allPages } from './pages.ts';
import { path } from './path.ts';

const accept = 'application/json';
const root = '/api/public/v1.0';

export type ManagerApi = ReturnType<typeof managerApi>;

/** Public API v1.0 of Ops Manager and Cloud Manager, one function per call. Organizations and projects are the source's. */
export function managerApi(http: Http) {
  const get = <T>(at: string, schema: z.ZodType<T>) =>
    http.send({ method: 'GET', path: `${root}${at}`, accept, schema });
  const pages = <T>(at: string, item: z.ZodType<T>, query = {}) =>
    allPages(http, { path: `${root}${at}`, accept, query }, item);
  const list = async <T>(at: string, item: z.ZodType<T>, query = {}) => (await pages(at, item, query)).value;
  const change = <T>(method: 'POST' | 'DELETE', at: string, schema: z.ZodType<T>, body?: unknown) =>
    http.send({ method, path: `${root}${at}`, accept, schema, body });
  const linkOf = (orgId: string) => path`/orgs/${orgId}/liveExport/migrationLink`;

  return {
    /** Tells Ops Manager from Cloud Manager. `serviceVersion` is Ops Manager's release, where it is told. */
    root: async () => {
      const { value, headers } = await http.ask({ method: 'GET', path: root, accept, schema: ManagerRoot });
      return { appName: value.appName, serviceVersion: versionIn(headers['x-mongodb-service-version']) };
    },
    orgs: () => list('/orgs', ManagerOrg),
    org: (orgId: string) => get(path`/orgs/${orgId}`, ManagerOrg),
    projects: (orgId: string) => list(path`/orgs/${orgId}/groups`, ManagerProject),
    project: (projectId: string) => get(path`/groups/${projectId}`, ManagerProject),
    clusters: (projectId: string) => list(path`/groups/${projectId}/clusters`, ManagerCluster),
    hosts: (projectId: string, clusterId?: string) =>
      list(path`/groups/${projectId}/hosts`, ManagerHost, clusterId === undefined ? {} : { clusterId }),

    /** Names of the replica sets and sharded clusters that Automation manages; the redacted config, without its secrets. */
    automated: async (projectId: string): Promise<string[]> => {
      const { replicaSets, sharding } = await get(
        path`/groups/${projectId}/automationConfig/noSecrets`,
        AutomationConfig,
      ).catch((error: unknown): AutomationConfig => {
        if (isMissing(error, ['AUTOMATION_CONFIG_NOT_FOUND', 'RESOURCE_NOT_FOUND'])) return {};
        throw error;
      });
      return [...(replicaSets ?? []).map(({ _id }) => _id), ...(sharding ?? []).flatMap(({ name }) => name ?? [])];
    },

    /** `answeredAt` is the server's time: how fresh `lastConf` is must not depend on this machine's clock. */
    agents: async (projectId: string, type: 'AUTOMATION') => {
      const { value, answeredAt } = await pages(path`/groups/${projectId}/agents/${type}`, ManagerAgent);
      return { agents: value, answeredAt };
    },
    /** Ops Manager has this call, Cloud Manager does not. */
    agentVersions: async (projectId: string) =>
      (await get(path`/groups/${projectId}/agents/versions`, AgentVersions)).entries ?? [],
    /** The manager shows the key only now. */
    createAgentKey: (projectId: string, desc: string) =>
      change('POST', path`/groups/${projectId}/agentapikeys`, NewAgentKey, { desc }),
    agentKeys: (projectId: string) => get(path`/groups/${projectId}/agentapikeys`, z.array(AgentKey)),
    /** False where there was none. */
    deleteAgentKey: (projectId: string, id: string) =>
      removed(change('DELETE', path`/groups/${projectId}/agentapikeys/${id}`, z.unknown()), agentKeyGone),

    /** The status may still be NOT_SYNCED after success. */
    connect: (orgId: string, token: Secret) => change('POST', linkOf(orgId), LinkStatus, { linkToken: token }),
    /** NOT_SYNCED also where there is no link: what the manager answers then is not documented (manager API notes, section 3). */
    linkStatus: (orgId: string) =>
      get(`${linkOf(orgId)}/status`, LinkStatus).catch((error: unknown) => {
        if (isMissing(error, linkGone)) return { status: 'NOT_SYNCED' };
        throw error;
      }),
    /** False where there was none. */
    disconnect: (orgId: string) => removed(change('DELETE', linkOf(orgId), z.unknown()), linkGone),
  };
}

/** Codes of a 404 that say "there is none", and not "wrong organization". */
const linkGone = ['UNEXPECTED_ERROR', 'RESOURCE_NOT_FOUND'];
const agentKeyGone = ['GROUP_API_KEY_NOT_FOUND', 'RESOURCE_NOT_FOUND'];

function isMissing(error: unknown, codes: readonly string[]): boolean {
  return error instanceof LivemigError && error.api?.status === 404 && codes.includes(error.api.errorCode ?? '');
}

async function removed(deleting: Promise<unknown>, codes: readonly string[]): Promise<boolean> {
  try {
    await deleting;
    return true;
  } catch (error) {
    if (isMissing(error, codes)) return false;
    throw error;
  }
}

/** `gitHash=…; versionString=8.0.4` */
function versionIn(header: string | undefined): string | undefined {
  return /versionString=([^;\s]+)/.exec(header ?? '')?.[1];
}
