import { describe, expect, it } from 'vitest';
import { createFaultPlan, parseFault } from '../../../src/sandbox/faults/fault-plan.ts';
import { type Sending, sandboxClient, send } from '../../support/sandbox-client.ts';
import { keyNamed, startTestSandbox } from '../../support/start-test-sandbox.ts';

describe('the grammar', () => {
  it.each([
    ['GET */clusters=503', { action: { kind: 'status', status: 503 } }],
    ['GET */clusters=429:3', { action: { kind: 'status', status: 429, detail: { retryAfterSeconds: 3 } } }],
    ['* *=401:NOT_ORG_OWNER', { action: { kind: 'status', status: 401, detail: { errorCode: 'NOT_ORG_OWNER' } } }],
    ['* *=latency:20', { action: { kind: 'latency', ms: 20 } }],
    ['* *=html', { action: { kind: 'html', status: 200 } }],
    ['* *=html:502', { action: { kind: 'html', status: 502 } }],
    [
      '* *=redirect:http://other.example/x?a=b',
      { action: { kind: 'redirect', location: 'http://other.example/x?a=b' } },
    ],
    [
      'PUT */cutover=drop-after',
      { method: 'PUT', action: { kind: 'drop-after' }, from: 1, until: Infinity, percent: 100 },
    ],
    ['GET /a#2=half', { from: 2, until: 2 }],
    ['GET /a#2-4=half', { from: 2, until: 4 }],
    ['GET /a#2-=half', { from: 2, until: Infinity }],
    ['GET /a#/3=half', { from: 1, until: Infinity, every: 3 }],
    ['GET /a#/3~50%:9=half', { every: 3, percent: 50, seed: 9 }],
    ['GET /a~20%=half', { percent: 20 }],
    ['GET /a#3-~0.5%:42=half', { from: 3, percent: 0.5, seed: 42 }],
    ['agent=never', { kind: 'service', name: 'agent', value: 'never' }],
  ])('reads %s', (spec, fault) => {
    expect(parseFault(spec)).toMatchObject(fault);
  });

  it.each([
    '',
    'GET',
    'GET /x',
    'GET /x=',
    'GET /x#0=503',
    'GET /x#4-2=503',
    'GET /x#/0=503',
    'GET /x#2/3=503',
    'GET /x~0%=503',
    'GET /x~101%=503',
    'get /x=503',
    'toString=x',
    // What looks for an end in every place would take hours.
    ' '.repeat(10_000),
  ])('refuses %j, and says how to write it', (spec) => {
    expect(() => parseFault(spec)).toThrow(
      expect.objectContaining({ kind: 'usage', fix: expect.stringContaining('METHOD PATH') }),
    );
  });

  it.each([
    ['GET /x=200', '"200" is not an action; one of: STATUS'],
    ['GET /x=explode', '"explode" is not an action'],
    ['GET /x#2~10%=503:soon', '"503:soon" is not an action'],
    ['GET /x=latency:soon', '"latency:soon" is not an action'],
    ['GET /x=latency', '"latency" is not an action'],
    ['GET /x=half:1', '"half:1" is not an action'],
    ['GET /x=html:99', '"html:99" is not an action'],
    ['GET /x=redirect:nowhere', '"redirect:nowhere" is not an action'],
    ['agent=never=never', '"never=never" is not what can happen to agent'],
    ['agent=late', '"late" is not what can happen to agent; one of: never, silent.'],
  ])('refuses %j, and says which part of it is wrong', (spec, fix) => {
    expect(() => parseFault(spec)).toThrow(
      expect.objectContaining({ kind: 'usage', code: 'FAULT_SPEC', fix: expect.stringContaining(fix) }),
    );
  });
});

describe('a plan', () => {
  const struck = (spec: string, requests: number) => {
    const plan = createFaultPlan([spec]);
    return Array.from({ length: requests }, () => plan.strike('GET', '/a').length);
  };

  it.each([
    ['GET /a#2=503', [0, 1, 0, 0]],
    ['GET /a#2-3=503', [0, 1, 1, 0]],
    ['GET /a#3-=503', [0, 0, 1, 1]],
    ['GET /a#/2=503', [0, 1, 0, 1]],
    ['POST /a=503', [0, 0, 0, 0]],
  ])('%s strikes the requests it names', (spec, expected) => {
    expect(struck(spec, 4)).toEqual(expected);
  });

  it('counts only the requests that are meant', () => {
    const plan = createFaultPlan(['POST */liveMigrations#2=503']);
    const paths = ['/a/liveMigrations', '/a/liveMigrations/validate', '/a/liveMigrations', '/a/liveMigrations'];
    expect(paths.map((path) => plan.strike('POST', path).length)).toEqual([0, 0, 1, 0]);
    expect(plan.list()).toEqual([{ spec: 'POST */liveMigrations#2=503', seen: 3, hits: 1 }]);
  });

  it('takes dots and brackets in a path literally', () => {
    expect(createFaultPlan(['GET /a.b/(c)=503']).strike('GET', '/axb/(c)')).toEqual([]);
  });

  it.each([1, 2, 3, 7, 123_456])(
    'with the seed %i strikes about as often as it says, and the same each time',
    (seed) => {
      const hits = struck(`GET /a~20%:${seed}=503`, 2000);
      expect(hits).toEqual(struck(`GET /a~20%:${seed}=503`, 2000));
      expect(hits.filter((hit) => hit > 0).length).toBeGreaterThan(320);
      expect(hits.filter((hit) => hit > 0).length).toBeLessThan(480);
    },
  );

  it('strikes others with another seed', () => {
    expect(struck('GET /a~20%:1=503', 50)).not.toEqual(struck('GET /a~20%:2=503', 50));
  });

  it('takes no fault of a list in which one cannot be read', () => {
    const plan = createFaultPlan([]);
    expect(() => plan.add(['GET /a=503', 'nonsense'])).toThrow('nonsense');
    expect(plan.list()).toEqual([]);
  });
});

describe('a planned fault', () => {
  const path = '/api/atlas/v2/orgs';
  const dated = 'application/vnd.atlas.2023-01-01+json;charset=utf-8';

  async function withFault(spec: string) {
    const { sandbox, scenario } = await startTestSandbox({ faults: [spec] });
    return { sandbox, ask: sandboxClient(sandbox.atlasUrl, keyNamed(scenario.atlas.identities, 'livemig')) };
  }

  it.each([
    ['400', 400, /"errorCode":"VALIDATION_ERROR"/, 'application/json'],
    ['401', 401, /"errorCode":"UNEXPECTED_ERROR"}$/, 'application/json'],
    ['401:NOT_ORG_OWNER', 401, /"errorCode":"NOT_ORG_OWNER"/, 'application/json'],
    ['403', 403, /"errorCode":"IP_ADDRESS_NOT_ON_ACCESS_LIST"/, 'application/json'],
    ['404', 404, /"errorCode":"RESOURCE_NOT_FOUND"/, 'application/json'],
    ['409', 409, /"error":409/, 'application/json'],
    ['410', 410, /"errorCode":"VERSION_GONE"/, 'application/json'],
    ['429', 429, /"errorCode":"RATE_LIMITED_TOKEN_BUCKET"/, 'application/json'],
    ['500', 500, /"reason":"Internal Server Error"/, 'application/json'],
    ['503', 503, /"error":503/, 'application/json'],
    ['html', 200, /<html>/, 'text/html;charset=utf-8'],
    ['html:502', 502, /<html>/, 'text/html;charset=utf-8'],
    ['empty', 200, /^$/, dated],
    ['broken-json', 200, /^\{"links":\[[^\]]*/, dated],
    ['wrong-shape', 200, /^\[.*null\]$/, dated],
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

  it.each(['429:7', '503:7'])('%s says how long to wait', async (action) => {
    const { ask } = await withFault(`GET ${path}=${action}`);
    const reply = await ask('GET', path);
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([Number(action.slice(0, 3)), '7']);
  });

  it.each([
    ['401', 'stale=false'],
    ['stale-nonce', 'stale=true'],
  ])('%s is answered with a new challenge that says %s', async (action, stale) => {
    const { ask } = await withFault(`GET ${path}=${action}`);
    const reply = await ask('GET', path);
    expect([reply.status, reply.headers.get('www-authenticate')]).toEqual([401, expect.stringContaining(stale)]);
  });

  it.each([
    ['400', 'invalid_request'],
    ['401', 'invalid_client'],
    ['403', 'access_denied'],
    ['429:7', 'rate_limited'],
    ['503', 'server_error'],
  ])("%s has OAuth's shape where a token is asked for", async (action, error) => {
    const { sandbox } = await startTestSandbox({ faults: [`POST /api/oauth/token=${action}`] });
    const reply = await send(sandbox.atlasUrl, 'POST', '/api/oauth/token', {}, undefined);
    expect([reply.status, reply.body]).toEqual([
      Number(action.slice(0, 3)),
      { error, error_description: expect.any(String) },
    ]);
    expect(reply.headers.get('retry-after')).toBe(action.slice(4) || null);
  });

  it("429 has the manager's own errorCode there", async () => {
    const { manager } = await startTestSandbox({ faults: ['GET */orgs=429'] });
    expect((await manager('GET', '/api/public/v1.0/orgs')).body).toMatchObject({ errorCode: 'RATE_LIMITED' });
  });

  it('strikes where nobody has to log in, too', async () => {
    const { sandbox } = await startTestSandbox({ faults: ['GET */unauth/version=503'] });
    expect((await send(sandbox.managerUrl, 'GET', '/api/private/unauth/version', {}, undefined)).status).toBe(503);
  });

  it('redirect sends elsewhere, without anything of the answer', async () => {
    const { sandbox } = await startTestSandbox({ faults: ['POST /api/oauth/token=redirect'] });
    const reply = await fetch(`${sandbox.atlasUrl}/api/oauth/token`, { method: 'POST', redirect: 'manual' });
    expect([reply.status, reply.headers.get('location'), await reply.text()]).toEqual([
      302,
      'https://login.example.net/',
      '',
    ]);
  });

  it('latency makes the answer late', async () => {
    const { ask } = await withFault(`GET ${path}=latency:300`);
    const began = performance.now();
    expect((await ask('GET', path)).status).toBe(200);
    expect(performance.now() - began).toBeGreaterThanOrEqual(295);
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
    ['503', 0],
    ['stale-nonce', 0],
    ['html', 0],
    ['drop-before', 0],
    ['drop-after', 1],
    ['half', 1],
    ['empty', 1],
    ['wrong-shape', 1],
  ])('%s: the request has been carried out %i times', async (action, times) => {
    const { sandbox, scenario, ids } = await startTestSandbox({ faults: [`POST */accessList=${action}`] });
    const ask = sandboxClient(sandbox.atlasUrl, keyNamed(scenario.atlas.identities, 'livemig'));
    const list = `/api/atlas/v2/groups/${ids.project}/accessList`;
    await ask('POST', list, { body: [{ ipAddress: '203.0.113.25' }] }).catch(() => undefined);
    expect((await ask('GET', list)).body).toMatchObject({ totalCount: times });
  });

  it('can be planned, listed and cleared while the sandbox runs', async () => {
    const { sandbox, ask } = await withFault('GET /nowhere=503');
    const control = (method: string, sending: Sending = {}) =>
      send(sandbox.controlUrl, method, '/faults', sending, undefined);
    expect((await control('POST', { body: { faults: [`GET ${path}=503`] } })).status).toBe(204);
    expect((await ask('GET', path)).status).toBe(503);
    expect((await control('GET')).body).toEqual({
      faults: [
        { spec: 'GET /nowhere=503', seen: 0, hits: 0 },
        { spec: `GET ${path}=503`, seen: 1, hits: 1 },
      ],
    });
    expect((await control('DELETE')).status).toBe(204);
    expect((await ask('GET', path)).status).toBe(200);
    for (const body of [{ faults: ['nonsense'] }, { fault: `GET ${path}=503` }, { faults: [], seed: 1 }])
      expect((await control('POST', { body })).status).toBe(400);
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
