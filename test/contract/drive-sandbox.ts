import { type Reply, type Sending, until } from '../support/sandbox-client.ts';
import { startTestSandbox } from '../support/start-test-sandbox.ts';
import type { Exchange } from './openapi.ts';

const types = {
  v2023: '2023-01-01',
  v202302: '2023-02-01',
  v202405: '2024-05-30',
  v202408: '2024-08-05',
  v202410: '2024-10-23',
  flex: '2024-11-13',
  v2025: '2025-03-12',
};

/** Calls everything that the sandbox's Atlas answers, with success and, where that is cheap, without; what was said. */
export async function driveSandbox(): Promise<Exchange[]> {
  const exchanges: Exchange[] = [];
  const { atlas, manager, engine, ids } = await startTestSandbox();
  const ask = async (method: string, at: string, version: keyof typeof types, body?: unknown): Promise<Reply> => {
    const type = `application/vnd.atlas.${types[version]}+json`;
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
  const gets = async (version: keyof typeof types, ...paths: string[]) => {
    for (const at of paths) await ask('GET', at, version);
  };

  await gets('v2023', '', '/orgs', org, `${org}/groups`, `${org}/settings`, '/groups', group, '/groups/byName/billing');
  await gets('v2023', `${group}/processes`, `${group}/ipAddresses`, `${group}/peers`, `/orgs/${ids.otherAtlasOrg}`);
  await gets('v2023', `${group}/privateEndpoint/AWS/endpointService`, `${group}/privateEndpoint/IBM/endpointService`);
  await gets('v2023', `${group}/clusters/Billing0/status`);
  await gets('v202408', `${group}/clusters/Nowhere`, `${group}/clusters/BillingFlex`);
  for (const version of ['v2023', 'v202302', 'v202408'] as const) {
    await gets(version, `${group}/clusters`, `${group}/clusters/Billing0`, `${group}/clusters/Billing0/processArgs`);
    await ask('PATCH', `${group}/clusters/BillingPaused`, version, { paused: false });
  }
  await ask('PATCH', `${group}/clusters/BillingPaused`, 'v202410', { paused: true });
  await gets('flex', `${group}/flexClusters`, `${group}/flexClusters/BillingFlex`);
  await gets('v2025', '/rateLimits', '/rateLimits/clusters');
  for (const _ of ['made', 'taken']) await ask('POST', '/groups', 'v2023', newProject(ids.atlasOrg));

  const users = `${group}/databaseUsers`;
  for (const _ of ['made', 'taken']) await ask('POST', users, 'v2023', newUser(ids.project));
  await gets('v2023', users, `${users}/admin/reporting`, `${users}/admin/nobody`);
  await ask('DELETE', `${users}/admin/reporting`, 'v2023');

  const roles = `${group}/customDBRoles/roles`;
  for (const _ of ['made', 'taken']) await ask('POST', roles, 'v2023', newRole);
  await gets('v2023', roles, `${roles}/clerk`, `${roles}/nobody`);
  await ask('DELETE', `${roles}/clerk`, 'v2023');

  const keys = `${org}/apiKeys`;
  const [, readOnly] = [...(await ask('GET', keys, 'v2023')).text.matchAll(/"id":"([0-9a-f]{24})","desc"/g)];
  const key = `${keys}/${readOnly?.[1]}`;
  await gets('v2023', key, `${keys}/${'0'.repeat(24)}`);
  await ask('POST', `${key}/accessList`, 'v2023', [{ cidrBlock: '198.51.100.0/24' }, { ipAddress: '203.0.113.9' }]);
  await gets('v2023', `${key}/accessList`, `${key}/accessList/203.0.113.9`);
  await ask('DELETE', `${key}/accessList/198.51.100.0%2F24`, 'v2023');

  const accounts = `${org}/serviceAccounts`;
  const account = `${accounts}/${textOf(await ask('POST', accounts, 'v202408', newAccount), 'clientId')}`;
  await gets('v202408', accounts, account, `${accounts}/mdb_sa_id_nobody`);
  await ask('POST', `${account}/accessList`, 'v202408', [{ ipAddress: '203.0.113.9' }]);
  await gets('v202408', `${account}/accessList`);
  await ask('DELETE', `${account}/accessList/203.0.113.9`, 'v202408');
  const secret = await ask('POST', `${account}/secrets`, 'v202408', { secretExpiresAfterHours: 8 });
  await ask('DELETE', `${account}/secrets/${textOf(secret, 'id')}`, 'v202408');
  await ask('DELETE', account, 'v202408');

  await ask('DELETE', `${org}/liveMigrations/linkTokens`, 'v2023');
  const token = await ask('POST', `${org}/liveMigrations/linkTokens`, 'v2023', { accessListIps: ['198.51.100.9'] });
  await manager('POST', `/api/public/v1.0/orgs/${ids.sourceOrg}/liveExport/migrationLink`, { rawBody: token.text });
  await manager('POST', `/api/public/v1.0/groups/${ids.sourceProject}/agentapikeys`, { body: { desc: 'livemig' } });
  await ask('POST', `${group}/accessList`, 'v2023', [{ ipAddress: '203.0.113.25', comment: 'mig01' }]);
  await gets('v2023', `${group}/accessList`, `${group}/accessList/203.0.113.25`, `${group}/accessList/192.0.2.1`);
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
  const { dropDestinationData: dropEnabled, ...rest } = request;
  const migrations = `${group}/liveMigrations`;
  await ask('POST', `${migrations}/validate`, 'v202405', { ...request, migrationHosts: [] });
  await ask('POST', `${migrations}/validate`, 'v2023', { ...rest, dropEnabled });
  const validation = await ask('POST', `${migrations}/validate`, 'v202405', request);
  await until(
    () => ask('GET', `${migrations}/validate/${textOf(validation, '_id')}`, 'v2023'),
    ({ text }) => text.includes('SUCCESS'),
  );
  engine.progress = { ...engine.progress, phase: 'copying', lagSeconds: null };
  const migration = `${migrations}/${textOf(await ask('POST', migrations, 'v202405', request), '_id')}`;
  await ask('POST', migrations, 'v2023', { ...rest, dropEnabled });
  await ask('PUT', `${migration}/cutover`, 'v2023');
  await ask('DELETE', `${org}/liveMigrations/linkTokens`, 'v2023');
  engine.progress = { ...engine.progress, phase: 'following', lagSeconds: 1 };
  await until(
    () => ask('GET', migration, 'v2023'),
    ({ text }) => text.includes('"readyForCutover":true'),
  );
  await ask('PUT', `${migration}/cutover`, 'v2023');
  engine.progress = { ...engine.progress, phase: 'complete' };
  await gets('v2023', migration, `${migrations}/${'0'.repeat(24)}`, `${migrations}/nonsense`);
  await ask('DELETE', `${group}/accessList/203.0.113.25`, 'v2023');
  await ask('DELETE', `${org}/liveMigrations/linkTokens`, 'v2023');
  return exchanges;
}

const newProject = (orgId: string) => ({
  name: 'staging',
  orgId,
  clusterCount: 0,
  created: '2026-01-01T00:00:00Z',
});

const newRole = {
  roleName: 'clerk',
  actions: [{ action: 'FIND', resources: [{ cluster: false, db: 'shop', collection: '' }] }],
  inheritedRoles: [{ role: 'read', db: 'shop' }],
};
const newUser = (groupId: string) => ({
  databaseName: 'admin',
  username: 'reporting',
  password: 'a long password',
  groupId,
  roles: [{ roleName: 'readAnyDatabase', databaseName: 'admin' }],
});

const newAccount = {
  name: 'nightly',
  description: 'Runs the rehearsal at night',
  roles: ['ORG_MEMBER'],
  secretExpiresAfterHours: 24,
};

function textOf({ text }: Reply, field: string): string {
  return new RegExp(`"${field}":"([^"]+)"`).exec(text)?.[1] ?? '';
}
