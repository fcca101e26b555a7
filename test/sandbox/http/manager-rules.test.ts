import { describe, expect, it } from 'vitest';
import { defaultScenario } from '../../../src/sandbox/scenario/default-scenario.ts';
import { sandboxClient, send } from '../../support/sandbox-client.ts';
import { keyNamed, startTestSandbox } from '../../support/start-test-sandbox.ts';

const base = '/api/public/v1.0';

describe.each([
  ['cloud-manager', 'MongoDB Cloud Manager', 'versionString=master', '7.0.24'],
  ['ops-manager', 'MongoDB Ops Manager', 'versionString=7.0.11', '5.0.31'],
] as const)('a %s', (kind, appName, version, mongodb) => {
  it('says what it is, with its version', async () => {
    const { manager } = await startTestSandbox({}, kind);
    const reply = await manager('GET', base);
    expect(reply.body).toMatchObject({ appName, throttling: false });
    expect(reply.headers.get('x-mongodb-service-version')).toContain(version);
  });

  it('tells its version to anybody', async () => {
    const { sandbox } = await startTestSandbox({}, kind);
    const reply = await send(
      sandbox.managerUrl,
      'GET',
      '/api/private/unauth/version',
      { accept: 'text/plain' },
      undefined,
    );
    expect([reply.status, reply.headers.get('x-mongodb-service-version')]).toEqual([
      200,
      expect.stringContaining(version),
    ]);
  });

  it('knows the deployment and its servers', async () => {
    const { manager, ids } = await startTestSandbox({}, kind);
    const clusters = await manager('GET', `${base}/groups/${ids.sourceProject}/clusters`);
    expect(clusters.body).toMatchObject({
      totalCount: 1,
      results: [{ clusterName: 'rs-billing', groupId: ids.sourceProject }],
    });
    const hosts = await manager('GET', `${base}/groups/${ids.sourceProject}/hosts`);
    expect(hosts.body).toMatchObject({
      totalCount: 3,
      results: [{ version: mongodb, typeName: 'REPLICA_PRIMARY' }, {}, {}],
    });
    expect((await manager('GET', `${base}/groups/${ids.sourceProject}/hosts?clusterId=other`)).body).toMatchObject({
      totalCount: 0,
    });
  });
});

it.each([
  ["Atlas' organization", '/orgs/ATLAS_ORG', 404, 'EXPECTED_NON_ATLAS_ORG'],
  ["Atlas' project", '/groups/ATLAS_PROJECT', 404, 'ATLAS_GROUP'],
  ['an unknown project', `/groups/${'a'.repeat(24)}/hosts`, 404, 'GROUP_NOT_FOUND'],
  ['an unknown name', '/groups/byName/nothing', 404, 'GROUP_NAME_NOT_FOUND'],
  ['an unknown cluster', `/groups/SOURCE_PROJECT/clusters/${'a'.repeat(24)}`, 404, 'CLUSTER_NOT_FOUND'],
  ['a malformed cluster', '/groups/SOURCE_PROJECT/clusters/rs-billing', 404, 'INVALID_CLUSTER_ID'],
  ['an unknown host', '/groups/SOURCE_PROJECT/hosts/none', 404, 'HOST_NOT_FOUND'],
  ['an unknown API key', `/orgs/SOURCE_ORG/apiKeys/${'a'.repeat(24)}`, 400, 'API_KEY_NOT_FOUND'],
  ['an unknown agent type', '/groups/SOURCE_PROJECT/agents/BUILDING', 400, 'INVALID_AGENT_TYPE_NAME'],
])('refuses %s', async (_, path, status, errorCode) => {
  const { manager, ids } = await startTestSandbox();
  const filled = path
    .replace('ATLAS_ORG', ids.atlasOrg)
    .replace('ATLAS_PROJECT', ids.project)
    .replace('SOURCE_PROJECT', ids.sourceProject)
    .replace('SOURCE_ORG', ids.sourceOrg);
  const reply = await manager('GET', `${base}${filled}`);
  expect([reply.status, reply.body]).toEqual([status, expect.objectContaining({ errorCode })]);
});

it('finds a project by a name that must be encoded', async () => {
  const { manager, ids } = await startTestSandbox();
  expect((await manager('GET', `${base}/groups/byName/billing%2Dprod`)).body).toMatchObject({ id: ids.sourceProject });
});

it('refuses unknown fields instead of ignoring them', async () => {
  const { manager, ids } = await startTestSandbox();
  const reply = await manager('POST', `${base}/groups/${ids.sourceProject}/agentapikeys`, {
    body: { desc: 'a', extra: 1 },
  });
  expect([reply.status, reply.body]).toEqual([
    400,
    expect.objectContaining({ errorCode: 'INVALID_ATTRIBUTE', parameters: ['extra'] }),
  ]);
});

it('refuses to link for a key that is no organization owner', async () => {
  const { sandbox, scenario, ids } = await startTestSandbox();
  const reader = sandboxClient(sandbox.managerUrl, keyNamed(scenario.manager.identities, 'read only'));
  const reply = await reader('POST', `${base}/orgs/${ids.sourceOrg}/liveExport/migrationLink`, {
    body: { linkToken: 'x' },
  });
  expect([reply.status, reply.body]).toEqual([401, expect.objectContaining({ errorCode: 'USER_UNAUTHORIZED' })]);
});

it.each([
  ['orgs/ORG', 'USER_UNAUTHORIZED'],
  ['groups/GROUP/hosts', 'NOT_IN_GROUP'],
])('answers %s to somebody who is not in it with %s', async (path, errorCode) => {
  const scenario = defaultScenario('cloud-manager');
  const identities = scenario.manager.identities.map((one) => ({ ...one, roles: [] }));
  const { manager, ids } = await startTestSandbox({
    scenario: { ...scenario, manager: { ...scenario.manager, identities } },
  });
  const reply = await manager(
    'GET',
    `${base}/${path.replace('ORG', ids.sourceOrg).replace('GROUP', ids.sourceProject)}`,
  );
  expect(reply.body).toMatchObject({ error: 401, errorCode });
});

it("does not take Atlas' key", async () => {
  const { sandbox, scenario } = await startTestSandbox();
  const wrong = sandboxClient(sandbox.managerUrl, keyNamed(scenario.atlas.identities, 'livemig'));
  expect((await wrong('GET', base)).status).toBe(401);
});

describe('the automation config', () => {
  const config = (project: string) => `${base}/groups/${project}/automationConfig`;

  it('has what mongocli reads of each process and member', async () => {
    const { manager, ids } = await startTestSandbox();
    const { body } = await manager('GET', config(ids.sourceProject));
    const args2_6 = { net: { port: 27017 }, storage: { dbPath: '/data' }, systemLog: { destination: 'file' } };
    expect(body).toMatchObject({
      auth: { usersWanted: [{ db: 'admin', user: 'migrator' }] },
      processes: [{ name: 'rs-billing_1', disabled: false, args2_6 }, {}, {}],
      replicaSets: [{ _id: 'rs-billing', members: [{ host: 'rs-billing_1', votes: 1, priority: 2 }, {}, {}] }],
    });
  });

  it('has its secrets only for who may change it, and where it was not asked for without them', async () => {
    const { manager, sandbox, scenario, ids } = await startTestSandbox();
    const { password } = scenario.automationUser;
    const { text } = await manager('GET', config(ids.sourceProject));
    const without = await manager('GET', `${config(ids.sourceProject)}/noSecrets`);
    expect([text.includes(password), without.text.includes(password)]).toEqual([true, false]);
    const asReader = sandboxClient(sandbox.managerUrl, keyNamed(scenario.manager.identities, 'read only'));
    expect((await asReader('GET', config(ids.sourceProject))).status).toBe(401);
    expect((await asReader('GET', `${config(ids.sourceProject)}/noSecrets`)).status).toBe(200);
  });

  it.each(['', '/noSecrets'])('%s is not there where nothing is automated', async (end) => {
    const { manager, ids } = await startTestSandbox();
    const reply = await manager('GET', `${config(ids.otherSourceProject)}${end}`);
    expect([reply.status, reply.body]).toEqual([
      404,
      expect.objectContaining({ errorCode: 'AUTOMATION_CONFIG_NOT_FOUND' }),
    ]);
  });
});

it('?name= is a beginning, in any case', async () => {
  const { manager, ids } = await startTestSandbox();
  const found = async (path: string) => (await manager('GET', `${base}${path}`)).body;
  expect(await found('/orgs?name=PAY')).toMatchObject({ totalCount: 1 });
  expect(await found(`/orgs/${ids.sourceOrg}/groups?name=BILLING-S`)).toMatchObject({ totalCount: 1 });
  expect(await found(`/orgs/${ids.sourceOrg}/groups?name=prod`)).toMatchObject({ totalCount: 0 });
});
