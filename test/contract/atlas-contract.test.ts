import { describe, expect, it } from 'vitest';
import { type Reply, type Sending, until } from '../unit/sandbox/http/sandbox-client.ts';
import { startTestSandbox } from '../unit/sandbox/http/start-test-sandbox.ts';
import { type Deviation, deviations } from './deviations.ts';
import { type Exchange, openApi } from './openapi.ts';

/** Where the file lies; `.github/workflows/contract.yml` fetches the newest one. */
const file = process.env.LIVEMIG_ATLAS_SPEC;

const mediaTypes = { v2023: '2023-01-01', v202405: '2024-05-30', v202408: '2024-08-05' } as const;

describe.runIf(file !== undefined)(
  "the sandbox against MongoDB's OpenAPI file (set LIVEMIG_ATLAS_SPEC to its path)",
  () => {
    it('every request and every answer fits, but for the listed deviations', async () => {
      const exchanges = await driveEverything();
      const spec = openApi(file ?? '');
      const objections = exchanges.flatMap((exchange) =>
        spec.objections(exchange).map((objection) => ({ ...exchange, objection })),
      );
      const unlisted = objections.filter((one) => !deviations.some((deviation) => covers(deviation, one)));
      expect(
        unlisted.map(({ method, path, status, objection }) => `${method} ${path} ${status}: ${objection}`),
      ).toEqual([]);
      expect(deviations.filter((deviation) => !objections.some((one) => covers(deviation, one)))).toEqual([]);
      expect(new Set(exchanges.map(({ status }) => status))).toEqual(new Set([200, 201, 202, 204, 400, 401, 404, 409]));
    });
  },
);

function covers(deviation: Deviation, one: { method: string; path: string; objection: string }): boolean {
  const { method, path, objection } = deviation;
  return (method === '*' || method === one.method) && path.test(one.path) && objection.test(one.objection);
}

async function driveEverything(): Promise<Exchange[]> {
  const exchanges: Exchange[] = [];
  const { atlas, manager, engine, ids } = await startTestSandbox();
  const ask = async (method: string, at: string, version: keyof typeof mediaTypes, body?: unknown): Promise<Reply> => {
    const type = `application/vnd.atlas.${mediaTypes[version]}+json`;
    const sending: Sending = { accept: type, contentType: type, ...(body === undefined ? {} : { body }) };
    const path = `/api/atlas/v2${at}`;
    const reply = await atlas(method, path, sending);
    const responseType = (reply.headers.get('content-type') ?? '').split(';')[0] ?? '';
    exchanges.push({
      ...{ method, path, requestType: type, status: reply.status, responseType, responseBody: reply.body },
      ...(body === undefined ? {} : { requestBody: body }),
    });
    return reply;
  };
  const group = `/groups/${ids.project}`;
  const org = `/orgs/${ids.atlasOrg}`;
  for (const at of ['', '/orgs', org, `${org}/groups`, `${org}/settings`, '/groups', group, '/groups/byName/billing']) {
    await ask('GET', at, 'v2023');
  }
  for (const at of [`${group}/clusters`, `${group}/clusters/Billing0`, `${group}/clusters/Nowhere`])
    await ask('GET', at, 'v202408');
  for (const at of [`${group}/clusters/Billing0/status`, `${group}/databaseUsers`, `${group}/accessList`])
    await ask('GET', at, 'v2023');

  await ask('DELETE', `${org}/liveMigrations/linkTokens`, 'v2023');
  const token = await ask('POST', `${org}/liveMigrations/linkTokens`, 'v2023', { accessListIps: ['198.51.100.9'] });
  await manager('POST', `/api/public/v1.0/orgs/${ids.sourceOrg}/liveExport/migrationLink`, { rawBody: token.text });
  await manager('POST', `/api/public/v1.0/groups/${ids.sourceProject}/agentapikeys`, { body: { desc: 'livemig' } });
  await ask('POST', `${group}/accessList`, 'v2023', [{ ipAddress: '203.0.113.25', comment: 'mig01' }]);
  await ask('GET', `${group}/accessList/203.0.113.25`, 'v2023');
  await until(
    () => ask('GET', `${group}/accessList/203.0.113.25/status`, 'v2023'),
    ({ text }) => text.includes('ACTIVE'),
  );
  await until(
    () => ask('GET', `${org}/liveMigrations/availableProjects`, 'v2023'),
    ({ text }) => text.includes('mig01'),
  );

  const request = {
    migrationHosts: ['mig01.corp.example'],
    dropDestinationData: false,
    source: { clusterName: 'rs-billing', groupId: ids.sourceProject, managedAuthentication: true, ssl: false },
    destination: { clusterName: 'Billing0', groupId: ids.project, hostnameSchemaType: 'PUBLIC' },
  };
  const migrations = `${group}/liveMigrations`;
  await ask('POST', `${migrations}/validate`, 'v202405', { ...request, migrationHosts: [] });
  const validation = await ask('POST', `${migrations}/validate`, 'v202405', request);
  await until(
    () => ask('GET', `${migrations}/validate/${idOf(validation)}`, 'v2023'),
    ({ text }) => text.includes('SUCCESS'),
  );
  engine.progress = { ...engine.progress, phase: 'copying', lagSeconds: null };
  const created = await ask('POST', migrations, 'v202405', request);
  await ask('PUT', `${migrations}/${idOf(created)}/cutover`, 'v2023');
  await ask('DELETE', `${org}/liveMigrations/linkTokens`, 'v2023');
  engine.progress = { ...engine.progress, phase: 'following', lagSeconds: 1 };
  await until(
    () => ask('GET', `${migrations}/${idOf(created)}`, 'v2023'),
    ({ text }) => text.includes('"readyForCutover":true'),
  );
  await ask('PUT', `${migrations}/${idOf(created)}/cutover`, 'v2023');
  engine.progress = { ...engine.progress, phase: 'complete' };
  await ask('GET', `${migrations}/${idOf(created)}`, 'v2023');
  await ask('DELETE', `${group}/accessList/203.0.113.25`, 'v2023');
  await ask('DELETE', `${org}/liveMigrations/linkTokens`, 'v2023');
  await ask('GET', `/orgs/${ids.otherAtlasOrg}`, 'v2023');
  return exchanges;
}

function idOf({ text }: Reply): string {
  return /"_id":"([0-9a-f]{24})"/.exec(text)?.[1] ?? '';
}
