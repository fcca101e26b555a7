import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { hurriedClock } from '../../support/hurried-clock.ts';
import { type Started, startForMigration } from '../../support/sandbox-flow.ts';
import { realClock, runCommand } from '../../support/test-ports.ts';

/** What `livemig check` finds in a sandbox, by rule: its result and what it says. */
async function checked({ env }: Pick<Started, 'env'>, different: Readonly<Record<string, string | undefined>> = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'livemig-check-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const argv = ['check', '--dir', join(directory, 'state')];
  const all = Object.entries({ ...env, ...different }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const { events } = await runCommand(argv, { env: Object.fromEntries(all), clock: hurriedClock() });
  return new Map(
    events.flatMap((event) =>
      event.type === 'finding' ? [[event.id, [event.result, `${event.message} ${event.fix}`]] as const] : [],
    ),
  );
}

const sandbox = (content: object | undefined, different: Parameters<typeof startForMigration>[0] = {}) =>
  startForMigration({ ...(content === undefined ? {} : { scenarioFile: { path: 's.yaml', content } }), ...different });

const destination = { name: 'Ledger0' };
const source = { name: 'rs-ledger' };
const world = (cluster: object, deployment: object = {}, project: object = {}) => ({
  atlas: { projects: [{ name: 'ledger', clusters: [{ ...destination, ...cluster }], ...project }] },
  manager: { projects: [{ name: 'ledger-prod', deployments: [{ ...source, ...deployment }] }] },
});
const hosts = (...different: object[]) => different.map((one, at) => ({ hostname: `db${at}.corp.example`, ...one }));

describe.each(['cloud-manager', 'ops-manager'] as const)('with %s', (manager) => {
  it.each(['replica-set', 'sharded'] as const)(
    'no rule of versions and topologies objects to a healthy %s',
    async (topology) => {
      const choice = { manager, sourceTopology: topology, destinationTopology: topology };
      const found = await checked(await sandbox(undefined, choice));
      const told = [...found].filter(([id, [result]]) => /^(?:V|T|LM21)/.test(id) && /block|warn/.test(result));
      expect(told).toEqual([]);
    },
  );
});

it('what is wrong at once in many ways is told in one run', async () => {
  const wrong = await sandbox(
    world(
      {
        instanceSize: 'M20',
        version: '8.0.4',
        featureCompatibilityVersion: '7.0',
        versionReleaseSystem: 'CONTINUOUS',
        biConnector: true,
        stateName: 'UPDATING',
        autoScaling: true,
        noTableScan: true,
        oplogSizeMB: null,
        regions: ['EU_CENTRAL_1', 'EU_WEST_1'],
      },
      { version: '7.0.12', hosts: hosts({}, { version: '7.0.24', state: 'RECOVERING' }, { memoryMB: 65_536 }) },
      { databaseUsers: [] },
    ),
  );
  const client = await MongoClient.connect(wrong.env.LIVEMIG_DESTINATION_URI ?? '');
  await client.db('shop').collection('left').insertOne({ a: 1 });
  await client.close();
  const found = await checked(wrong, { LIVEMIG_NETWORK: 'private-link', LIVEMIG_SOURCE_URI: undefined });
  expect([...found].filter(([, [result]]) => result !== 'pass' && result !== 'not-checked').map(([id]) => id)).toEqual(
    expect.arrayContaining([
      'V02',
      'V03',
      'V07',
      'V08',
      'T06',
      'T07',
      'T08',
      'T09',
      'T11',
      'T12',
      'T13',
      'T14',
      'T15',
      'T18',
      'T21',
      'T24',
    ]),
  );
});

describe('what is wrong in one way is seen', () => {
  const clusters = {
    old: { version: '6.0.26' },
    rapid: { version: '8.2.1' },
    nine: { version: '9.0.1' },
    behind: { version: '8.0.5', featureCompatibilityVersion: '7.0' },
    automatic: { versionReleaseSystem: 'CONTINUOUS' },
    global: { isGlobal: true },
    connector: { biConnector: true },
    scaled: { autoScaling: true },
    forgetful: { oplogSizeMB: null, oplogMinRetentionHours: 1 },
    strict: { noTableScan: true },
    sharded: { shards: 2 },
    saved: { backup: true },
    ready: {},
  };
  const deployments = {
    old: { version: '6.0.12' },
    ancient: { version: '4.4.29' },
    six: { version: '6.0.26' },
    new: { version: '8.0.5' },
    mixed: { hosts: hosts({}, { version: '6.0.24' }) },
    large: { hosts: hosts({ memoryMB: 131_072 }) },
    headless: { hosts: hosts({ state: 'SECONDARY' }) },
    arbiter: { hosts: hosts({}, {}, { state: 'ARBITER' }) },
    ready: {},
  };
  const named = (all: object) => Object.entries(all).map(([name, one]: [string, object]) => ({ name, ...one }));
  const [ready] = [{ name: 'main' }];
  const content = {
    atlas: {
      projects: [
        { name: 'ledger', clusters: [ready, ...named(clusters)] },
        { name: 'empty', clusters: [{ name: 'ready' }], databaseUsers: [] },
        { name: 'reached', clusters: [{ name: 'ready' }], endpointServices: [{}] },
      ],
    },
    manager: { projects: [{ name: 'ledger-prod', deployments: [ready, ...named(deployments)] }] },
  };
  const started = startSandbox({
    manager: 'cloud-manager',
    speed: 600,
    faults: [],
    agent: 'after-key',
    documents: 10,
    clock: realClock,
    scenarioFile: { path: 's.yaml', content },
  });
  afterAll(async () => (await started).close());

  const manager = { LIVEMIG_SOURCE_URI: undefined };
  const to = (name: keyof typeof clusters) => ({ LIVEMIG_DESTINATION_CLUSTER: name });
  const from = (name: keyof typeof deployments) => ({ LIVEMIG_SOURCE_CLUSTER: name });
  const by = (network: string) => ({ LIVEMIG_NETWORK: network });
  const into = (project: string) => ({ LIVEMIG_ATLAS_PROJECT: project });

  it.each<[string, Readonly<Record<string, string | undefined>>, string, RegExp]>([
    ['V01', from('ancient'), 'block', /4\.4\.29.*from 5\.0 on/],
    ['V06', to('rapid'), 'block', /rapid release/],
    ['V12', to('nine'), 'warn', /validation decides/],
    ['V02', from('old'), 'block', /old runs MongoDB 6\.0\.12.*6\.0\.24/],
    ['V03', to('behind'), 'block', /behind.*unpin/],
    ['V04', { ...from('six'), ...to('old') }, 'warn', /validation decides/],
    ['V05', from('new'), 'block', /only 7\.0\.25/],
    ['V07', to('automatic'), 'block', /Auto Upgrades/],
    ['V08', from('mixed'), 'block', /6\.0\.24, 7\.0\.24/],
    ['T05', to('global'), 'block', /Global Cluster/],
    ['T06', to('connector'), 'block', /BI Connector/],
    ['T09', from('large'), 'warn', /up to 128 GB/],
    ['T11', to('scaled'), 'warn', /the tier and the disk/],
    ['T12', to('forgetful'), 'warn', /keeps 1 hour/],
    ['T13', to('strict'), 'block', /noTableScan/],
    ['T15', { ...to('ready'), ...by('private-link') }, 'block', /AVAILABLE.*none/],
    ['T15', { ...to('ready'), ...into('reached'), ...by('private-link') }, 'pass', /endpoint/],
    ['T16', { ...to('sharded'), ...by('vpc-peering') }, 'block', /only to a replica set/],
    ['T17', { ...from('arbiter'), ...manager }, 'warn', /arbiter/],
    ['T18', { ...from('headless'), ...manager }, 'block', /no primary/],
    ['T21', to('saved'), 'info', /no snapshots/],
    ['T24', { ...to('ready'), ...into('empty') }, 'block', /no database user/],
  ])('%s, with %j', async (id, different, result, says) => {
    const [found, told] = (await checked(await started, different)).get(id) ?? [];
    expect(found).toBe(result);
    expect(told).toMatch(says);
  });
});

describe('through the connections', () => {
  it('what is wrong on the source is seen, with nothing but its connection string', async () => {
    const started = await sandbox(world({}));
    const { LIVEMIG_SOURCE_URI: uri = '' } = started.env;
    const client = await MongoClient.connect(uri);
    const admin = client.db('admin');
    await admin.command({ setParameter: 1, notablescan: true });
    await admin.command({ setDefaultRWConcern: 1, defaultWriteConcern: { w: 1 } }).catch(() => undefined);
    await client.close();
    const names = Object.keys(started.env).filter((name) => name !== 'LIVEMIG_SOURCE_URI');
    const found = await checked(started, Object.fromEntries(names.map((name) => [name, undefined])));
    expect(found.get('T13')).toEqual(['block', expect.stringMatching(/notablescan/)]);
    expect(found.get('T01')?.[0]).toBe('pass');
    expect(found.get('T24')?.[0]).toBe('not-checked');
  });

  it('namespaces of both sides, and a write of a moment ago', async () => {
    const started = await sandbox(world({}));
    const [from, to] = await Promise.all(
      [started.env.LIVEMIG_SOURCE_URI, started.env.LIVEMIG_DESTINATION_URI].map((uri) =>
        MongoClient.connect(uri ?? ''),
      ),
    );
    const [first] =
      (await from?.db().admin().listDatabases({ nameOnly: true }))?.databases.filter(
        ({ name }) => !['admin', 'config', 'local'].includes(name),
      ) ?? [];
    const [collection] = (await from?.db(first?.name).listCollections().toArray()) ?? [];
    await to
      ?.db(first?.name)
      .collection(collection?.name ?? '')
      .insertOne({ a: 1 });
    await Promise.all([from?.close(), to?.close()]);
    const found = await checked(started);
    expect(found.get('LM21')).toEqual(['warn', expect.stringContaining(`${first?.name}.${collection?.name}`)]);
    expect(found.get('T14')).toEqual(['block', expect.stringMatching(/before it was looked at/)]);
  });
});
