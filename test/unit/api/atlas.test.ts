import { afterEach, describe, expect, it } from 'vitest';
import { type AtlasApi, atlasApi } from '../../../src/api/atlas.ts';
import type { LiveMigrationRequest } from '../../../src/api/atlas-schemas.ts';
import { createHttp } from '../../../src/api/http.ts';
import { Secret } from '../../../src/core/secret.ts';
import { challenge, httpOptions } from '../../support/api-credentials.ts';
import { caught } from '../../support/caught.ts';
import { type Step, scriptedServer } from '../../support/scripted-server.ts';

const open: Array<{ close(): Promise<void> }> = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function atlas(...steps: readonly Step[]) {
  const server = await scriptedServer([challenge('n1'), ...steps]);
  open.push(server);
  return { server, api: atlasApi(createHttp(httpOptions(server.url))) };
}

const request: LiveMigrationRequest = {
  migrationHosts: ['mig01.corp.example'],
  dropDestinationData: false,
  source: {
    clusterName: 'rs-billing',
    groupId: 's1',
    managedAuthentication: false,
    ssl: true,
    username: 'migrator',
    password: new Secret('planted-password'),
  },
  destination: { clusterName: 'Billing0', groupId: 'p1', hostnameSchemaType: 'PUBLIC' },
};
const id = '65f0a1b2c3d4e5f6a7b8c9d0';
const page = { results: [], totalCount: 0 };
const [v2023, v202405, v202408, v202411] = ['2023-01-01', '2024-05-30', '2024-08-05', '2024-11-13'];

describe('each call', () => {
  it.each<[string, (api: AtlasApi) => Promise<unknown>, string, string | undefined, unknown]>([
    ['root', (api) => api.root(), 'GET ', v2023, {}],
    ['orgs', (api) => api.orgs(), 'GET /orgs?pageNum=1&itemsPerPage=500', v2023, page],
    ['org', (api) => api.org('o1'), 'GET /orgs/o1', v2023, { id: 'o1', name: 'n' }],
    ['projects', (api) => api.projects('o1'), 'GET /orgs/o1/groups?pageNum=1&itemsPerPage=500', v2023, page],
    ['project', (api) => api.project('p1'), 'GET /groups/p1', v2023, { id: 'p1', name: 'n', orgId: 'o1' }],
    ['clusters', (api) => api.clusters('p1'), 'GET /groups/p1/clusters?pageNum=1&itemsPerPage=500', v202408, page],
    ['cluster', (api) => api.cluster('p1', 'A b'), 'GET /groups/p1/clusters/A%20b', v202408, { name: 'A b' }],
    ['flex', (api) => api.flexClusters('p1'), 'GET /groups/p1/flexClusters?pageNum=1&itemsPerPage=500', v202411, page],
    ['processArgs', (api) => api.processArgs('p1', 'c'), 'GET /groups/p1/clusters/c/processArgs', v202408, {}],
    [
      'databaseUsers',
      (api) => api.databaseUsers('p1'),
      'GET /groups/p1/databaseUsers?pageNum=1&itemsPerPage=500',
      v2023,
      page,
    ],
    [
      'endpointServices',
      (api) => api.endpointServices('p1', 'AWS'),
      'GET /groups/p1/privateEndpoint/AWS/endpointService',
      v2023,
      [],
    ],
    [
      'peerings',
      (api) => api.peerings('p1', 'GCP'),
      'GET /groups/p1/peers?providerName=GCP&pageNum=1&itemsPerPage=500',
      v2023,
      page,
    ],
    ['accessList', (api) => api.accessList('p1'), 'GET /groups/p1/accessList?pageNum=1&itemsPerPage=500', v2023, page],
    [
      'access list status',
      (api) => api.accessListStatus('p1', '203.0.113.0/24'),
      'GET /groups/p1/accessList/203.0.113.0%2F24/status',
      v2023,
      { STATUS: 'ACTIVE' },
    ],
    [
      'available projects',
      (api) => api.availableProjects('o1'),
      'GET /orgs/o1/liveMigrations/availableProjects',
      v2023,
      [],
    ],
    ['validation', (api) => api.validation('p1', 'v1'), 'GET /groups/p1/liveMigrations/validate/v1', v2023, {}],
    ['migration', (api) => api.migration('p1', 'm1'), 'GET /groups/p1/liveMigrations/m1', v2023, {}],
    [
      'add to the access list',
      (api) => api.addToAccessList('p1', { ipAddress: '203.0.113.7', comment: 'c' }),
      'POST /groups/p1/accessList [{"ipAddress":"203.0.113.7","comment":"c"}]',
      v2023,
      page,
    ],
    [
      'link token',
      (api) => api.createLinkToken('o1', ['203.0.113.7']),
      'POST /orgs/o1/liveMigrations/linkTokens {"accessListIps":["203.0.113.7"]}',
      v2023,
      { linkToken: 't' },
    ],
    ['delete link', (api) => api.deleteLink('o1'), 'DELETE /orgs/o1/liveMigrations/linkTokens', v2023, undefined],
    ['cutover', (api) => api.cutover('p1', 'm1'), 'PUT /groups/p1/liveMigrations/m1/cutover', v2023, undefined],
  ])('%s has its path, its version and its body', async (_name, call, expected, version, body) => {
    const { server, api } = await atlas({ body });
    await call(api);
    const sent = server.seen[1];
    const [method, rest = ''] = expected.split(/ (.*)/s);
    expect(`${sent?.method} ${sent?.url}${sent?.body ? ` ${sent.body}` : ''}`).toBe(`${method} /api/atlas/v2${rest}`);
    expect(sent?.headers.accept).toBe(`application/vnd.atlas.${version}+json`);
    expect(server.unplanned).toEqual([]);
  });

  it.each<[string, (api: AtlasApi) => Promise<unknown>, string]>([
    ['validate', (api) => api.validate('p1', request), '/validate'],
    ['create', (api) => api.createMigration('p1', request), ''],
  ])(
    '%s sends the form with dropDestinationData, and the password in the clear only there',
    async (_name, call, end) => {
      const { server, api } = await atlas({ status: 201, body: { _id: id, status: 'PENDING' } });
      await expect(call(api)).resolves.toMatchObject({ _id: id });
      const sent = server.seen[1];
      expect([sent?.url, sent?.headers['content-type']]).toEqual([
        `/api/atlas/v2/groups/p1/liveMigrations${end}`,
        `application/vnd.atlas.${v202405}+json`,
      ]);
      const source = { ...request.source, password: 'planted-password' };
      expect(JSON.parse(sent?.body ?? '')).toEqual({ ...request, source });
      expect(server.seen[0]?.body).toBe('');
    },
  );
});

describe('an answer to the creation', () => {
  it.each<[string, unknown]>([
    ['no id', {}],
    ['an empty id', { _id: '' }],
    ['an id that is none', { _id: 'x' }],
    ['a path as the id', { _id: '../../orgs' }],
    ['the password as the id', { _id: 'planted-password' }],
    ['an id with more', { _id: `${id}\n` }],
    ['several ids', { _id: [id, id] }],
    ['nothing', undefined],
  ])('with %s has an unknown outcome, and repeats nothing', async (_, body) => {
    const { api } = await atlas({ status: 201, body });
    const error = await caught(api.createMigration('p1', request));
    expect(error).toMatchObject({ kind: 'api', api: { delivery: 'unknown' } });
    expect(JSON.stringify(error)).not.toContain('planted');
  });

  it('keeps no secret that it repeats, wherever that stands', async () => {
    const body = { _id: id, status: 'is planted-password', migrationHosts: ['planted-password'] };
    const { api } = await atlas({ status: 201, body });
    expect(JSON.stringify(await api.createMigration('p1', request))).not.toContain('planted');
  });
});

describe('lists', () => {
  const items = (from: number, count: number) =>
    Array.from({ length: count }, (_, at) => ({ id: `${from + at}`, name: 'n' }));

  it.each([
    [
      'the total says that there is more',
      [
        { results: items(0, 500), totalCount: 501 },
        { results: items(500, 1), totalCount: 501 },
      ],
      501,
    ],
    [
      'the server gives shorter pages than asked for',
      [
        { results: items(0, 2), totalCount: 3 },
        { results: items(2, 1), totalCount: 3 },
      ],
      3,
    ],
    ['there is no total, and the page is full', [{ results: items(0, 500) }, { results: items(500, 3) }], 503],
    [
      'the total promises more than there is',
      [
        { results: items(0, 1), totalCount: 9 },
        { results: [], totalCount: 9 },
      ],
      1,
    ],
    [
      'the total promises less than there is',
      [
        { results: items(0, 500), totalCount: 500 },
        { results: items(500, 2), totalCount: 500 },
      ],
      502,
    ],
    ['all of it is on one page', [{ results: items(0, 499), totalCount: 499 }], 499],
    ['it is empty', [{ results: [], totalCount: 0 }], 0],
  ])('are read to the end: %s', async (_case, pages, count) => {
    const { server, api } = await atlas(...pages.map((body) => ({ body })));
    const orgs = await api.orgs();
    expect(orgs.map(({ id }) => id)).toEqual(items(0, count).map(({ id }) => id));
    expect(server.unplanned).toEqual([]);
  });
});

describe('answers', () => {
  it.each([
    ['a status that nobody knows', { _id: 'm', status: 'PAUSED_BY_MOON', readyForCutover: false }, 'PAUSED_BY_MOON'],
    ['no status yet', { _id: 'm', status: null, lagTimeSeconds: null, readyForCutover: null }, null],
    ['next to nothing', {}, undefined],
  ])('of a migration pass as they are: %s', async (_case, body, status) => {
    const { api } = await atlas({ body });
    expect((await api.migration('p1', 'm')).status).toBe(status);
  });

  it('may hold fields that are not known here, which are left out', async () => {
    const { api } = await atlas({ body: { name: 'A', newField: [1], links: [{ href: 'https://elsewhere.example' }] } });
    await expect(api.cluster('p1', 'A')).resolves.toEqual({ name: 'A', replicationSpecs: [] });
  });

  it('with a link-token hide it', async () => {
    const { api } = await atlas({ status: 201, body: { linkToken: 'planted' } });
    const answer = await api.createLinkToken('o1', []);
    expect([JSON.stringify(answer).includes('planted'), answer.linkToken.reveal()]).toEqual([false, 'planted']);
  });

  it('that create a migration without telling its id leave the outcome unknown', async () => {
    const { api } = await atlas({ status: 201, body: { status: 'NEW' } });
    const error = await caught(api.createMigration('p1', request));
    expect([error.api?.delivery, error.message]).toEqual(['unknown', expect.stringContaining('"_id"')]);
  });

  it('404 for Flex means none', async () => {
    const { api } = await atlas({ status: 404, body: { errorCode: 'RESOURCE_NOT_FOUND' } });
    await expect(api.flexClusters('p1')).resolves.toEqual([]);
  });

  it('to deleting a link that is not there say so', async () => {
    const { api } = await atlas({ status: 404, body: { errorCode: 'UNEXPECTED_ERROR', detail: 'Could not find it.' } });
    await expect(api.deleteLink('o1')).resolves.toBe(false);
  });

  it('to deleting the link of another organization are errors', async () => {
    const { api } = await atlas({ status: 404, body: { errorCode: 'ORG_NOT_FOUND' } });
    expect((await caught(api.deleteLink('o1'))).api?.errorCode).toBe('ORG_NOT_FOUND');
  });
});
