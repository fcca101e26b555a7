import { describe, expect, it } from 'vitest';
import { type AtlasApi, atlasApi } from '../../src/api/atlas.ts';
import type { LiveMigrationRequest } from '../../src/api/atlas-schemas.ts';
import { Secret } from '../../src/core/secret.ts';
import { atlasActions } from '../../src/core/user-plan/atlas-actions.ts';
import { roleRequest, userPlan, userRequest } from '../../src/core/user-plan/plan.ts';
import { outsideTheExtract } from './deviations.ts';
import { readOpenApi, type Sent } from './openapi.ts';
import { specFile, unlessThereIsNone } from './spec-file.ts';

const [org, project, id] = ['5f1a0c2d3e4b5a6978877661', '5f1a0c2d3e4b5a6978877662', '5f1a0c2d3e4b5a6978877663'];

const request: LiveMigrationRequest = {
  migrationHosts: ['mig01.corp.example'],
  dropDestinationData: true,
  source: {
    clusterName: 'rs-billing',
    groupId: project,
    managedAuthentication: false,
    ssl: true,
    username: 'migrator',
    password: new Secret('a password'),
    caCertificatePath: '/etc/ssl/source-ca.pem',
  },
  destination: { clusterName: 'Billing0', groupId: project, hostnameSchemaType: 'PUBLIC' },
};

const calls: Record<keyof AtlasApi, (api: AtlasApi) => Promise<unknown>> = {
  root: (api) => api.root(),
  orgs: (api) => api.orgs(),
  org: (api) => api.org(org),
  projects: (api) => api.projects(org),
  project: (api) => api.project(project),
  clusters: (api) => api.clusters(project),
  cluster: (api) => api.cluster(project, 'Billing0'),
  flexClusters: (api) => api.flexClusters(project),
  processArgs: (api) => api.processArgs(project, 'Billing0'),
  endpointServices: (api) => api.endpointServices(project, 'AWS'),
  peerings: (api) => api.peerings(project, 'AWS'),
  accessList: (api) => api.accessList(project),
  addToAccessList: (api) => api.addToAccessList(project, { ipAddress: '203.0.113.25', comment: 'livemig' }),
  removeFromAccessList: (api) => api.removeFromAccessList(project, '203.0.113.25'),
  accessListStatus: (api) => api.accessListStatus(project, '203.0.113.25'),
  databaseUsers: (api) => api.databaseUsers(project),
  customDbRoles: (api) => api.customDbRoles(project),
  createLinkToken: (api) => api.createLinkToken(org, ['203.0.113.7']),
  deleteLink: (api) => api.deleteLink(org),
  availableProjects: (api) => api.availableProjects(org),
  validate: (api) => api.validate(project, request),
  validation: (api) => api.validation(project, id),
  createMigration: (api) => api.createMigration(project, request),
  migration: (api) => api.migration(project, id),
  cutover: (api) => api.cutover(project, id),
};

/** Every call of the client against MongoDB's file: path, method, version, body. */
describe.skipIf(specFile === undefined)(`MongoDB's published Atlas Admin API${unlessThereIsNone}`, () => {
  const spec = specFile === undefined ? undefined : readOpenApi(specFile);

  it.each(Object.entries(calls))('knows what %s sends', async (_, call) => {
    const sent: Sent[] = [];
    await call(atlasApi(recorder(sent))).catch((error: unknown) => {
      if (error !== recorded) throw error;
    });
    expect(sent).toHaveLength(1);
    const left = sent.filter(({ method, path }) => spec?.has(method, path) || !outsideTheExtract.test(path));
    expect(left.flatMap((request) => spec?.requestObjections(request))).toEqual([]);
  });
});

/** What `livemig plan-users` has a person send. */
describe.skipIf(specFile === undefined)(`the bodies that a person sends fit it${unlessThereIsNone}`, () => {
  const spec = specFile === undefined ? undefined : readOpenApi(specFile);
  const orders = { db: 'shop', collection: 'orders' };
  const clerk = {
    ...{ role: 'clerk', db: 'shop', roles: [{ role: 'read', db: 'shop' }], restrictions: [] },
    privileges: [
      { resource: orders, actions: Object.keys(atlasActions) },
      { resource: { cluster: true as const }, actions: ['inprog'] },
    ],
  };
  const user = { user: 'app', db: 'shop', roles: [{ role: 'dbOwner', db: 'shop' }], mechanisms: [], restrictions: [] };
  const plan = userPlan(
    {
      ...{ users: [user], roles: [clerk], migrationLogins: [] },
      ...{ inAtlas: { compared: false, reason: '' }, target: { project, cluster: 'Billing0' } },
    },
    { searchIndexes: [], zones: { ranges: [], shards: [] } },
  );
  const objections = (requests: readonly Sent[]) =>
    requests
      .filter(({ method, path }) => spec?.has(method, path) || !outsideTheExtract.test(path))
      .flatMap((request) => spec?.requestObjections(request) ?? []);
  const roles = plan.roles.flatMap(({ body }) => (body === undefined ? [] : roleRequest(project, body)));
  const users = plan.users.flatMap(({ body }) => (body === undefined ? [] : userRequest(project, body)));

  it('of a custom role, with every action that Atlas knows', () => {
    expect(roles).toHaveLength(1);
    expect(objections(roles)).toEqual([]);
  });

  it('of a database user, once its password is set', () => {
    expect(objections(users)).toEqual([expect.stringMatching(/password/)]);
    const filled = users.map(({ body, ...rest }) => ({ ...rest, body: { ...body, password: 'long enough' } }));
    expect(objections(filled)).toEqual([]);
  });
});

const recorded = new Error('the request has been recorded');

function recorder(sent: Sent[]) {
  const record = async ({ body, ...rest }: Sent) => {
    sent.push(body === undefined ? rest : { ...rest, body: revealed(body) });
    throw recorded;
  };
  return { send: record, ask: record };
}

/** As it goes over the wire: a secret is written out. */
function revealed(body: unknown): unknown {
  if (body instanceof Secret) return body.reveal();
  if (Array.isArray(body)) return body.map(revealed);
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, revealed(value)]));
}
