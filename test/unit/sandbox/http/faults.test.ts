import { describe, expect, it } from 'vitest';
import { createFaultPlan, parseFault } from '../../../../src/sandbox/faults.ts';
import { sandboxClient, send } from './sandbox-client.ts';
import { keyNamed, startTestSandbox } from './start-test-sandbox.ts';

describe('the grammar', () => {
  it.each([
    ['GET */clusters=503', { kind: 'status', status: 503 }],
    ['GET */clusters=retry-after:3', { kind: 'status', status: 429, retryAfterSeconds: 3 }],
    ['* *=latency:20', { kind: 'latency', ms: 20 }],
    ['PUT */cutover=drop-after', { kind: 'drop-after' }],
  ])('reads %s', (spec, action) => {
    expect(parseFault(spec).action).toEqual(action);
  });

  it.each([
    '',
    'GET',
    'GET /x',
    'GET /x=',
    'GET /x=200',
    'GET /x=explode',
    'GET /x#0=503',
    'GET /x=latency:soon',
    'get /x=503',
  ])('refuses %j, and says how to write it', (spec) => {
    expect(() => parseFault(spec)).toThrow(
      expect.objectContaining({ kind: 'usage', fix: expect.stringContaining('METHOD PATH') }),
    );
  });

  it('strikes the nth matching request only, where one is named', () => {
    const plan = createFaultPlan(['POST */liveMigrations#2=503']);
    const paths = ['/a/liveMigrations', '/a/liveMigrations/validate', '/a/liveMigrations', '/a/liveMigrations'];
    expect(paths.map((path) => plan.strike('POST', path).length)).toEqual([0, 0, 1, 0]);
  });

  it('takes dots and brackets in a path literally', () => {
    expect(createFaultPlan(['GET /a.b/(c)=503']).strike('GET', '/axb/(c)')).toEqual([]);
  });
});

describe('a planned fault', () => {
  const path = '/api/atlas/v2/orgs';

  async function withFault(spec: string) {
    const { sandbox, scenario } = await startTestSandbox({ faults: [spec] });
    return { sandbox, ask: sandboxClient(sandbox.atlasUrl, keyNamed(scenario.atlas.identities, 'livemig')) };
  }

  it.each([
    ['503', 503, /"error":503/, 'application/json'],
    ['html', 200, /<html>/, 'text/html;charset=utf-8'],
    ['broken-json', 200, /^\{"links":\[[^\]]*/, 'application/vnd.atlas.2023-01-01+json;charset=utf-8'],
  ])('%s changes the answer', async (action, status, text, contentType) => {
    const { ask } = await withFault(`GET ${path}=${action}`);
    const reply = await ask('GET', path);
    expect([reply.status, reply.text, reply.headers.get('content-type')]).toEqual([
      status,
      expect.stringMatching(text),
      contentType,
    ]);
  });

  it('broken-json cannot be parsed', async () => {
    const { ask } = await withFault(`GET ${path}=broken-json`);
    expect((await ask('GET', path)).body).toBeUndefined();
  });

  it('retry-after says how long to wait', async () => {
    const { ask } = await withFault(`GET ${path}=retry-after:7`);
    const reply = await ask('GET', path);
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([429, '7']);
  });

  it('unknown-status invents a value', async () => {
    const { sandbox, scenario } = await startTestSandbox({ faults: ['GET */migrationLink/status=unknown-status'] });
    const ask = sandboxClient(sandbox.managerUrl, keyNamed(scenario.manager.identities, 'livemig'));
    const org = scenario.manager.orgs[0]?.id;
    expect((await ask('GET', `/api/public/v1.0/orgs/${org}/liveExport/migrationLink/status`)).body).toEqual({
      status: 'REBALANCING',
    });
  });

  it.each(['drop-before', 'drop-after', 'half'])('%s breaks the connection off', async (action) => {
    const { sandbox, ask } = await withFault(`GET ${path}=${action}`);
    await expect(ask('GET', path)).rejects.toThrow();
    expect(sandbox.requests().map(({ status }) => status)).toEqual([401, null]);
  });

  it.each([
    ['drop-before', 0],
    ['drop-after', 1],
  ])('%s: the request has been carried out %i times', async (action, times) => {
    const { sandbox, scenario, ids } = await startTestSandbox({ faults: [`POST */accessList=${action}`] });
    const ask = sandboxClient(sandbox.atlasUrl, keyNamed(scenario.atlas.identities, 'livemig'));
    const list = `/api/atlas/v2/groups/${ids.project}/accessList`;
    await expect(ask('POST', list, { body: [{ ipAddress: '203.0.113.25' }] })).rejects.toThrow();
    expect((await ask('GET', list)).body).toMatchObject({ totalCount: times });
  });

  it('can be planned and cleared while the sandbox runs', async () => {
    const { sandbox, ask } = await withFault('GET /nowhere=503');
    const control = (method: string, sending = {}) => send(sandbox.controlUrl, method, '/faults', sending, undefined);
    expect((await control('POST', { body: { faults: [`GET ${path}=503`] } })).status).toBe(204);
    expect((await ask('GET', path)).status).toBe(503);
    expect((await control('DELETE')).status).toBe(204);
    expect((await ask('GET', path)).status).toBe(200);
    expect((await control('POST', { body: { faults: ['nonsense'] } })).status).toBe(400);
  });
});

describe('the hook', () => {
  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('can break a connection off %s the request is carried out', async (phase, times) => {
    const { atlas, ids } = await startTestSandbox({
      onRequest: ({ method, path, status }, when) =>
        method === 'POST' && path.endsWith('/accessList') && when === phase && status !== 401 ? 'drop' : undefined,
    });
    const list = `/api/atlas/v2/groups/${ids.project}/accessList`;
    await expect(atlas('POST', list, { body: [{ ipAddress: '203.0.113.25' }] })).rejects.toThrow();
    expect((await atlas('GET', list)).body).toMatchObject({ totalCount: times });
  });
});
