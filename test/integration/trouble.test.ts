import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LivemigError } from '../../src/core/errors.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';
import type { Clock } from '../../src/sandbox/model/clock.ts';
import { delays } from '../../src/sandbox/model/sandbox-time.ts';
import type { Identity } from '../../src/sandbox/scenario/scenario.ts';
import { hurriedClock } from '../support/hurried-clock.ts';
import { startPaperSandbox } from '../support/paper-sandbox.ts';
import { startQuietSandbox } from '../support/quiet-sandbox.ts';
import { type CommandRun, type PortsOptions, realClock, runCommand } from '../support/test-ports.ts';

let sandbox: Sandbox;
let place: string;

const speed = 5000;
const start = (faults: readonly string[] = [], clock: Clock = realClock, starts = startPaperSandbox) =>
  starts({
    manager: 'cloud-manager',
    documents: 50,
    speed,
    faults,
    agent: 'after-key',
    clock,
  });

function freshPlace(): void {
  place = mkdtempSync(join(tmpdir(), 'livemig-trouble-'));
}

/** Looks into the deployments are most of what a run costs, and what happens here is hardly ever seen in them. */
const unseen = { LIVEMIG_SOURCE_URI: '', LIVEMIG_DESTINATION_URI: '' };

function run(
  args: readonly string[],
  env: Record<string, string> = {},
  rest: Partial<PortsOptions> = {},
): Promise<CommandRun> {
  const whole = { ...sandbox.env, ...unseen, LIVEMIG_POLL_INTERVAL: '5ms', ...env };
  return runCommand([...args, '--no-input', '--dir', join(place, 'state')], { ...rest, env: whole });
}

async function upTo(...commands: readonly string[][]): Promise<void> {
  for (const command of commands) expect((await run(command)).result.error).toBeNull();
}

async function fault(spec: string): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  await fetch(`${sandbox.controlUrl}/faults`, { method: 'POST', headers, body: JSON.stringify({ faults: [spec] }) });
}

function keyOf(identities: readonly Identity[], desc: string): { publicKey: string; privateKey: string } {
  const found = identities.find((identity) => identity.kind === 'api-key' && identity.desc === desc);
  if (found?.kind !== 'api-key') throw new Error(`the scenario has no key "${desc}"`);
  return found;
}

describe('link is refused', () => {
  beforeAll(async () => {
    // One of them is told by the source itself.
    sandbox = await start([], realClock, startQuietSandbox);
  });
  afterAll(() => sandbox.close());
  beforeEach(freshPlace);
  afterEach(() => rmSync(place, { recursive: true }));

  it.each<[string, () => Record<string, string>, number, RegExp]>([
    ['a wrong key', () => ({ LIVEMIG_ATLAS_PRIVATE_KEY: 'wrong' }), 4, /key/],
    ['a key without the role', () => atlasKey('read only'), 4, /ORG_OWNER/],
    ['a key that may not call from here', () => atlasKey('called from elsewhere'), 4, /access list/i],
    ['another organization', () => ({ LIVEMIG_ATLAS_ORG: 'Acme Labs' }), 4, /Acme \(/],
    ['half a key', () => ({ LIVEMIG_ATLAS_PRIVATE_KEY: '' }), 4, /LIVEMIG_ATLAS_PRIVATE_KEY/],
    ['an unknown project', () => ({ LIVEMIG_ATLAS_PROJECT: 'biling' }), 2, /billing \(/],
    ['an unknown cluster', () => ({ LIVEMIG_DESTINATION_CLUSTER: 'Billing1' }), 2, /Billing0/],
    ['a Free cluster', () => ({ LIVEMIG_DESTINATION_CLUSTER: 'BillingFree' }), 3, /M10/],
    ['a Flex cluster', () => ({ LIVEMIG_DESTINATION_CLUSTER: 'BillingFlex' }), 3, /M10/],
    ['a paused cluster', () => ({ LIVEMIG_DESTINATION_CLUSTER: 'BillingPaused' }), 3, /Resume/],
    ['a cluster that is being changed', () => ({ LIVEMIG_DESTINATION_CLUSTER: 'BillingUpdating' }), 3, /Wait/],
    ['a manager that does not exist', () => ({ LIVEMIG_MANAGER: 'cloud' }), 2, /ops-manager/],
    ['a URL that is none', () => ({ LIVEMIG_ATLAS_URL: 'cloud.mongodb.com' }), 2, /https/],
  ])('%s', async (_, env, exitCode, says) => {
    const { result } = await run(['link'], env());
    expect(`${result.error?.message} ${result.error?.fix}`).toMatch(says);
    expect(result.exitCode).toBe(exitCode);
    expect(existsSync(join(place, 'state', 'secrets.json'))).toBe(false);
  });

  it('Ops Manager with MongoDB 7.0, and names the alternatives', async () => {
    const flags = ['--manager', 'ops-manager', '--accept-migration-agreement', '--manager-ip', '203.0.113.7'];
    const { result } = await run(['link', ...flags], { LIVEMIG_SOURCE_URI: sandbox.env.LIVEMIG_SOURCE_URI ?? '' });
    expect(result.exitCode).toBe(3);
    expect(result.error?.fix).toMatch(/Cloud Manager.*pull.*mongosync/);
  });

  it('without anything, naming everything at once, and leaves no directory behind', async () => {
    const { result } = await runCommand(['link', '--no-input', '--dir', join(place, 'state')], { env: {} });
    expect(result.exitCode).toBe(2);
    for (const name of [
      'LIVEMIG_ATLAS_PUBLIC_KEY',
      '--manager',
      '--atlas-org',
      '--atlas-project',
      '--destination-cluster',
    ]) {
      expect(result.error?.message).toContain(name);
    }
    expect(existsSync(join(place, 'state'))).toBe(false);
  });
});

describe('credentials', () => {
  beforeEach(async () => {
    freshPlace();
    sandbox = await start();
  });
  afterEach(async () => {
    await sandbox.close();
    rmSync(place, { recursive: true });
  });

  it('service accounts do all that API keys do', async () => {
    const account = (identities: readonly Identity[]) => {
      const found = identities.find(({ kind }) => kind === 'service-account');
      if (found?.kind !== 'service-account') throw new Error('the scenario has no service account');
      return found;
    };
    const { atlas, manager } = sandbox.scenario;
    const none = {
      LIVEMIG_ATLAS_PUBLIC_KEY: '',
      LIVEMIG_ATLAS_PRIVATE_KEY: '',
      LIVEMIG_MANAGER_PUBLIC_KEY: '',
      LIVEMIG_MANAGER_PRIVATE_KEY: '',
    };
    const env = {
      ...none,
      LIVEMIG_ATLAS_CLIENT_ID: account(atlas.identities).clientId,
      LIVEMIG_ATLAS_CLIENT_SECRET: account(atlas.identities).clientSecret,
      LIVEMIG_MANAGER_CLIENT_ID: account(manager.identities).clientId,
      LIVEMIG_MANAGER_CLIENT_SECRET: account(manager.identities).clientSecret,
    };
    for (const command of [['link'], ['provision'], ['start', '--cutover', 'auto', '--confirm', 'Billing0']]) {
      expect((await run(command, env)).result).toMatchObject({ status: 'done', error: null });
    }
  });
});

describe('answers that are none', () => {
  beforeEach(async () => {
    freshPlace();
    sandbox = await start();
  });
  afterEach(async () => {
    await sandbox.close();
    rmSync(place, { recursive: true });
  });

  it.each([
    ['HTML from a proxy', 'GET /api/atlas/v2/orgs=html', 1],
    ['broken JSON', 'GET /api/atlas/v2/orgs=broken-json', 1],
    ['half an answer, each time', 'GET /api/atlas/v2/orgs=half', 1],
    ['a dropped connection, each time', 'GET /api/atlas/v2/orgs=drop-before', 1],
    ['500, each time', 'GET /api/atlas/v2/orgs=500', 1],
    ['409', 'POST */linkTokens=409', 1],
    ['500 to a write', 'POST */linkTokens=500', 1],
  ])('%s ends with a sentence, never with a crash', async (_, spec, exitCode) => {
    await fault(spec);
    const { result } = await run(['link']);
    expect(result.exitCode).toBe(exitCode);
    expect(result.error?.kind).toBe('api');
    expect(result.error?.fix).not.toBe('');
  });

  it('a read that fails once is read again', async () => {
    await fault('GET /api/atlas/v2/orgs#1=503');
    expect((await run(['link'])).result.error).toBeNull();
  });

  it('an unknown status means: keep looking', async () => {
    await upTo(['link'], ['provision']);
    await fault('GET */liveMigrations/*#1=unknown-status');
    expect((await run(['start'])).result).toMatchObject({ status: 'ready-for-cutover', error: null });
  });

  it('a refused validation is blocked, and is asked for anew once the fault is mended', async () => {
    await sandbox.close();
    sandbox = await start([], realClock, startQuietSandbox);
    await upTo(['link'], ['provision']);
    const { result } = await run(['start'], { LIVEMIG_SOURCE_PASSWORD: 'wrong' });
    expect(result).toMatchObject({ exitCode: 3, error: { code: 'VALIDATION_FAILED' } });
    expect((await run(['start'])).result.status).toBe('ready-for-cutover');
  });

  it.each(['drop-after', 'half', '500', 'html'])(
    'a create whose answer is lost (%s) stops for a person, and is never repeated',
    async (action) => {
      await upTo(['link'], ['provision']);
      await fault(`POST */liveMigrations#1=${action}`);
      const asked = { exitCode: 5, error: { code: 'CREATE_OUTCOME_UNKNOWN' } };
      expect((await run(['start'])).result).toMatchObject(asked);
      expect((await run(['start'])).result).toMatchObject(asked);
      expect((await run(['cutover', '--confirm', 'Billing0'])).result.exitCode).toBe(5);
      const [migration] = sandbox.migrations();
      const answer = migration === undefined ? ['--create-again'] : ['--adopt-migration', migration.id];
      expect((await run(['start', ...answer])).result.status).toBe('ready-for-cutover');
      expect(sandbox.migrations()).toHaveLength(1);
    },
  );

  it('a create that never left is simply sent by the next run', async () => {
    await upTo(['link'], ['provision']);
    await fault('POST */liveMigrations#1=drop-before');
    // Nothing tells a client that the server dropped the connection before reading it, so this is unknown as well.
    expect((await run(['start'])).result.exitCode).toBe(5);
    expect(sandbox.migrations()).toHaveLength(0);
  });

  it('Ctrl-C while waiting keeps the journal, gives the lock back and says how to go on', async () => {
    await upTo(['link']);
    await fault('GET */migrationLink/status=latency:40');
    const controller = new AbortController();
    const reason = new LivemigError({
      kind: 'interrupted',
      code: 'INTERRUPTED',
      message: 'Stopped by Ctrl-C.',
      fix: 'Run it again.',
    });
    const stopped = run(['provision'], {}, { signal: controller.signal });
    while (!readState().includes('"provision.install-agent"')) await realClock.sleep(5);
    controller.abort(reason);
    expect((await stopped).result).toMatchObject({
      exitCode: 130,
      status: 'interrupted',
      next: [{ command: expect.stringContaining('livemig provision') }],
    });
    expect(existsSync(join(place, 'state', 'lock'))).toBe(false);
    await fault('GET */migrationLink/status=latency:1');
    await upTo(['provision'], ['start']);
  });

  it('a second start with other targets is refused, and changes nothing', async () => {
    await upTo(['link'], ['provision'], ['start']);
    const before = readState();
    const { result } = await run(['start', '--destination-cluster', 'BillingFree']);
    expect(result).toMatchObject({ exitCode: 2, error: { code: 'OTHER_TARGET' } });
    expect(readState()).toBe(before);
  });

  it('gives the terminal back when the time is up, and remembers what it was told', async () => {
    await sandbox.close();
    sandbox = await start(['agent=never']);
    await upTo(['link']);
    const { result } = await run(
      ['provision', '--timeout', '4s'],
      { LIVEMIG_POLL_INTERVAL: '2s' },
      { clock: hurriedClock() },
    );
    expect(result).toMatchObject({ exitCode: 8, status: 'in-progress', error: { code: 'STILL_IN_PROGRESS' } });
    expect(readState()).toContain('"migrationHost": "mig01.corp.example"');
  });

  it('a journal that is lost is found again in the audit, and the migration is adopted', async () => {
    await upTo(['link'], ['provision'], ['start']);
    const audit = readFileSync(join(place, 'state', 'events.ndjson'), 'utf8');
    const id = /"migrationId":"([a-f0-9]{24})"/.exec(audit)?.[1] ?? '';
    rmSync(join(place, 'state', 'state.json'));
    for (const command of [['link'], ['provision'], ['start'], ['start', '--create-again'], ['cutover'], ['status']]) {
      const { result } = await run(
        [...command, '--confirm', 'Billing0'].slice(0, command[0] === 'cutover' ? 3 : command.length),
      );
      expect(result).toMatchObject({ exitCode: 5, error: { code: 'AUDIT_KNOWS_MORE' } });
      expect(`${result.error?.message} ${result.error?.fix}`).toContain(`--adopt-migration ${id}`);
    }
    await upTo(['start', '--adopt-migration', id], ['cutover', '--confirm', 'Billing0']);
    expect(sandbox.migrations()).toHaveLength(1);
  });

  it('a migration that nobody cut over expires, and can be started anew', async () => {
    await sandbox.close();
    let ahead = 0;
    sandbox = await start([], { ...realClock, now: () => new Date(Date.now() + ahead) });
    await upTo(['link'], ['provision'], ['start']);
    ahead = delays.cutoverWindow / speed;
    let seen = await run(['status']);
    while (seen.result.status !== 'failed') seen = await run(['status']);
    expect(seen.result.exitCode).toBe(1);
    const expired = { exitCode: 1, error: { code: 'MIGRATION_EXPIRED' } };
    expect((await run(['cutover', '--confirm', 'Billing0'])).result).toMatchObject(expired);
    expect((await run(['start'])).result).toMatchObject(expired);
    const anew = ['start', '--create-again', '--drop-destination', '--confirm', 'Billing0', '--detach'];
    expect((await run(anew)).result).toMatchObject({ status: 'detached', error: null });
    expect(sandbox.migrations()).toHaveLength(2);
  });

  it('a dry run sends reads only and writes no file', async () => {
    const { result, events } = await run(['link', '--dry-run']);
    expect(result).toMatchObject({ status: 'dry-run', exitCode: 0 });
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'step', state: 'would-run', step: 'link.create-token' }),
    );
    expect(existsSync(join(place, 'state'))).toBe(false);
    expect(sandbox.requests().filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it.each([
    { before: [['link']], command: 'provision', step: 'provision.create-agent-key' },
    { before: [['link'], ['provision']], command: 'start', step: 'start.create-migration' },
    { before: [['link'], ['provision'], ['start']], command: 'cutover', step: 'start.cut-over' },
  ])('a dry run of $command shows what would run, and changes nothing', async ({ before, command, step }) => {
    await upTo(...before);
    const [state, writes] = [readState(), sandbox.requests().filter(({ method }) => method !== 'GET').length];
    const { result, events } = await run([command, '--dry-run']);
    expect(result).toMatchObject({ status: 'dry-run', exitCode: 0 });
    expect(events).toContainEqual(expect.objectContaining({ type: 'step', state: 'would-run', step }));
    expect(readState()).toBe(state);
    expect(sandbox.requests().filter(({ method }) => method !== 'GET')).toHaveLength(writes);
  });

  it.each<[string, () => Record<string, string>, object]>([
    [
      'as blocked, with its exit code',
      () => ({ LIVEMIG_DESTINATION_CLUSTER: 'BillingPaused' }),
      { status: 'blocked', exitCode: 3, data: { blockers: [{ id: 'T07' }] } },
    ],
    ['with that of credentials', () => atlasKey('read only'), { status: 'failed', exitCode: 4 }],
  ])('a dry run of what would be blocked ends as the run would: %s', async (_, env, ends) => {
    const dry = await run(['link', '--dry-run'], env());
    expect(dry.result).toMatchObject({ ...ends, error: { code: 'BLOCKED' } });
    expect(dry.result.error?.message).toMatch(/^This would be blocked, and nothing was changed\. One thing/);
    expect(dry.events).toContainEqual(expect.objectContaining({ state: 'would-run', step: 'link.create-token' }));
    expect(existsSync(join(place, 'state'))).toBe(false);
    expect((await run(['link'], env())).result).toMatchObject({ ...ends, error: { code: 'BLOCKED' } });
  });

  it.each(['--create-again', '--adopt-migration=64ee00000000000000000005'])('a dry run refuses %s', async (flag) => {
    await upTo(['link'], ['provision']);
    expect((await run(['start', '--dry-run', flag])).result).toMatchObject({ exitCode: 2, error: { code: 'DRY_RUN' } });
  });

  function readState(): string {
    const path = join(place, 'state', 'state.json');
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }
});

function atlasKey(desc: string) {
  const { publicKey, privateKey } = keyOf(sandbox.scenario.atlas.identities, desc);
  return { LIVEMIG_ATLAS_PUBLIC_KEY: publicKey, LIVEMIG_ATLAS_PRIVATE_KEY: privateKey };
}
