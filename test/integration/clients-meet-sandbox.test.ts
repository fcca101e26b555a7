import { describe, expect, it } from 'vitest';
import { atlasApi } from '../../src/api/atlas.ts';
import type { LiveMigrationRequest } from '../../src/api/atlas-schemas.ts';
import { createHttp } from '../../src/api/http.ts';
import { managerApi } from '../../src/api/ops-manager.ts';
import type { Credentials } from '../../src/core/credentials.ts';
import { Secret } from '../../src/core/secret.ts';
import type { Identity } from '../../src/sandbox/scenario/scenario.ts';
import { realClock } from '../support/sandbox-client.ts';
import { startTestSandbox } from '../support/start-test-sandbox.ts';

/** The clients and the sandbox read the same contract and share no code: here the two readings meet. */
async function meet(kind: Credentials['kind']) {
  const started = await startTestSandbox();
  const { sandbox, scenario } = started;
  const http = (serviceName: 'Atlas' | 'Cloud Manager', baseUrl: string, identities: readonly Identity[]) =>
    createHttp({
      serviceName,
      baseUrl,
      credentials: credentialsOf(identities, kind),
      clock: realClock,
      userAgent: 'test',
    });
  return {
    ...started,
    client: atlasApi(http('Atlas', sandbox.atlasUrl, scenario.atlas.identities)),
    managerClient: managerApi(http('Cloud Manager', sandbox.managerUrl, scenario.manager.identities)),
  };
}

function credentialsOf(identities: readonly Identity[], kind: Credentials['kind']): Credentials {
  const found = identities.find((identity) => identity.kind === kind);
  if (found === undefined) throw new Error(`the scenario has no ${kind}`);
  return found.kind === 'api-key'
    ? { kind: 'api-key', publicKey: found.publicKey, privateKey: new Secret(found.privateKey) }
    : { kind: 'service-account', clientId: found.clientId, clientSecret: new Secret(found.clientSecret) };
}

async function eventually<Seen>(look: () => Promise<Seen>, satisfied: (seen: Seen) => boolean): Promise<Seen> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const seen = await look();
    if (satisfied(seen)) return seen;
    if (Date.now() > deadline) throw new Error(`still ${JSON.stringify(seen)}`);
    await realClock.sleep(20);
  }
}

describe.each(['api-key', 'service-account'] as const)('with credentials of kind %s', (kind) => {
  it('the clients read what there is', async () => {
    const { client, managerClient, ids } = await meet(kind);
    expect((await client.orgs()).map(({ name }) => name)).toEqual(['Acme']);
    expect((await client.projects(ids.atlasOrg)).map(({ name }) => name)).toEqual(['billing', 'reporting']);
    expect(await client.cluster(ids.project, 'Billing0')).toMatchObject({
      stateName: 'IDLE',
      mongoDBVersion: '7.0.25',
    });
    expect((await client.flexClusters(ids.project)).map(({ name }) => name)).toEqual(['BillingFlex']);
    expect(await client.processArgs(ids.project, 'Billing0')).toMatchObject({ noTableScan: false });
    expect(await client.availableProjects(ids.atlasOrg)).toEqual([]);
    expect(await managerClient.root()).toMatchObject({ appName: 'MongoDB Cloud Manager' });
    expect((await managerClient.hosts(ids.sourceProject)).map(({ version }) => version)).toEqual([
      '7.0.24',
      '7.0.24',
      '7.0.24',
    ]);
    expect(await managerClient.linkStatus(ids.sourceOrg)).toMatchObject({ status: 'NOT_SYNCED' });
  });

  it('the clients take a migration from the link to its end', async () => {
    const { client, managerClient, engine, ids } = await meet(kind);
    const { linkToken } = await client.createLinkToken(ids.atlasOrg, []);
    const { key } = await managerClient.createAgentKey(ids.sourceProject, 'livemig');
    await managerClient.connect(ids.sourceOrg, new Secret(linkToken.reveal()));
    await client.addToAccessList(ids.project, { ipAddress: '203.0.113.25', comment: 'mig01' });
    expect(key.reveal()).not.toContain('*');
    await eventually(
      () => client.accessListStatus(ids.project, '203.0.113.25'),
      ({ status }) => status === 'ACTIVE',
    );
    await eventually(
      () => client.availableProjects(ids.atlasOrg),
      ([project]) => project?.migrationHosts.length === 1,
    );
    const request: LiveMigrationRequest = {
      migrationHosts: ['mig01.corp.example'],
      dropDestinationData: false,
      source: { clusterName: 'rs-billing', groupId: ids.sourceProject, managedAuthentication: true, ssl: false },
      destination: { clusterName: 'Billing0', groupId: ids.project, hostnameSchemaType: 'PUBLIC' },
    };
    const validation = await client.validate(ids.project, request);
    await eventually(
      () => client.validation(ids.project, validation._id),
      ({ status }) => status === 'SUCCESS',
    );
    const { _id } = await client.createMigration(ids.project, request);
    await eventually(
      () => client.migration(ids.project, _id),
      ({ readyForCutover }) => readyForCutover === true,
    );
    await client.cutover(ids.project, _id);
    engine.progress = { phase: 'complete', lagSeconds: 0, changesApplied: 1, documentsCopied: 1 };
    expect(await client.migration(ids.project, _id)).toMatchObject({ status: 'COMPLETE' });
  });
});
