import { describe, expect, it } from 'vitest';
import { send, sign, until } from '../../support/sandbox-client.ts';
import { keyNamed, startTestSandbox } from '../../support/start-test-sandbox.ts';

const base = '/api/atlas/v2';
const managerBase = '/api/public/v1.0';
const dated = (version: string) => ({
  accept: `application/vnd.atlas.${version}+json`,
  contentType: `application/vnd.atlas.${version}+json`,
});

/** What Atlas CLI puts into validations and migrations: empty texts for what it was not told (API notes, section 8). */
const asAtlasCli = (ids: { project: string; sourceProject: string }) => ({
  source: {
    clusterName: 'rs-billing',
    groupId: ids.sourceProject,
    username: '',
    password: '',
    ssl: false,
    caCertificatePath: '',
    managedAuthentication: true,
  },
  destination: { clusterName: 'Billing0', groupId: ids.project, hostnameSchemaType: '', privateLinkId: '' },
  migrationHosts: ['mig01.corp.example'],
  dropDestinationData: false,
});

describe('Atlas CLI and mongocli, as the notes record what they send', () => {
  it('go through a live migration', async () => {
    const { atlas, manager, engine, ids } = await startTestSandbox();
    const org = `${base}/orgs/${ids.atlasOrg}`;
    const group = `${base}/groups/${ids.project}`;
    const link = `${managerBase}/orgs/${ids.sourceOrg}/liveExport/migrationLink`;
    const json = { accept: 'application/json', contentType: 'application/json' };

    const token = await atlas('POST', `${org}/liveMigrations/linkTokens`, { ...dated('2023-01-01'), body: {} });
    expect((await manager('POST', link, { ...json, rawBody: token.text })).status).toBe(201);
    await until(
      () => manager('GET', `${link}/status`, json),
      ({ text }) => text === '{"status":"SYNCED"}',
    );
    await manager('POST', `${managerBase}/groups/${ids.sourceProject}/agentapikeys`, {
      ...json,
      body: { desc: 'mig' },
    });
    await until(
      () =>
        manager('GET', `${managerBase}/groups/${ids.sourceProject}/agents/AUTOMATION?itemsPerPage=100&pageNum=1`, json),
      ({ text }) => text.includes('mig01.corp.example'),
    );
    const host = { ipAddress: '203.0.113.25', comment: '', groupId: ids.project };
    await atlas('POST', `${group}/accessList`, { ...dated('2023-01-01'), body: [host] });
    await until(
      () => atlas('GET', `${group}/accessList/203.0.113.25/status`, dated('2023-01-01')),
      ({ text }) => text.includes('ACTIVE'),
    );

    const wanted = { ...dated('2024-05-30'), body: asAtlasCli(ids) };
    const validation = await atlas('POST', `${group}/liveMigrations/validate`, wanted);
    expect([validation.status, validation.body]).toEqual([200, expect.objectContaining({ status: 'PENDING' })]);
    await until(
      () => atlas('GET', `${group}/liveMigrations/validate/${idIn(validation.text)}`, dated('2023-01-01')),
      ({ text }) => text.includes('"SUCCESS"'),
    );
    const migration = await atlas('POST', `${group}/liveMigrations`, wanted);
    expect([migration.status, migration.headers.get('content-type')]).toEqual([
      201,
      'application/vnd.atlas.2024-05-30+json;charset=utf-8',
    ]);
    engine.progress = { ...engine.progress, phase: 'following', lagSeconds: 0 };
    const one = `${group}/liveMigrations/${idIn(migration.text)}`;
    await until(
      () => atlas('GET', one, dated('2023-01-01')),
      ({ text }) => text.includes('"readyForCutover":true'),
    );
    const cutover = await atlas('PUT', `${one}/cutover`, dated('2023-01-01'));
    expect([cutover.status, cutover.text]).toEqual([202, '']);
    engine.progress = { ...engine.progress, phase: 'complete' };
    await until(
      () => atlas('GET', one, dated('2023-01-01')),
      ({ text }) => text.includes('"COMPLETE"'),
    );
    expect((await manager('DELETE', link, json)).status).toBe(204);
    expect((await atlas('DELETE', `${org}/liveMigrations/linkTokens`, dated('2023-01-01'))).status).toBe(204);
  });

  it('send the body with the request that fetches the challenge, and it is carried out once', async () => {
    const { sandbox, scenario, ids } = await startTestSandbox();
    const path = `${base}/groups/${ids.project}/accessList`;
    const key = keyNamed(scenario.atlas.identities, 'livemig');
    const sending = { ...dated('2023-01-01'), body: [{ ipAddress: '203.0.113.9' }] };
    const challenge = await send(sandbox.atlasUrl, 'POST', path, sending, undefined);
    expect(challenge.status).toBe(401);
    const header = sign(challenge.headers.get('www-authenticate') ?? '', 'POST', path, key);
    expect((await send(sandbox.atlasUrl, 'POST', path, sending, header)).body).toMatchObject({ totalCount: 1 });
  });

  it.each([
    ['application/json', 406],
    ['*/*', 406],
    ['application/vnd.atlas.preview+json', 406],
    ['application/vnd.atlas.2025-03-12+json', 200],
    ['application/json, application/vnd.atlas.2023-01-01+json', 200],
  ])('that accept %s are answered %i', async (accept, status) => {
    const { atlas } = await startTestSandbox();
    expect((await atlas('GET', `${base}/orgs`, { accept })).status).toBe(status);
  });
});

function idIn(text: string): string {
  return /"_id":"(\w+)"/.exec(text)?.[1] ?? '';
}
