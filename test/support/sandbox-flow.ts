import { expect, onTestFinished } from 'vitest';
import type { SandboxOptions } from '../../src/sandbox/index.ts';
import { startQuietSandbox } from './quiet-sandbox.ts';
import { realClock, sandboxClient, send, until } from './sandbox-client.ts';

/**
 * A sandbox for plain requests, none of livemig's own code, closed after the test. Few ask what its applications write,
 * which would cost much of the time.
 */
export async function startForMigration(different: Partial<SandboxOptions> = {}, start = startQuietSandbox) {
  const options = { manager: 'cloud-manager', speed: 600, faults: [], agent: 'after-key', documents: 50 } as const;
  const sandbox = await start({ ...options, clock: realClock, ...different });
  onTestFinished(() => sandbox.close());
  const { env } = sandbox;
  const client = (side: 'ATLAS' | 'MANAGER') =>
    sandboxClient(env[`LIVEMIG_${side}_URL`] ?? '', {
      publicKey: env[`LIVEMIG_${side}_PUBLIC_KEY`] ?? '',
      privateKey: env[`LIVEMIG_${side}_PRIVATE_KEY`] ?? '',
    });
  const control = (method: string, path: string, body?: unknown) =>
    send(sandbox.controlUrl, method, path, body === undefined ? {} : { body }, undefined);
  return { sandbox, env, atlas: client('ATLAS'), manager: client('MANAGER'), control };
}

export type Started = Awaited<ReturnType<typeof startForMigration>>;

export function field(text: string, name: string): string {
  return new RegExp(`"${name}":"?([^",}]+)`).exec(text)?.[1] ?? '';
}

/** The ids behind the names in the environment; each list's first entity is the one. */
export async function idsOf({ env, atlas, manager }: Started) {
  const [atlasBase, managerBase] = ['/api/atlas/v2', '/api/public/v1.0'];
  return {
    org: field((await atlas('GET', `${atlasBase}/orgs?name=${env.LIVEMIG_ATLAS_ORG}`)).text, 'id'),
    project: field((await atlas('GET', `${atlasBase}/groups/byName/${env.LIVEMIG_ATLAS_PROJECT}`)).text, 'id'),
    sourceOrg: field((await manager('GET', `${managerBase}/orgs?name=${env.LIVEMIG_SOURCE_ORG}`)).text, 'id'),
    sourceProject: field(
      (await manager('GET', `${managerBase}/groups/byName/${env.LIVEMIG_SOURCE_PROJECT}`)).text,
      'id',
    ),
  };
}

export type Ids = Awaited<ReturnType<typeof idsOf>>;

export async function linkAndProvision(
  { env, atlas, manager }: Started,
  { org, project, sourceOrg, sourceProject }: Ids,
) {
  const token = await atlas('POST', `/api/atlas/v2/orgs/${org}/liveMigrations/linkTokens`, {
    body: { accessListIps: ['198.51.100.4'] },
  });
  const link = `/api/public/v1.0/orgs/${sourceOrg}/liveExport/migrationLink`;
  expect((await manager('POST', link, { rawBody: token.text })).status).toBe(201);
  expect(
    (await manager('POST', `/api/public/v1.0/groups/${sourceProject}/agentapikeys`, { body: { desc: 'e2e' } })).status,
  ).toBe(200);
  const entries = `/api/atlas/v2/groups/${project}/accessList`;
  await atlas('POST', entries, { body: [{ ipAddress: env.LIVEMIG_MIGRATION_HOST_IP }] });
  await until(
    () => atlas('GET', `${entries}/${env.LIVEMIG_MIGRATION_HOST_IP}/status`),
    ({ text }) => text.includes('ACTIVE'),
  );
  await until(
    () => atlas('GET', `/api/atlas/v2/orgs/${org}/liveMigrations/availableProjects`),
    ({ text }) => text.includes(env.LIVEMIG_MIGRATION_HOST ?? 'absent'),
  );
}

export function requestOf({ env }: Started, { project, sourceProject }: Ids, source: object = {}) {
  return {
    migrationHosts: [env.LIVEMIG_MIGRATION_HOST],
    dropDestinationData: false,
    source: {
      clusterName: env.LIVEMIG_SOURCE_CLUSTER,
      groupId: sourceProject,
      managedAuthentication: false,
      username: env.LIVEMIG_SOURCE_USERNAME,
      password: env.LIVEMIG_SOURCE_PASSWORD,
      ssl: false,
      ...source,
    },
    destination: { clusterName: env.LIVEMIG_DESTINATION_CLUSTER, groupId: project, hostnameSchemaType: 'PUBLIC' },
  };
}

export async function validated({ atlas }: Started, { project }: Ids, body: object) {
  const path = `/api/atlas/v2/groups/${project}/liveMigrations/validate`;
  const id = field((await atlas('POST', path, { body })).text, '_id');
  return until(
    () => atlas('GET', `${path}/${id}`),
    ({ text }) => !text.includes('PENDING'),
  );
}

/** Everything up to the request that creates a migration. */
export async function startProvisioned(different: Partial<SandboxOptions> = {}, start = startQuietSandbox) {
  const started = await startForMigration(different, start);
  const ids = await idsOf(started);
  await linkAndProvision(started, ids);
  return { ...started, ids };
}
