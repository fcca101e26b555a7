import { beforeAll, describe, expect, it } from 'vitest';
import { CheckData } from '../../../src/core/results/check-result.ts';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { mongodFixture, password } from '../../support/mongod-fixture.ts';
import { realClock } from '../../support/sandbox-client.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { runCommand } from '../../support/test-ports.ts';

async function check(env: Readonly<Record<string, string>>, ...flags: readonly string[]) {
  const { result } = await runCommand(['check', '--dir', await temporaryDirectory(), ...flags], { env });
  const { findings = [], passed, verdict } = CheckData.parse(result.data);
  if (verdict === undefined) throw new Error(`there is no verdict: ${result.error?.message}`);
  return { passed, verdict, finding: (id: string) => findings.find((one) => one.id === id) };
}

type Checked = Awaited<ReturnType<typeof check>>;

type Row = [id: string, result: string, message: RegExp, fix?: RegExp];

/** Each is told where the source is wrong in just that way. */
function finds(checked: () => Promise<Checked>, rows: readonly Row[]) {
  let checking: Promise<Checked> | undefined;
  it.each(rows)('%s: %s, %s', async (id, result, message, fix = /^/) => {
    checking ??= checked();
    const found = (await checking).finding(id);
    expect(found).toMatchObject({ result, message: expect.stringMatching(message) });
    expect(found?.fix ?? '').toMatch(fix);
  });
}

describe('a source whose oplog is small, and on which an engine has left its data', () => {
  const fixture = mongodFixture({ oplogSizeMb: 1 });
  const env = () => ({ LIVEMIG_SOURCE_URI: fixture.mongod.uri('source', password) });
  beforeAll(async () => {
    const orders = fixture.client.db('shop').collection('orders');
    for (let at = 0; at < 6; at++) await orders.insertMany([{ text: 'x'.repeat(200_000) }]);
    await fixture.client.db('mongosync_internal_state').collection('c').insertOne({});
  });
  finds(
    () => check(env()),
    [
      ['O01', 'warn', /^The oplog window of rs0 is \d+ s\. How long the copy takes is not known/, /replSetResizeOplog/],
      ['O12', 'block', /mongosync_internal_state/, /getSiblingDB\("mongosync_internal_state"\)\.dropDatabase\(\)/],
      ['O04', 'warn', /^source@admin may not block writes at the cutover/, /createRole/],
      ['O09', 'not-checked', /LIVEMIG_DESTINATION_URI is not set/],
    ],
  );

  it('blocks a copy that takes longer', async () => {
    const checked = await check(env(), '--assume-rate', '1B/s');
    expect(checked.finding('O01')).toMatchObject({
      result: 'block',
      message: expect.stringMatching(/the copy takes .* at 1 bytes\/s \(--assume-rate\): it would fail and start over/),
    });
    expect(checked.verdict.text).toMatch(/copy not known, .* at 1 bytes\/s \(--assume-rate\) · oplog window \d+ s$/);
  });
});

describe('a user without the rights of a migration', () => {
  const fixture = mongodFixture();
  beforeAll(async () => {
    const roles = [{ role: 'read', db: 'shop' }];
    await fixture.client.db('admin').command({ createUser: 'narrow', pwd: password, roles });
  });
  finds(
    () => check({ LIVEMIG_SOURCE_URI: fixture.mongod.uri('narrow', password) }),
    [
      ['O04', 'block', /^narrow@admin lacks what backup and readAnyDatabase would allow/, /grantRolesToUser\("narrow"/],
      ['O08', 'warn', /^narrow@admin lacks \d+ rights/],
      ['O01', 'not-checked', /It takes the roles backup and clusterMonitor/],
      ['O03', 'not-checked', /It takes the role clusterMonitor/],
    ],
  );

  it('is looked at by who may see users, and named', async () => {
    const env = { LIVEMIG_SOURCE_URI: fixture.mongod.uri('root', password) };
    const { finding } = await check(env, '--source-username', 'narrow');
    expect(finding('O04')).toMatchObject({ result: 'block', message: expect.stringMatching(/^narrow@admin lacks/) });
  });
});

describe('a sharded source', () => {
  const fixture = mongodFixture({ topology: { shards: 2 } });
  it('is looked at shard by shard', async () => {
    const { passed, verdict } = await check({ LIVEMIG_SOURCE_URI: fixture.mongod.uri('root', password) });
    expect(passed).toEqual(expect.arrayContaining(['O02', 'O03', 'O04', 'O05', 'O08', 'O10', 'O12', 'O13', 'O14']));
    expect(verdict.oplog.reasons).toEqual([
      expect.stringMatching(/^rs0-shard-0: not full yet/),
      expect.stringMatching(/^rs0-shard-1: not full yet/),
    ]);
  });
});

describe('servers of which only the manager tells', () => {
  const flags = { profilerEnabled: true, lowUlimit: true, hasStartupWarnings: true };
  const hosts = [{ hostname: 'db01.corp.example', ...flags }, { hostname: 'db02.corp.example' }];
  const projects = [{ name: 'billing-prod', deployments: [{ name: 'rs-billing', hosts }] }];
  const scenarioFile = { path: 'servers.json', content: { manager: { projects } } };
  let sandbox: Awaited<ReturnType<typeof startSandbox>>;
  beforeAll(async () => {
    const plain = { manager: 'cloud-manager', speed: 600, faults: [], agent: 'running', documents: 5 } as const;
    sandbox = await startSandbox({ ...plain, scenarioFile, clock: realClock });
    return () => sandbox.close();
  });
  finds(() => {
    const { LIVEMIG_SOURCE_URI: _, ...env } = sandbox.env;
    return check(env);
  }, [
    ['O10', 'warn', /^A server of the source warned when started: db01\.corp\.example:27017\./],
    ['O13', 'warn', /^The profiler is on: db01\.corp\.example:27017\./, /setProfilingLevel\(0\)/],
    ['O14', 'warn', /^The limit of open files is low on db01\.corp\.example:27017/],
  ]);
});
