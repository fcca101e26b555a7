import { afterEach, describe, expect, it } from 'vitest';
import { createHttp } from '../../../src/api/http.ts';
import { type ManagerApi, managerApi } from '../../../src/api/ops-manager.ts';
import { Secret } from '../../../src/core/secret.ts';
import { challenge, httpOptions } from '../../support/api-credentials.ts';
import { caught } from '../../support/caught.ts';
import { type Step, scriptedServer } from '../../support/scripted-server.ts';

const open: Array<{ close(): Promise<void> }> = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function manager(...steps: readonly Step[]) {
  const server = await scriptedServer([challenge('n1'), ...steps]);
  open.push(server);
  return { server, api: managerApi(createHttp(httpOptions(server.url, { serviceName: 'Ops Manager' }))) };
}

const page = { results: [], totalCount: 0 };

describe('each call', () => {
  it.each<[string, (api: ManagerApi) => Promise<unknown>, string, unknown]>([
    ['root', (api) => api.root(), 'GET ', { appName: 'MongoDB Ops Manager' }],
    ['orgs', (api) => api.orgs(), 'GET /orgs?pageNum=1&itemsPerPage=500', page],
    ['org', (api) => api.org('o1'), 'GET /orgs/o1', { id: 'o1', name: 'n' }],
    ['projects', (api) => api.projects('o1'), 'GET /orgs/o1/groups?pageNum=1&itemsPerPage=500', page],
    ['project', (api) => api.project('p1'), 'GET /groups/p1', { id: 'p1', name: 'n', orgId: 'o1' }],
    ['clusters', (api) => api.clusters('p1'), 'GET /groups/p1/clusters?pageNum=1&itemsPerPage=500', page],
    ['hosts', (api) => api.hosts('p1'), 'GET /groups/p1/hosts?pageNum=1&itemsPerPage=500', page],
    [
      'hosts of a cluster',
      (api) => api.hosts('p1', 'c1'),
      'GET /groups/p1/hosts?clusterId=c1&pageNum=1&itemsPerPage=500',
      page,
    ],
    [
      'agents',
      (api) => api.agents('p1', 'AUTOMATION'),
      'GET /groups/p1/agents/AUTOMATION?pageNum=1&itemsPerPage=500',
      page,
    ],
    ['agent keys', (api) => api.agentKeys('p1'), 'GET /groups/p1/agentapikeys', []],
    [
      'new agent key',
      (api) => api.createAgentKey('p1', 'd'),
      'POST /groups/p1/agentapikeys {"desc":"d"}',
      { _id: 'k', key: 'x' },
    ],
    ['delete agent key', (api) => api.deleteAgentKey('p1', 'k'), 'DELETE /groups/p1/agentapikeys/k', undefined],
    [
      'connect',
      (api) => api.connect('o1', new Secret('planted')),
      'POST /orgs/o1/liveExport/migrationLink {"linkToken":"planted"}',
      { status: 'SYNCED' },
    ],
    [
      'link status',
      (api) => api.linkStatus('o1'),
      'GET /orgs/o1/liveExport/migrationLink/status',
      { status: 'SYNCED' },
    ],
    ['disconnect', (api) => api.disconnect('o1'), 'DELETE /orgs/o1/liveExport/migrationLink', undefined],
  ])('%s has its path and its body, and plain JSON', async (_name, call, expected, body) => {
    const { server, api } = await manager({ body });
    await call(api);
    const sent = server.seen[1];
    const [method, rest = ''] = expected.split(/ (.*)/s);
    expect(`${sent?.method} ${sent?.url}${sent?.body ? ` ${sent.body}` : ''}`).toBe(
      `${method} /api/public/v1.0${rest}`,
    );
    expect(sent?.headers.accept).toBe('application/json');
    expect(server.unplanned).toEqual([]);
  });
});

describe('answers', () => {
  it.each([
    ['gitHash=abc; versionString=8.0.4', '8.0.4'],
    ['gitHash=abc', undefined],
    [undefined, undefined],
  ])('of the root with the header "%s" tell the version %s', async (header, version) => {
    const headers = header === undefined ? {} : { 'X-MongoDB-Service-Version': header };
    const { api } = await manager({ headers, body: { appName: 'MongoDB Ops Manager', build: 'b' } });
    await expect(api.root()).resolves.toEqual({ appName: 'MongoDB Ops Manager', serviceVersion: version });
  });

  it('with agents hold the time of the server', async () => {
    const date = 'Sun, 18 Jan 2026 14:30:00 GMT';
    const results = [{ hostname: 'mig01', stateName: 'SOMETHING_NEW', lastConf: '2026-01-18T14:27:42Z' }];
    const { api } = await manager({ headers: { date }, body: { results, totalCount: 1 } });
    const { agents, answeredAt } = await api.agents('p1', 'AUTOMATION');
    expect([agents[0]?.stateName, answeredAt.toISOString()]).toEqual(['SOMETHING_NEW', '2026-01-18T14:30:00.000Z']);
  });

  it('with an agent key hide it', async () => {
    const { api } = await manager({ body: { _id: 'k1', key: 'planted', desc: 'd' } });
    const made = await api.createAgentKey('p1', 'd');
    expect([made.id, JSON.stringify(made).includes('planted'), made.key.reveal()]).toEqual(['k1', false, 'planted']);
  });

  it('with a masked agent key are refused', async () => {
    const { api } = await manager({ body: { _id: 'k1', key: '********8b87' } });
    const error = await caught(api.createAgentKey('p1', 'd'));
    expect([error.code, error.message]).toEqual(['API_UNEXPECTED_ANSWER', expect.stringContaining('masked')]);
    expect(error.message).not.toContain('8b87');
  });

  it.each([
    ['never linked, as Atlas would say it', { errorCode: 'UNEXPECTED_ERROR' }],
    ['never linked, as a missing resource', { errorCode: 'RESOURCE_NOT_FOUND' }],
  ])('404 to the link status is NOT_SYNCED: %s', async (_case, body) => {
    const { api } = await manager({ status: 404, body });
    await expect(api.linkStatus('o1')).resolves.toEqual({ status: 'NOT_SYNCED' });
  });

  it.each([
    ['another organization', { errorCode: 'ORG_NOT_FOUND' }],
    ['an Atlas organization', { errorCode: 'EXPECTED_NON_ATLAS_ORG' }],
    ['a page of a proxy', '<html>not here</html>'],
  ])('404 to the link status stays an error: %s', async (_case, body) => {
    const { api } = await manager({ status: 404, body });
    expect((await caught(api.linkStatus('o1'))).api?.status).toBe(404);
  });

  it('to undoing what is not there say so', async () => {
    const gone = (errorCode: string) => ({ status: 404, body: { errorCode } });
    const { api } = await manager(gone('UNEXPECTED_ERROR'), challenge('n2'), gone('GROUP_API_KEY_NOT_FOUND'));
    expect([await api.disconnect('o1'), await api.deleteAgentKey('p1', 'k')]).toEqual([false, false]);
  });
});
