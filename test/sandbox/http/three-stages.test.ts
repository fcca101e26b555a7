import { describe, expect, it } from 'vitest';
import { delays } from '../../../src/sandbox/model/sandbox-time.ts';
import { realClock, until } from '../../support/sandbox-client.ts';
import { startTestSandbox } from '../../support/start-test-sandbox.ts';

type TestSandbox = Awaited<ReturnType<typeof startTestSandbox>>;

const atlasBase = '/api/atlas/v2';
const managerBase = '/api/public/v1.0';

function field(body: unknown, name: string): string {
  return typeof body === 'object' && body !== null ? String(Reflect.get(body, name)) : '';
}

function requestOf(
  { ids }: TestSandbox,
  different: { source?: object; destination?: object; migrationHosts?: string[] } = {},
) {
  return {
    migrationHosts: different.migrationHosts ?? ['mig01.corp.example'],
    dropDestinationData: false,
    source: {
      clusterName: 'rs-billing',
      groupId: ids.sourceProject,
      managedAuthentication: false,
      username: 'migrator',
      password: 'source-pass',
      ssl: false,
      ...different.source,
    },
    destination: {
      clusterName: 'Billing0',
      groupId: ids.project,
      hostnameSchemaType: 'PUBLIC',
      ...different.destination,
    },
  };
}

async function link({ atlas, manager, ids }: TestSandbox, accessListIps: string[] = []): Promise<void> {
  const token = await atlas('POST', `${atlasBase}/orgs/${ids.atlasOrg}/liveMigrations/linkTokens`, {
    body: { accessListIps },
  });
  expect(token.status).toBe(201);
  const path = `${managerBase}/orgs/${ids.sourceOrg}/liveExport/migrationLink`;
  const connected = await manager('POST', path, { body: { linkToken: field(token.body, 'linkToken') } });
  expect(connected.status).toBe(201);
  await until(
    () => manager('GET', `${path}/status`),
    ({ body }) => field(body, 'status') === 'SYNCED',
  );
}

async function provision(started: TestSandbox): Promise<void> {
  const { atlas, manager, ids } = started;
  const key = await manager('POST', `${managerBase}/groups/${ids.sourceProject}/agentapikeys`, {
    body: { desc: 'livemig' },
  });
  expect(field(key.body, 'key')).not.toContain('*');
  const path = `${atlasBase}/groups/${ids.project}/accessList`;
  expect((await atlas('POST', path, { body: [{ ipAddress: '203.0.113.25', comment: 'mig01' }] })).status).toBe(201);
  await until(
    () => atlas('GET', `${path}/203.0.113.25/status`),
    ({ body }) => field(body, 'STATUS') === 'ACTIVE',
  );
  await link(started, ['198.51.100.9']);
  await until(
    () => atlas('GET', `${atlasBase}/orgs/${ids.atlasOrg}/liveMigrations/availableProjects`),
    ({ text }) => text.includes('"mig01.corp.example"'),
  );
}

async function validated({ atlas, ids }: TestSandbox, body: object) {
  const path = `${atlasBase}/groups/${ids.project}/liveMigrations/validate`;
  const submitted = await atlas('POST', path, { body });
  expect([submitted.status, submitted.body]).toEqual([
    200,
    expect.objectContaining({ status: 'PENDING', errorMessage: null }),
  ]);
  const id = field(submitted.body, '_id');
  return until(
    () => atlas('GET', `${path}/${id}`),
    (reply) => field(reply.body, 'status') !== 'PENDING',
  );
}

describe.each(['cloud-manager', 'ops-manager'] as const)('from a %s', (kind) => {
  it('links, provisions, validates, migrates and cuts over', async () => {
    const started = await startTestSandbox({}, kind);
    const { atlas, engine, ids } = started;
    await provision(started);
    expect((await validated(started, requestOf(started))).body).toMatchObject({
      status: 'SUCCESS',
      errorMessage: null,
    });
    expect(engine.jobs[0]).toMatchObject({
      sourceUri: 'mongodb://migrator:source-pass@127.0.0.1:1/?replicaSet=rs-billing',
      destinationUri: 'mongodb://admin:secret-2@127.0.0.1:2/?replicaSet=atlas-0',
    });

    engine.progress = { phase: 'copying', lagSeconds: null, changesApplied: 0, documentsCopied: 3 };
    const path = `${atlasBase}/groups/${ids.project}/liveMigrations`;
    const created = await atlas('POST', path, { body: requestOf(started) });
    expect([created.status, created.body]).toEqual([
      201,
      expect.objectContaining({ status: 'NEW', readyForCutover: false }),
    ]);
    const one = `${path}/${field(created.body, '_id')}`;
    const copying = await until(
      () => atlas('GET', one),
      ({ body }) => field(body, 'status') === 'WORKING',
    );
    expect(copying.body).toMatchObject({ readyForCutover: false, lagTimeSeconds: null });
    const early = await atlas('PUT', `${one}/cutover`);
    expect([early.status, early.body]).toEqual([
      409,
      expect.objectContaining({ detail: expect.stringContaining('not ready') }),
    ]);

    engine.progress = { phase: 'following', lagSeconds: 1, changesApplied: 9, documentsCopied: 3 };
    const ready = await until(
      () => atlas('GET', one),
      ({ body }) => field(body, 'readyForCutover') === 'true',
    );
    expect(ready.body).toMatchObject({ status: 'WORKING', lagTimeSeconds: 1 });
    expect(await atlas('PUT', `${one}/cutover`)).toMatchObject({ status: 202, text: '' });
    expect((await atlas('GET', one)).body).toMatchObject({ status: 'WORKING', lagTimeSeconds: null });
    engine.progress = { phase: 'complete', lagSeconds: 0, changesApplied: 9, documentsCopied: 3 };
    expect((await atlas('GET', one)).body).toMatchObject({ status: 'COMPLETE' });
    expect(engine.calls.filter((call) => call === 'cutOver')).toHaveLength(1);
  });
});

describe('validation', () => {
  it.each([
    [
      'an unknown host',
      { migrationHosts: ['other.corp.example'] },
      /migration host other\.corp\.example could not be found/,
    ],
    ['an unknown source cluster', { source: { clusterName: 'rs-none' } }, /source cluster rs-none/],
    ['a source that is not linked', { source: { groupId: 'f'.repeat(24) } }, /could not be found/],
    ['an unknown destination', { destination: { clusterName: 'Nowhere' } }, /destination cluster Nowhere/],
    ['a free destination', { destination: { clusterName: 'BillingFree' } }, /not a dedicated cluster/],
    ['a flex destination', { destination: { clusterName: 'BillingFlex' } }, /not a dedicated cluster/],
    ['a paused destination', { destination: { clusterName: 'BillingPaused' } }, /is paused/],
    ['a destination that is being changed', { destination: { clusterName: 'BillingUpdating' } }, /UPDATING/],
    ['TLS that the source does not use', { source: { ssl: true } }, /Invalid SSL options/],
    ['a missing user', { source: { username: null } }, /username or password/],
    ['a private link without its id', { destination: { hostnameSchemaType: 'PRIVATE_LINK' } }, /private link id/],
  ])('finds %s', async (_, different, message) => {
    const started = await startTestSandbox({ agent: 'running' });
    await provision(started);
    const { body } = await validated(started, requestOf(started, different));
    expect(body).toMatchObject({ status: 'FAILED', errorMessage: expect.stringMatching(message) });
  });

  it('says what the engine has found', async () => {
    const started = await startTestSandbox({ agent: 'running' });
    await provision(started);
    started.engine.objection = 'Source cluster contains a time series collection: app.metrics.';
    const { body } = await validated(started, requestOf(started));
    expect(body).toMatchObject({ status: 'FAILED', errorMessage: started.engine.objection });
  });

  it('finds that the organizations are not linked, and that the host is not let in', async () => {
    const started = await startTestSandbox({ agent: 'running' });
    expect((await validated(started, requestOf(started))).body).toMatchObject({
      errorMessage: expect.stringContaining('not linked'),
    });
    await link(started);
    await until(
      () => started.atlas('GET', `${atlasBase}/orgs/${started.ids.atlasOrg}/liveMigrations/availableProjects`),
      ({ text }) => text.includes('mig01'),
    );
    expect((await validated(started, requestOf(started))).body).toMatchObject({
      errorMessage: expect.stringContaining("not on the project's IP access list"),
    });
  });
});

describe('migrations', () => {
  it('run one at a time on a host', async () => {
    const started = await startTestSandbox({ agent: 'running' });
    await provision(started);
    const path = `${atlasBase}/groups/${started.ids.project}/liveMigrations`;
    const statuses = [];
    for (let count = 0; count < 2; count += 1)
      statuses.push((await started.atlas('POST', path, { body: requestOf(started) })).status);
    expect(statuses).toEqual([201, 409]);
    const unlink = await started.atlas('DELETE', `${atlasBase}/orgs/${started.ids.atlasOrg}/liveMigrations/linkTokens`);
    expect(unlink.body).toMatchObject({
      error: 409,
      errorCode: 'CANNOT_DELETE_ORG_ACTIVE_LIVE_MIGRATION_ATLAS_ORG_LINK',
    });
  });

  it.each([
    ['fail where the engine fails', 'failed', undefined],
    ['fail where the engine objects before anything is moved', 'following', 'wrong password'],
  ] as const)('%s', async (_, phase, objection) => {
    const started = await startTestSandbox({ agent: 'running' });
    await provision(started);
    started.engine.objection = objection;
    started.engine.progress = { phase, lagSeconds: null, changesApplied: 0, documentsCopied: 0 };
    const path = `${atlasBase}/groups/${started.ids.project}/liveMigrations`;
    const created = await started.atlas('POST', path, { body: requestOf(started) });
    await until(
      () => started.atlas('GET', `${path}/${field(created.body, '_id')}`),
      ({ body }) => field(body, 'status') === 'FAILED',
    );
  });

  it('expire when nobody cuts over for 120 hours', async () => {
    let ahead = 0;
    const clock = { ...realClock, now: () => new Date(Date.now() + ahead) };
    const speed = 2000;
    const started = await startTestSandbox({ agent: 'running', speed, clock });
    await provision(started);
    const path = `${atlasBase}/groups/${started.ids.project}/liveMigrations`;
    const created = await started.atlas('POST', path, { body: requestOf(started) });
    expect([created.status, created.body]).toEqual([201, expect.anything()]);
    const one = () => started.atlas('GET', `${path}/${field(created.body, '_id')}`);
    await until(one, ({ body }) => field(body, 'readyForCutover') === 'true');
    ahead = delays.cutoverWindow / speed;
    expect((await one()).body).toMatchObject({ status: 'EXPIRED', readyForCutover: false, lagTimeSeconds: null });
    expect(started.engine.calls).toContain('stop');
  });
});

describe('the agent', () => {
  it.each([
    ['agent=never', false],
    ['GET /nowhere=503', true],
  ])('that is running, with the fault %s: listed: %s', async (fault, listed) => {
    const { manager, ids } = await startTestSandbox({ agent: 'running', faults: [fault] });
    const { text } = await manager('GET', `${managerBase}/groups/${ids.sourceProject}/agents/AUTOMATION`);
    expect(text.includes('mig01.corp.example')).toBe(listed);
  });

  it('reports after a key was made, and keeps calling', async () => {
    const { manager, ids } = await startTestSandbox();
    const path = `${managerBase}/groups/${ids.sourceProject}/agents/AUTOMATION`;
    expect((await manager('GET', path)).text).not.toContain('mig01');
    await manager('POST', `${managerBase}/groups/${ids.sourceProject}/agentapikeys`, { body: { desc: 'livemig' } });
    const first = await until(
      () => manager('GET', path),
      ({ text }) => text.includes('mig01'),
    );
    expect(first.text).toMatch(/"hostname":"mig01.corp.example","stateName":"NO_PROCESSES"/);
    await until(
      () => manager('GET', path),
      ({ text }) => text !== first.text,
    );
  });

  it('shows its key once', async () => {
    const { manager, ids } = await startTestSandbox();
    const path = `${managerBase}/groups/${ids.sourceProject}/agentapikeys`;
    const made = await manager('POST', path, { body: { desc: 'livemig' } });
    const listed = await manager('GET', path);
    const key = field(made.body, 'key');
    expect(listed.body).toEqual([
      expect.objectContaining({ _id: field(made.body, '_id'), key: `${'*'.repeat(44)}${key.slice(-4)}` }),
    ]);
    expect((await manager('DELETE', `${path}/${field(made.body, '_id')}`)).status).toBe(204);
    expect((await manager('GET', path)).body).toEqual([]);
  });
});

describe('linking', () => {
  it('stays unsynchronized where an Ops Manager has no address to call from', async () => {
    let ahead = 0;
    const clock = { ...realClock, now: () => new Date(Date.now() + ahead) };
    const { atlas, manager, ids } = await startTestSandbox({ clock }, 'ops-manager');
    const token = await atlas('POST', `${atlasBase}/orgs/${ids.atlasOrg}/liveMigrations/linkTokens`, { body: {} });
    const path = `${managerBase}/orgs/${ids.sourceOrg}/liveExport/migrationLink`;
    expect((await manager('POST', path, { body: { linkToken: field(token.body, 'linkToken') } })).status).toBe(201);
    ahead = 3_600_000;
    expect((await manager('GET', `${path}/status`)).body).toEqual({ status: 'NOT_SYNCED' });
  });

  it('can be undone at both ends, once', async () => {
    const started = await startTestSandbox();
    await link(started);
    const { atlas, manager, ids } = started;
    const atSource = `${managerBase}/orgs/${ids.sourceOrg}/liveExport/migrationLink`;
    const atAtlas = `${atlasBase}/orgs/${ids.atlasOrg}/liveMigrations/linkTokens`;
    const statuses = [];
    for (const undo of [
      () => manager('DELETE', atSource),
      () => manager('DELETE', atSource),
      () => atlas('DELETE', atAtlas),
      () => atlas('DELETE', atAtlas),
    ]) {
      statuses.push((await undo()).status);
    }
    expect(statuses).toEqual([204, 404, 204, 404]);
  });

  it('refuses a token that Atlas never made', async () => {
    const { manager, ids } = await startTestSandbox();
    const path = `${managerBase}/orgs/${ids.sourceOrg}/liveExport/migrationLink`;
    const reply = await manager('POST', path, { body: { linkToken: 'invented' } });
    expect([reply.status, reply.text.includes('invented')]).toEqual([400, false]);
  });
});
