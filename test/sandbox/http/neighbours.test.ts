import { describe, expect, it } from 'vitest';
import { defaultScenario } from '../../../src/sandbox/scenario/default-scenario.ts';
import type { Identity } from '../../../src/sandbox/scenario/scenario.ts';
import { type Sending, sandboxClient, send } from '../../support/sandbox-client.ts';
import { keyNamed, startTestSandbox } from '../../support/start-test-sandbox.ts';

const base = '/api/atlas/v2';
const managerBase = '/api/public/v1.0';

describe('what a call has made is there for the next one, and gone when it was taken back', () => {
  it('a project, in which its maker can work at once', async () => {
    const { atlas, ids } = await startTestSandbox();
    const made = await atlas('POST', `${base}/groups`, { body: { name: 'staging', orgId: ids.atlasOrg } });
    expect([made.status, made.body]).toEqual([201, expect.objectContaining({ name: 'staging', clusterCount: 0 })]);
    const { text } = await atlas('GET', `${base}/groups/byName/staging`);
    const id = /"id":"(\w+)"/.exec(text)?.[1];
    expect((await atlas('GET', `${base}/groups/${id}/clusters`)).body).toMatchObject({ totalCount: 0 });
    expect(
      (await atlas('POST', `${base}/groups`, { body: { name: 'staging', orgId: ids.atlasOrg } })).body,
    ).toMatchObject({
      errorCode: 'GROUP_ALREADY_EXISTS',
    });
  });

  it('a project of the manager, with the agent key that comes with it', async () => {
    const { manager, ids } = await startTestSandbox();
    const made = await manager('POST', `${managerBase}/groups`, { body: { name: 'new', orgId: ids.sourceOrg } });
    expect([made.status, made.body]).toEqual([
      201,
      expect.objectContaining({ agentApiKey: expect.stringMatching(/^\w+$/) }),
    ]);
    expect((await manager('GET', `${managerBase}/groups/byName/new`)).status).toBe(200);
  });

  it('a database user, without the password', async () => {
    const { atlas, ids } = await startTestSandbox();
    const users = `${base}/groups/${ids.project}/databaseUsers`;
    const body = {
      ...{ databaseName: 'admin', username: 'a/b', password: 'hush hush hush', groupId: ids.project },
      roles: [{ roleName: 'read', databaseName: 'shop' }],
      labels: [{ key: 'team', value: 'billing' }],
      description: 'nightly report',
    };
    const made = await atlas('POST', users, { body });
    expect([made.status, made.text.includes('hush')]).toEqual([201, false]);
    expect((await atlas('GET', `${users}/admin/a%2Fb`)).body).toMatchObject({
      username: 'a/b',
      roles: body.roles,
      labels: body.labels,
      description: 'nightly report',
    });
    expect((await atlas('DELETE', `${users}/admin/a%2Fb`)).status).toBe(204);
    expect((await atlas('GET', `${users}/admin/a%2Fb`)).body).toMatchObject({ errorCode: 'USERNAME_NOT_FOUND' });
  });

  it('a service account with its secrets, each of which gets a token until it is deleted', async () => {
    const { atlas, ids, sandbox } = await startTestSandbox();
    const accounts = `${base}/orgs/${ids.atlasOrg}/serviceAccounts`;
    const wanted = { name: 'ci', description: 'nightly', roles: ['ORG_OWNER'], secretExpiresAfterHours: 8 };
    const made = await atlas('POST', accounts, { body: wanted });
    const [, clientId = ''] = /"clientId":"(\w+)"/.exec(made.text) ?? [];
    const [, first = ''] = /"secret":"([\w-]+)"/.exec(made.text) ?? [];
    const second = (await atlas('POST', `${accounts}/${clientId}/secrets`, { body: { secretExpiresAfterHours: 8 } }))
      .text;
    const [, secret = ''] = /"secret":"([\w-]+)"/.exec(second) ?? [];
    const [, secretId = ''] = /"id":"(\w+)"/.exec(second) ?? [];
    const token = async (one: string) => {
      const authorization = `Basic ${Buffer.from(`${clientId}:${one}`).toString('base64')}`;
      const form = { rawBody: 'grant_type=client_credentials', contentType: 'application/x-www-form-urlencoded' };
      return (await send(sandbox.atlasUrl, 'POST', '/api/oauth/token', form, authorization)).status;
    };
    expect(await Promise.all([first, secret, 'mdb_sa_sk_wrong'].map(token))).toEqual([200, 200, 401]);
    expect((await atlas('GET', accounts)).text).not.toContain(secret);
    expect((await atlas('DELETE', `${accounts}/${clientId}/secrets/${secretId}`)).status).toBe(204);
    expect(await token(secret)).toBe(401);
    expect((await atlas('DELETE', `${accounts}/${clientId}`)).status).toBe(204);
    expect(await token(first)).toBe(401);
  });
});

describe("an API key's access list", () => {
  it.each(['atlas', 'manager'] as const)('of %s decides at once from where the key may call', async (service) => {
    const started = await startTestSandbox();
    const { scenario, sandbox, ids } = started;
    const place = service === 'atlas' ? `${base}/orgs/${ids.atlasOrg}` : `${managerBase}/orgs/${ids.sourceOrg}`;
    const key = keyNamed(scenario[service].identities, 'read only');
    const asReader = sandboxClient(service === 'atlas' ? sandbox.atlasUrl : sandbox.managerUrl, key);
    const keys = (await started[service]('GET', `${place}/apiKeys`)).text;
    const [, id = ''] = /"id":"(\w+)","desc":"read only"/.exec(keys) ?? [];
    const list = `${place}/apiKeys/${id}/accessList`;

    expect((await asReader('GET', place)).status).toBe(200);
    expect((await started[service]('POST', list, { body: [{ ipAddress: '203.0.113.9' }] })).body).toMatchObject({
      results: [{ cidrBlock: '203.0.113.9/32', ipAddress: '203.0.113.9' }],
    });
    expect((await asReader('GET', place)).body).toMatchObject({ errorCode: 'IP_ADDRESS_NOT_ON_ACCESS_LIST' });
    await started[service]('POST', list, { body: [{ cidrBlock: '127.0.0.0/8' }] });
    expect((await asReader('GET', place)).status).toBe(200);
    expect((await started[service]('DELETE', `${list}/127.0.0.0%2F8`)).status).toBe(204);
    expect((await asReader('GET', place)).status).toBe(403);
  });

  it('tells when each entry was added, and what it let in', async () => {
    const { atlas, ids, scenario } = await startTestSandbox();
    const list = `${base}/orgs/${ids.atlasOrg}/apiKeys/${keyId(scenario.atlas.identities, 'livemig')}/accessList`;
    await atlas('POST', list, { body: [{ ipAddress: '203.0.113.9' }, { ipAddress: '127.0.0.1' }] });
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
    const entry = { created: time, links: expect.any(Array) };
    await atlas('GET', list);
    expect((await atlas('GET', list)).body).toMatchObject({
      results: [
        { ...entry, cidrBlock: '203.0.113.9/32' },
        { ...entry, cidrBlock: '127.0.0.1/32', count: 2, lastUsed: time, lastUsedAddress: '127.0.0.1' },
      ],
    });
    expect((await atlas('GET', `${list}/203.0.113.9`)).body).not.toHaveProperty('count');
  });

  it('cannot lose the entry through which its owner is calling', async () => {
    const { atlas, ids } = await startTestSandbox();
    const keys = `${base}/orgs/${ids.atlasOrg}/apiKeys`;
    const [, id] = /"id":"(\w+)","desc":"livemig"/.exec((await atlas('GET', keys)).text) ?? [];
    await atlas('POST', `${keys}/${id}/accessList`, { body: [{ ipAddress: '127.0.0.1' }] });
    expect((await atlas('DELETE', `${keys}/${id}/accessList/127.0.0.1`)).body).toMatchObject({
      errorCode: 'CANNOT_REMOVE_CALLER_FROM_ACCESS_LIST',
    });
  });

  it.each([
    [[{ ipAddress: '203.0.113.9' }, { cidrBlock: '203.0.113.9/32' }], 400, 'DUPLICATE_ADDRESSES_IN_INPUT'],
    [[{ ipAddress: '198.51.100.7' }], 409, 'ADDRESS_ALREADY_IN_ACCESS_LIST'],
    [[{}], 400, 'BAD_ACCESS_LIST_ADD_REQUEST'],
    [[{ cidrBlock: '10.0.0.0/64' }], 400, 'INVALID_IP_ADDRESS_OR_CIDR_NOTATION'],
    [[{ ipAddress: '10.0.0.1', comment: 'x' }], 400, 'INVALID_ATTRIBUTE'],
  ])('does not take %j', async (body, status, errorCode) => {
    const { manager, scenario, ids } = await startTestSandbox();
    const key = scenario.manager.identities.find((one) => one.accessList !== undefined);
    const id = key?.kind === 'api-key' ? key.id : '';
    const reply = await manager('POST', `${managerBase}/orgs/${ids.sourceOrg}/apiKeys/${id}/accessList`, { body });
    expect([reply.status, reply.body]).toEqual([status, expect.objectContaining({ errorCode })]);
  });

  it('must not be empty where the organization requires one', async () => {
    const { manager, ...scenario } = defaultScenario('cloud-manager');
    const orgs = scenario.atlas.orgs.map((org) => ({ ...org, apiAccessListRequired: true }));
    const { atlas, ids } = await startTestSandbox({
      scenario: { ...scenario, manager, atlas: { ...scenario.atlas, orgs } },
    });
    for (const place of [`orgs/${ids.atlasOrg}`, `groups/${ids.project}`])
      expect((await atlas('GET', `${base}/${place}`)).body).toMatchObject({
        error: 403,
        errorCode: 'ORG_REQUIRES_ACCESS_LIST',
      });
  });
});

describe('roles', () => {
  it.each([
    ['POST', 'groups', { name: 'x', orgId: 'ORG' }],
    ['POST', 'orgs/ORG/serviceAccounts', {}],
    ['POST', 'groups/GROUP/accessList', [{ ipAddress: '203.0.113.9' }]],
    ['DELETE', 'groups/GROUP/accessList/203.0.113.9', undefined],
    ['POST', 'orgs/ORG/liveMigrations/linkTokens', {}],
    ['GET', 'orgs/ORG/liveMigrations/availableProjects', undefined],
    ['POST', 'groups/GROUP/databaseUsers', {}],
    ['POST', 'groups/GROUP/liveMigrations', {}],
    ['POST', 'groups/GROUP/liveMigrations/validate', {}],
  ])('who only reads is refused %s %s', async (method, path, body) => {
    const { sandbox, scenario, ids } = await startTestSandbox();
    const asReader = sandboxClient(sandbox.atlasUrl, keyNamed(scenario.atlas.identities, 'read only'));
    const filled = (text: string) => text.replace('ORG', ids.atlasOrg).replace('GROUP', ids.project);
    const sending: Sending = body === undefined ? {} : { rawBody: filled(JSON.stringify(body)) };
    const reply = await asReader(method, `${base}/${filled(path)}`, sending);
    expect(reply.body).toMatchObject({ error: 401, errorCode: 'USER_UNAUTHORIZED' });
  });

  it.each([
    ['apiKeys', 200],
    ['serviceAccounts', 200],
  ])('who only reads sees the %s', async (path, status) => {
    const { sandbox, scenario, ids } = await startTestSandbox();
    const asReader = sandboxClient(sandbox.atlasUrl, keyNamed(scenario.atlas.identities, 'read only'));
    expect((await asReader('GET', `${base}/orgs/${ids.atlasOrg}/${path}`)).status).toBe(status);
  });

  it('a key that only reads may say itself where it is used, and of no other', async () => {
    const { sandbox, scenario, ids } = await startTestSandbox();
    const { identities } = scenario.atlas;
    const reader = keyNamed(identities, 'read only');
    const asReader = sandboxClient(sandbox.atlasUrl, reader);
    const listOf = (desc: string) => {
      return `${base}/orgs/${ids.atlasOrg}/apiKeys/${keyId(identities, desc)}/accessList`;
    };
    const body = [{ cidrBlock: '127.0.0.0/8' }];
    expect((await asReader('POST', listOf('livemig'), { body })).body).toMatchObject({
      errorCode: 'USER_UNAUTHORIZED',
    });
    expect((await asReader('POST', listOf('read only'), { body })).status).toBe(200);
  });

  it.each([
    ['ORG_MEMBER', [200, 401, 404]],
    ['ORG_READ_ONLY', [200, 200, 404]],
  ])('%s sees its organization, and the projects in it only where it may read them', async (roleName, statuses) => {
    const scenario = defaultScenario('cloud-manager');
    const { atlas: service } = scenario;
    const identities = service.identities.map((one) => ({ ...one, roles: [{ roleName, orgId: service.orgs[0]?.id }] }));
    const { atlas, ids } = await startTestSandbox({ scenario: { ...scenario, atlas: { ...service, identities } } });
    const group = `groups/${ids.project}`;
    const asked = [`orgs/${ids.atlasOrg}`, `${group}/clusters`, `${group}/liveMigrations/${'a'.repeat(24)}`];
    const replies = await Promise.all(asked.map((path) => atlas('GET', `${base}/${path}`)));
    expect(replies.map(({ status }) => status)).toEqual(statuses);
  });

  it('who may create projects owns those of its own, and sees no other', async () => {
    const scenario = defaultScenario('cloud-manager');
    const { atlas: service } = scenario;
    const roles = [{ roleName: 'ORG_GROUP_CREATOR', orgId: service.orgs[0]?.id }];
    const identities = service.identities.map((one) => ({ ...one, roles }));
    const { atlas, ids } = await startTestSandbox({ scenario: { ...scenario, atlas: { ...service, identities } } });
    await atlas('POST', `${base}/groups`, { body: { name: 'mine', orgId: ids.atlasOrg } });
    expect((await atlas('GET', `${base}/groups`)).body).toMatchObject({ totalCount: 1, results: [{ name: 'mine' }] });
  });

  it('the owner of a project may do there what needs an owner, and nowhere else', async () => {
    const scenario = defaultScenario('cloud-manager');
    const [owned, other] = scenario.manager.projects;
    const identities = scenario.manager.identities.map((one) => ({
      ...one,
      roles: [{ roleName: 'GROUP_OWNER', groupId: owned?.id }],
    }));
    const { manager } = await startTestSandbox({
      scenario: { ...scenario, manager: { ...scenario.manager, identities } },
    });
    const make = async (id: string | undefined) =>
      (await manager('POST', `${managerBase}/groups/${id}/agentapikeys`, { body: { desc: 'x' } })).status;
    expect([await make(owned?.id), await make(other?.id)]).toEqual([200, 401]);
  });
});

describe('how an answer is dressed', () => {
  it.each([
    ['orgs?envelope=true', { status: 200, totalCount: 1 }],
    ['orgs/ORG?envelope=true', { status: 200, content: { name: 'Acme' } }],
  ])('%s has the status within', async (path, body) => {
    const { atlas, ids } = await startTestSandbox();
    expect((await atlas('GET', `${base}/${path.replace('ORG', ids.atlasOrg)}`)).body).toMatchObject(body);
  });

  it('tells clients the address they call from', async () => {
    const { atlas } = await startTestSandbox();
    expect((await atlas('GET', '/api/private/ipinfo')).body).toEqual({ currentIpv4Address: '127.0.0.1' });
  });

  it('pretty=true has line breaks', async () => {
    const { atlas } = await startTestSandbox();
    expect((await atlas('GET', `${base}/orgs?pretty=true`)).text).toContain('\n  "results": [');
  });
});

describe('versions', () => {
  const old = { accept: 'application/vnd.atlas.2023-02-01+json' };

  it.each([
    [old, 'Thu, 01 Jul 2027 00:00:00 GMT'],
    [{ accept: 'application/vnd.atlas.2024-08-05+json' }, null],
    [{ accept: 'application/vnd.atlas.2099-01-01+json' }, null],
  ])('asked for as %j: Sunset is %s', async (sending, sunset) => {
    const { atlas, ids } = await startTestSandbox();
    const { status, headers } = await atlas('GET', `${base}/groups/${ids.project}/clusters`, sending);
    expect([status, headers.get('sunset'), headers.has('deprecation')]).toEqual([200, sunset, sunset !== null]);
  });

  it('that are past their day are gone', async () => {
    const clock = { now: () => new Date('2027-07-02'), random: () => 0.5, sleep: async () => undefined };
    const { atlas, ids } = await startTestSandbox({ clock });
    const clusters = `${base}/groups/${ids.project}/clusters`;
    expect((await atlas('GET', clusters, old)).body).toMatchObject({ error: 410, errorCode: 'VERSION_GONE' });
    expect((await atlas('GET', clusters)).status).toBe(200);
  });
});

describe('rate limits', () => {
  it('are listed with the calls they are for', async () => {
    const { atlas } = await startTestSandbox();
    const { body } = await atlas('GET', `${base}/rateLimits?name=Organization%20Settings`, {
      accept: 'application/vnd.atlas.2025-03-12+json',
    });
    expect(body).toMatchObject({
      results: [
        {
          scope: 'ORGANIZATION',
          capacity: { value: 10 },
          refillRate: { value: 5 },
          refillDurationSeconds: { value: 60 },
          endpoints: [{ method: 'GET', path: '/api/atlas/v2/orgs/{orgId}/settings' }],
        },
      ],
    });
  });

  it('can be asked one set at a time', async () => {
    const { atlas } = await startTestSandbox();
    const { body } = await atlas('GET', `${base}/rateLimits/clusters`, {
      accept: 'application/vnd.atlas.2025-03-12+json',
    });
    expect(body).toMatchObject({ endpointSetId: 'clusters', scope: 'GROUP', capacity: { value: 10_000 } });
  });

  it('of a user are counted for each caller, those of an organization for all together', async () => {
    const { sandbox, scenario, ids } = await startTestSandbox({ speed: 1 });
    const left = async (desc: string, path: string) => {
      const ask = sandboxClient(sandbox.atlasUrl, keyNamed(scenario.atlas.identities, desc));
      return Number((await ask('GET', `${base}${path}`)).headers.get('ratelimit-remaining'));
    };
    await left('livemig', '/orgs');
    expect([await left('livemig', '/orgs'), await left('read only', '/orgs')]).toEqual([298, 299]);
    await left('livemig', `/orgs/${ids.atlasOrg}`);
    expect(await left('read only', `/orgs/${ids.atlasOrg}`)).toBe(498);
  });
});

describe("the manager's inventory", () => {
  it.each([
    ['/clusters', /"clusters":\[\{"clusterId":"\w{24}","name":"rs-billing"/],
    ['/groups/GROUP/agents', /"results":\[\],/],
    ['/groups/GROUP/agents/versions', /"numProcess":1/],
    ['/softwareComponents/versions', /"automationVersion"/],
    ['/groups/GROUP/automationConfig/noSecrets', /"replicaSets":\[\{"_id":"rs-billing"/],
  ])('%s', async (path, text) => {
    const { manager, ids } = await startTestSandbox({}, 'ops-manager');
    const reply = await manager('GET', `${managerBase}${path.replace('GROUP', ids.sourceProject)}`);
    expect([reply.status, reply.text]).toEqual([200, expect.stringMatching(text)]);
    expect(reply.text).not.toMatch(/password|secret/i);
  });

  it.each([
    ['ops-manager', 200],
    ['cloud-manager', 400],
  ] as const)('%s answers %i for agent versions', async (kind, status) => {
    const { manager, ids } = await startTestSandbox({}, kind);
    const path = `${managerBase}/groups/${ids.sourceProject}/agents/versions`;
    expect((await manager('GET', path)).status).toBe(status);
  });

  it('has no automation config where nothing is managed', async () => {
    const { manager, ids } = await startTestSandbox();
    const path = `${managerBase}/groups/${ids.otherSourceProject}/automationConfig/noSecrets`;
    expect((await manager('GET', path)).body).toMatchObject({ error: 404, errorCode: 'AUTOMATION_CONFIG_NOT_FOUND' });
  });
});

function keyId(identities: readonly Identity[], desc: string): string {
  const key = identities.find((one) => one.kind === 'api-key' && one.desc === desc);
  return key?.kind === 'api-key' ? key.id : '';
}
