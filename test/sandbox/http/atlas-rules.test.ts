import { describe, expect, it } from 'vitest';
import { sandboxClient, send, until } from '../../support/sandbox-client.ts';
import { keyNamed, startTestSandbox } from '../../support/start-test-sandbox.ts';

const base = '/api/atlas/v2';

describe('dated media types', () => {
  it.each([
    ['application/vnd.atlas.2023-01-01+json', 'application/vnd.atlas.2023-01-01+json;charset=utf-8'],
    ['application/vnd.atlas.2024-08-04+json', 'application/vnd.atlas.2023-02-01+json;charset=utf-8'],
    ['application/vnd.atlas.2030-01-01+json', 'application/vnd.atlas.2024-08-05+json;charset=utf-8'],
  ])('%s is resolved to %s', async (accept, contentType) => {
    const { atlas, ids } = await startTestSandbox();
    const reply = await atlas('GET', `${base}/groups/${ids.project}/clusters`, { accept });
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, contentType]);
  });

  it.each([
    ['application/json', 406],
    ['application/vnd.atlas.2022-12-31+json', 406],
    ['application/vnd.atlas.2024-13-41+json', 400],
  ])('%s is refused with %i and plain JSON', async (accept, status) => {
    const { atlas } = await startTestSandbox();
    const reply = await atlas('GET', `${base}/orgs`, { accept });
    expect([reply.status, reply.headers.get('content-type')]).toEqual([status, 'application/json']);
  });
});

describe('lists', () => {
  it('come in pages', async () => {
    const { atlas, ids } = await startTestSandbox();
    const reply = await atlas('GET', `${base}/groups/${ids.project}/clusters?itemsPerPage=2&pageNum=2`);
    expect(reply.body).toMatchObject({
      totalCount: 4,
      results: [{ name: 'BillingPaused' }, { name: 'BillingUpdating' }],
      links: [{ rel: 'self' }, { rel: 'previous' }],
    });
  });

  it.each(['itemsPerPage=501', 'itemsPerPage=0', 'pageNum=0', 'pageNum=one'])('refuse %s', async (query) => {
    const { atlas } = await startTestSandbox();
    expect((await atlas('GET', `${base}/orgs?${query}`)).status).toBe(400);
  });

  it('leave the count out when asked to', async () => {
    const { atlas } = await startTestSandbox();
    expect((await atlas('GET', `${base}/orgs?includeCount=false`)).body).not.toHaveProperty('totalCount');
  });
});

describe('refusals', () => {
  it.each([
    ['an unknown path', 'GET', '/nothing', 404, 'RESOURCE_NOT_FOUND'],
    ['another method', 'PUT', '/orgs', 405, 'METHOD_NOT_ALLOWED'],
    ['an unknown endpoint set', 'GET', '/rateLimits/nowhere', 404, 'RESOURCE_NOT_FOUND'],
    ['an unknown organization', 'GET', `/orgs/${'a'.repeat(24)}`, 404, 'ORG_NOT_FOUND'],
    ['a malformed organization', 'GET', '/orgs/Acme', 404, 'INVALID_ORG_ID'],
    ['an unknown project', 'GET', `/groups/${'a'.repeat(24)}`, 404, 'GROUP_NOT_FOUND'],
    ['a malformed project', 'GET', '/groups/billing', 404, 'INVALID_GROUP_ID'],
    ['an organization one is not in', 'GET', '/orgs/OTHER_ORG', 401, 'USER_CANNOT_ACCESS_ORG'],
    ["a manager's organization", 'GET', '/orgs/SOURCE_ORG', 404, 'NOT_ATLAS_ORG'],
    ["a manager's project", 'GET', '/groups/SOURCE_PROJECT/clusters', 404, 'NOT_ATLAS_GROUP'],
    ['an unknown cluster', 'GET', '/groups/PROJECT/clusters/Nowhere', 404, 'CLUSTER_NOT_FOUND'],
    [
      'a Flex cluster as a cluster',
      'GET',
      '/groups/PROJECT/clusters/BillingFlex',
      400,
      'CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API',
    ],
    ['an unknown migration', 'GET', `/groups/PROJECT/liveMigrations/${'a'.repeat(24)}`, 404, 'RESOURCE_NOT_FOUND'],
    ['a malformed migration', 'GET', '/groups/PROJECT/liveMigrations/one', 400, 'PATH_PARAM_PARSE_ERROR'],
    [
      'cutting an unknown migration over',
      'PUT',
      `/groups/PROJECT/liveMigrations/${'a'.repeat(24)}/cutover`,
      404,
      'RESOURCE_NOT_FOUND',
    ],
    ['removing a link that is not there', 'DELETE', '/orgs/ORG/liveMigrations/linkTokens', 404, 'UNEXPECTED_ERROR'],
    [
      'an access-list entry that is not there',
      'GET',
      '/groups/PROJECT/accessList/10.0.0.1/status',
      404,
      'ATLAS_ACCESS_LIST_NOT_FOUND',
    ],
  ])('%s', async (_, method, path, status, errorCode) => {
    const { atlas, ids } = await startTestSandbox();
    const filled = path
      .replace('OTHER_ORG', ids.otherAtlasOrg)
      .replace('SOURCE_ORG', ids.sourceOrg)
      .replace('SOURCE_PROJECT', ids.sourceProject)
      .replace('PROJECT', ids.project)
      .replace('/ORG/', `/${ids.atlasOrg}/`);
    const reply = await atlas(method, `${base}${filled}`, { accept: 'application/vnd.atlas.2025-03-12+json' });
    expect([reply.status, reply.body]).toEqual([
      status,
      expect.objectContaining({ error: status, errorCode, detail: expect.any(String) }),
    ]);
    expect(reply.headers.get('x-error-code')).toBe(errorCode);
  });

  it.each([
    ['POST', '/orgs/ORG/liveMigrations/linkTokens', {}],
    ['GET', '/orgs/ORG/liveMigrations/availableProjects', undefined],
    ['POST', '/groups/PROJECT/liveMigrations', {}],
    ['POST', '/groups/PROJECT/liveMigrations/validate', {}],
  ])('%s %s of a key that is no organization owner', async (method, path, body) => {
    const { sandbox, scenario, ids } = await startTestSandbox();
    const reader = sandboxClient(sandbox.atlasUrl, keyNamed(scenario.atlas.identities, 'read only'));
    const filled = path.replace('PROJECT', ids.project).replace('ORG', ids.atlasOrg);
    const reply = await reader(method, `${base}${filled}`, body === undefined ? {} : { body });
    expect([reply.status, reply.body]).toEqual([401, expect.objectContaining({ errorCode: 'USER_UNAUTHORIZED' })]);
  });
});

describe('bodies', () => {
  const source = {
    clusterName: 'rs',
    groupId: 'a'.repeat(24),
    managedAuthentication: false,
    ssl: true,
    username: 'u',
    password: 'hush-hush',
  };

  it.each([
    ['two hosts', { migrationHosts: ['a', 'b'] }, /migrationHosts/],
    ['no hosts', { migrationHosts: [] }, /migrationHosts/],
    ['no source', { source: undefined }, /MISSING_ATTRIBUTE.*source|source.*MISSING_ATTRIBUTE/],
    ['no TLS flag', { source: { ...source, ssl: undefined } }, /source\.ssl.*MISSING_ATTRIBUTE/],
    ['a TLS flag that is a word', { source: { ...source, ssl: 'yes' } }, /source\.ssl.*VALIDATION_ERROR/],
    ['a password that is a number', { source: { ...source, password: 12345678 } }, /source\.password/],
    ['a field that does not exist', { drop: true }, /attribute drop .*INVALID_ATTRIBUTE/],
    [
      'no hostnameSchemaType',
      { destination: { clusterName: 'B', groupId: 'PROJECT' } },
      /hostnameSchemaType.*MISSING_ATTRIBUTE/,
    ],
    [
      'an unknown hostnameSchemaType',
      { destination: { clusterName: 'B', groupId: 'PROJECT', hostnameSchemaType: 'PUBLICLY' } },
      /hostnameSchemaType.*INVALID_ENUM_VALUE/,
    ],
    [
      'the project of another path',
      { destination: { clusterName: 'B', groupId: 'b'.repeat(24), hostnameSchemaType: 'PUBLIC' } },
      /destination\.groupId/,
    ],
  ])('with %s are refused, naming the field and never the password', async (_, different, text) => {
    const { atlas, ids } = await startTestSandbox();
    const destination = { clusterName: 'Billing0', groupId: ids.project, hostnameSchemaType: 'PUBLIC' };
    const whole = JSON.stringify({ migrationHosts: ['mig01'], source, destination, ...different });
    const rawBody = whole.replaceAll('"PROJECT"', `"${ids.project}"`);
    const reply = await atlas('POST', `${base}/groups/${ids.project}/liveMigrations/validate`, { rawBody });
    expect([reply.status, reply.text]).toEqual([400, expect.stringMatching(text)]);
    expect(reply.text).not.toMatch(/hush-hush|12345678/);
  });

  it.each([
    ['2023-01-01', 'dropDestinationData', 400],
    ['2023-01-01', 'dropEnabled', 200],
    ['2024-05-30', 'dropEnabled', 400],
    ['2024-05-30', 'dropDestinationData', 200],
  ])('of version %s with %s: %i', async (version, field, status) => {
    const { atlas, ids } = await startTestSandbox();
    const destination = { clusterName: 'Billing0', groupId: ids.project, hostnameSchemaType: 'PUBLIC' };
    const mediaType = `application/vnd.atlas.${version}+json`;
    const body = { migrationHosts: ['mig01'], source, destination, [field]: true };
    const path = `${base}/groups/${ids.project}/liveMigrations/validate`;
    expect((await atlas('POST', path, { body, accept: mediaType, contentType: mediaType })).status).toBe(status);
  });

  it.each([
    ['broken JSON', '{"accessListIps":', 'application/json', 400, 'MALFORMED_JSON'],
    ['another content type', '{}', 'text/plain', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [
      'an address that is none',
      '{"accessListIps":["300.1.1.1"]}',
      'application/json',
      400,
      'INVALID_IP_ADDRESS_OR_CIDR_NOTATION',
    ],
  ])('with %s are refused', async (_, rawBody, contentType, status, errorCode) => {
    const { atlas, ids } = await startTestSandbox();
    const reply = await atlas('POST', `${base}/orgs/${ids.atlasOrg}/liveMigrations/linkTokens`, {
      rawBody,
      contentType,
    });
    expect([reply.status, reply.body]).toEqual([status, expect.objectContaining({ errorCode })]);
  });
});

describe('the access list', () => {
  it.each([
    [{ ipAddress: '203.0.113.9' }, '203.0.113.9', '203.0.113.9/32'],
    [{ cidrBlock: '203.0.113.9/32' }, '203.0.113.9', '203.0.113.9/32'],
    [{ cidrBlock: '203.0.113.0/24' }, '203.0.113.0/24', '203.0.113.0/24'],
    [{ ipAddress: '2001:db8::7' }, '2001:db8::7', '2001:db8::7/128'],
  ])('takes %j and finds it as %s', async (entry, value, cidrBlock) => {
    const { atlas, ids } = await startTestSandbox();
    const path = `${base}/groups/${ids.project}/accessList`;
    const added = await atlas('POST', path, { body: [entry] });
    expect([added.status, added.body]).toEqual([201, expect.objectContaining({ totalCount: 1 })]);
    const one = `${path}/${encodeURIComponent(value)}`;
    expect((await atlas('GET', one)).body).toMatchObject({ cidrBlock, groupId: ids.project });
    expect((await atlas('DELETE', one)).status).toBe(204);
    expect((await atlas('GET', path)).body).toMatchObject({ totalCount: 0 });
  });

  it.each([
    { ipAddress: '203.0.113.0/24' },
    { cidrBlock: '203.0.113.0/33' },
    { ipAddress: 'host' },
    {},
    { ipAddress: '1.2.3.4', comment: 'x'.repeat(81) },
    { awsSecurityGroup: 'sg-12345678' },
    { ipAddress: '1.2.3.4', deleteAfterDate: '2020-01-01T00:00:00Z' },
    { ipAddress: '1.2.3.4', deleteAfterDate: '2199-01-01T00:00:00Z' },
    { ipAddress: '1.2.3.4', deleteAfterDate: 'tomorrow' },
  ])('refuses %j', async (entry) => {
    const { atlas, ids } = await startTestSandbox();
    expect((await atlas('POST', `${base}/groups/${ids.project}/accessList`, { body: [entry] })).status).toBe(400);
  });

  it('takes an entry twice without having two', async () => {
    const { atlas, ids } = await startTestSandbox();
    const path = `${base}/groups/${ids.project}/accessList`;
    await atlas('POST', path, { body: [{ ipAddress: '203.0.113.9', comment: 'old' }] });
    const again = await atlas('POST', path, { body: [{ ipAddress: '203.0.113.9', comment: 'new' }] });
    expect(again.body).toMatchObject({ totalCount: 1, results: [{ comment: 'new' }] });
  });
});

it('a temporary entry of the access list goes on its day', async () => {
  let now = new Date('2026-11-24T00:00:00Z');
  const clock = { now: () => now, random: () => 0.5, sleep: async () => undefined };
  const { atlas, ids } = await startTestSandbox({ clock });
  const path = `${base}/groups/${ids.project}/accessList`;
  const deleteAfterDate = '2026-11-24T06:00:00.000Z';
  const added = await atlas('POST', path, { body: [{ ipAddress: '203.0.113.9', deleteAfterDate }] });
  expect(added.body).toMatchObject({ results: [{ ipAddress: '203.0.113.9', deleteAfterDate }] });
  now = new Date(deleteAfterDate);
  expect((await atlas('GET', path)).body).toMatchObject({ totalCount: 0 });
  expect((await atlas('GET', `${path}/203.0.113.9`)).status).toBe(404);
});

it('a temporary database user goes on its day', async () => {
  let now = new Date('2026-11-24T00:00:00Z');
  const clock = { now: () => now, random: () => 0.5, sleep: async () => undefined };
  const { atlas, ids } = await startTestSandbox({ clock });
  const users = `${base}/groups/${ids.project}/databaseUsers`;
  const user = { databaseName: 'admin', username: 'joe', password: 'long enough', groupId: ids.project, roles: [] };
  const deleteAfterDate = '2026-11-24T06:00:00.000Z';
  const made = await atlas('POST', users, { body: { ...user, deleteAfterDate } });
  expect([made.status, made.body]).toEqual([201, expect.objectContaining({ deleteAfterDate })]);
  expect((await atlas('GET', `${users}/admin/joe`)).status).toBe(200);
  now = new Date(deleteAfterDate);
  expect((await atlas('GET', `${users}/admin/joe`)).status).toBe(404);
});

describe('rate limits', () => {
  it('are told with each answer, and refuse when used up', async () => {
    const { atlas, ids } = await startTestSandbox({ speed: 0.001 });
    const path = `${base}/orgs/${ids.atlasOrg}/settings`;
    const first = await atlas('GET', path);
    expect([first.headers.get('ratelimit-limit'), first.headers.get('ratelimit-remaining')]).toEqual(['10', '9']);
    for (let count = 0; count < 9; count += 1) await atlas('GET', path);
    const limited = await atlas('GET', path);
    expect([limited.status, limited.body]).toEqual([
      429,
      expect.objectContaining({ errorCode: 'RATE_LIMITED_TOKEN_BUCKET' }),
    ]);
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('control', () => {
  it('shows requests without bodies and queries', async () => {
    const { atlas, sandbox, ids } = await startTestSandbox();
    const path = `/api/atlas/v2/groups/${ids.project}/accessList`;
    await atlas('POST', `${path}?pretty=true`, { body: [{ ipAddress: '203.0.113.9', comment: 'not kept' }] });
    const { text, body } = await send(sandbox.controlUrl, 'GET', '/requests', {}, undefined);
    const entry = { time: expect.any(String), api: 'atlas', method: 'POST', path };
    expect(body).toEqual({
      requests: [
        { ...entry, status: 401 },
        { ...entry, status: 201 },
      ],
    });
    expect(text).not.toContain('not kept');
  });
});

it('a slash at the end is no other address', async () => {
  const { atlas } = await startTestSandbox();
  expect((await atlas('GET', `${base}/`)).status).toBe(200);
});

it('HEAD is GET without the body', async () => {
  const { atlas, ids } = await startTestSandbox();
  const replies = await Promise.all(['HEAD', 'GET'].map((method) => atlas(method, `${base}/orgs/${ids.atlasOrg}`)));
  const [head, get] = replies.map(({ status, headers }) => [status, headers.get('content-type')]);
  expect([head, replies[0]?.text]).toEqual([get, '']);
});

it('another method says which ones there are', async () => {
  const { manager, ids } = await startTestSandbox();
  const reply = await manager('GET', `/api/public/v1.0/orgs/${ids.sourceOrg}/liveExport/migrationLink`);
  expect([reply.status, reply.headers.get('allow')]).toEqual([405, 'POST, DELETE']);
});

describe('a paused cluster', () => {
  it('can be resumed, and is IDLE after a while', async () => {
    const { atlas, ids } = await startTestSandbox();
    const at = `${base}/groups/${ids.project}/clusters/BillingPaused`;
    const resumed = await atlas('PATCH', at, { body: { paused: false } });
    expect([resumed.status, resumed.body]).toMatchObject([200, { paused: false, stateName: 'UPDATING' }]);
    const idle = await until(
      async () => atlas('GET', at),
      ({ body }) => JSON.stringify(body).includes('"IDLE"'),
    );
    expect(idle.body).toMatchObject({ paused: false, stateName: 'IDLE' });
  });

  it('is resumed by whoever may change clusters, and nothing else of it can be changed here', async () => {
    const { sandbox, scenario, atlas, ids } = await startTestSandbox();
    const at = `${base}/groups/${ids.project}/clusters/BillingPaused`;
    const reader = sandboxClient(sandbox.atlasUrl, keyNamed(scenario.atlas.identities, 'read only'));
    expect((await reader('PATCH', at, { body: { paused: false } })).status).toBeGreaterThanOrEqual(401);
    expect((await atlas('PATCH', at, { body: { paused: 'no' } })).status).toBe(400);
    expect((await atlas('PATCH', at, { body: { name: 'Other' } })).status).toBe(400);
  });
});
