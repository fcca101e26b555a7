import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SandboxOptions } from '../../src/sandbox/index.ts';
import { startQuietSandbox } from '../support/quiet-sandbox.ts';
import { type CommandRun, realClock, runCommand } from '../support/test-ports.ts';

const unblock = 'db.adminCommand({setUserWriteBlockMode: 1, global: false})';

async function begin(different: Partial<SandboxOptions> = {}) {
  const setting = { manager: 'cloud-manager', documents: 50, speed: 5000, faults: [], agent: 'after-key' } as const;
  const sandbox = await startQuietSandbox({ ...setting, clock: realClock, ...different });
  const place = mkdtempSync(join(tmpdir(), 'livemig-aftermath-'));
  const client = (side: 'source' | 'destination') => new MongoClient(sandbox[`${side}Uri`]);
  const clients = { source: client('source'), destination: client('destination') };
  onTestFinished(async () => {
    await Promise.all(Object.values(clients).map((one) => one.close()));
    await sandbox.close();
    rmSync(place, { recursive: true });
  });
  const run = (args: readonly string[], env: Record<string, string> = {}): Promise<CommandRun> =>
    runCommand([...args, '--no-input', '--dir', join(place, 'state')], {
      env: { ...sandbox.env, LIVEMIG_POLL_INTERVAL: '5ms', ...env },
    });
  for (const stage of ['link', 'provision']) expect((await run([stage])).result.error).toBeNull();
  const journal = () => JSON.parse(readFileSync(join(place, 'state', 'state.json'), 'utf8'));
  const audit = () => readFileSync(join(place, 'state', 'events.ndjson'), 'utf8');
  return { sandbox, clients, run, journal, audit };
}

/** Each as often as there is one: the migration fails before it makes any of them unique. */
const notUnique = /Billing0: (\d+) of \1 unique index(es)? not unique yet: \w+\.\w+ \w/;

const wholeMigration = ['start', '--cutover', 'auto', '--confirm', 'Billing0'];
const leftBehindIn = ({ result }: CommandRun) => result.data.leftBehind;
const warnings = ({ events }: CommandRun) =>
  events.flatMap((event) => (event.type === 'note' && event.level === 'warning' ? [event.message] : [])).join('\n');
/** With what to do, which is the fix of how it ends. */
const saidBy = (run: CommandRun) => `${warnings(run)}\n${run.result.error?.fix}`;

it('a sandbox tells the reason that the API does not: where it runs, in its state, and where livemig says', async () => {
  const failed: (string | undefined)[] = [];
  const { run } = await begin({
    faults: ['migration=fails-initializing'],
    onMigrationFailed: ({ failure }) => failed.push(failure),
  });
  const { result } = await run(['start']);
  expect(result.error?.fix).not.toContain('card');
  const [address = ''] = /http:\S+\/_sandbox\/state/.exec(result.error?.message ?? '') ?? [];
  const reason = 'A fault of the sandbox: the migration host cannot initialize the destination.';
  expect(await (await fetch(address)).json()).toMatchObject({ migrations: [{ status: 'FAILED', failure: reason }] });
  expect(failed).toEqual([reason]);
  const seen = await run(['status']);
  expect(seen.result.error?.message).toContain(address);
  expect(saidBy(seen)).toContain(`1. Read the reason where the sandbox runs, or at ${address}`);
});

describe('a migration that fails while it commits', () => {
  it.each<[string, Partial<SandboxOptions>]>([
    ['a replica set', {}],
    ['a sharded cluster', { sourceTopology: 'sharded', destinationTopology: 'sharded' }],
  ])('leaves %s blocked, and says so from then on until it is freed', async (_, topology) => {
    const { clients, run } = await begin({ faults: ['migration=fails-committing'], ...topology });
    const failed = await run(wholeMigration);
    expect(failed.result).toMatchObject({ exitCode: 1, error: { code: 'MIGRATION_FAILED' } });
    expect(failed.result.error?.message).toContain('source: writes are BLOCKED');
    expect(failed.result.error?.fix).toContain(`\n    ${unblock}\n`);

    const seen = await run(['status']);
    expect(seen.result.status).toBe('failed');
    expect(leftBehindIn(seen)).toMatchObject({
      status: 'FAILED',
      cutoverRequested: true,
      sourceWrites: { known: true, value: { state: 'blocked' } },
      destinationContents: { known: true, value: { databases: expect.any(Number) } },
    });
    expect(saidBy(seen)).toContain('source: writes are BLOCKED');
    expect(saidBy(seen)).toContain(unblock);
    expect(saidBy(seen)).toContain('livemig --dir NEW');
    expect(warnings(seen)).toMatch(notUnique);
    expect(saidBy(seen)).not.toContain('--drop-destination');
    expect(seen.result.next).toEqual([]);

    await clients.source.db('admin').command({ setUserWriteBlockMode: 1, global: false });
    const freed = saidBy(await run(['status']));
    expect(freed).toContain('source: writes are not blocked');
    expect(freed).not.toContain('setUserWriteBlockMode');
  });

  it('says what was not looked at, and gives the command all the same', async () => {
    const { sandbox, run } = await begin({ faults: ['migration=fails-committing'] });
    const unseen = { LIVEMIG_SOURCE_URI: '', LIVEMIG_DESTINATION_URI: '' };
    const { result } = await run(wholeMigration, unseen);
    expect(result.error?.message).toContain(
      'source: whether writes are blocked was not looked at (LIVEMIG_SOURCE_URI is not set); they may be',
    );
    expect(result.error?.message).toContain('not looked at (LIVEMIG_DESTINATION_URI is not set)');
    expect(result.error?.message).not.toMatch(/BLOCKED|not blocked|no data/);
    expect(result.error?.fix).toContain(unblock);

    const wrong = (uri: string) => uri.replace(/:[^:@]+@/, ':wrong@');
    const [source, destination] = [wrong(sandbox.sourceUri), wrong(sandbox.destinationUri)];
    const refused = warnings(
      await run(['status'], { LIVEMIG_SOURCE_URI: source, LIVEMIG_DESTINATION_URI: destination }),
    );
    expect(refused).toMatch(/source: whether writes are blocked was not looked at \(The source .*refused.*they may be/);
    expect(refused).toMatch(/Billing0: what is there was not looked at \(The destination .*refused/);
  });
});

describe('a migration that ended before a cutover was requested', () => {
  /** What stands on the destination is a person's to clear, so that nothing goes on from there by itself. */
  const status = async (started: Awaited<ReturnType<typeof begin>>, goesOn: readonly string[] = []) => {
    const { result } = await started.run(['start']);
    expect(result.error?.code).toMatch(/^MIGRATION_(EXPIRED|FAILED)$/);
    const seen = await started.run(['status']);
    expect(seen.result.next.map(({ command }) => command.replace(/ --dir .*/, ''))).toEqual(goesOn);
    return { fix: result.error?.fix ?? '', said: saidBy(seen), next: seen.result.next };
  };

  it('may be cleared away where all of it came from this attempt, by the command that is advised', async () => {
    const started = await begin({ faults: ['migration=expires'] });
    const { fix, said } = await status(started);
    expect(started.journal().steps['start.create-migration'].receipt).toMatchObject({ destination: 'empty' });
    expect(said).toContain('The applications can stay on the source');
    for (const text of [fix, said]) expect(text).toMatch(/`livemig start --create-again --drop-destination --dir \S+`/);
    const again = ['start', '--create-again', '--drop-destination', '--confirm', 'Billing0', '--detach'];
    expect((await started.run(again)).result).toMatchObject({ status: 'detached', error: null });
    expect(started.audit()).toMatch(
      /"approved: All data in the destination cluster Billing0 will be dropped: [^"]* documents in [^"]*, last written to 2/,
    );
  });

  it.each<[string, (destination: MongoClient) => Promise<unknown>, Record<string, string>, RegExp]>([
    [
      'something stood there before',
      (destination) => destination.db('crm').collection('people').insertOne({}),
      {},
      /it held data before/,
    ],
    ['nobody looked before', async () => {}, { LIVEMIG_DESTINATION_URI: '' }, /was not looked at before/],
  ])('is not to be cleared away where %s', async (_, prepare, env, reason) => {
    const started = await begin({ faults: ['migration=expires'] });
    await prepare(started.clients.destination);
    await started.run(['start'], env);
    const { fix, said } = await status(started);
    for (const text of [fix, said]) {
      expect(text).toMatch(reason);
      expect(text).not.toContain('--drop-destination');
    }
  });

  it('is not to be cleared away where something else has come since', async () => {
    const started = await begin({ faults: ['migration=expires'] });
    await started.run(['start']);
    await started.clients.destination.db('crm').collection('people').insertOne({});
    const { said } = await status(started);
    expect(said).toContain('it holds crm.people, which the source does not have');
    expect(said).not.toContain('--drop-destination');
  });

  it('is created again as it is where nothing stands on the destination', async () => {
    const { said, next } = await status(await begin({ faults: ['migration=fails-initializing'] }), [
      'livemig start --create-again',
    ]);
    expect(said).toContain('Billing0: no data');
    expect(said).toMatch(/`livemig start --create-again --dir \S+`\./);
    expect(next[0]?.command).toMatch(/^livemig start --create-again --dir /);
    expect(said).not.toContain('--drop-destination');
  });
});

describe('a migration that lives or is complete', () => {
  it('leaves nothing to tell', async () => {
    const { run } = await begin();
    await run(['start']);
    const [living, _, complete] = [
      await run(['status']),
      await run(['cutover', '--confirm', 'Billing0']),
      await run(['status']),
    ];
    for (const seen of [living, complete]) {
      expect(seen.result.data).not.toHaveProperty('leftBehind');
      expect(warnings(seen)).toBe('');
    }
  });
});

describe('the plan to clear the destination', () => {
  const drop = ['start', '--drop-destination', '--dry-run'];
  const dropped = ({ events }: CommandRun) =>
    events.flatMap((event) => (event.type === 'plan' ? event.changes : [])).find(({ effect }) => effect === 'drop')
      ?.detail;

  it('shows what would be lost, and when it was last written to', async () => {
    const { clients, run } = await begin();
    const before = new Date();
    await clients.destination
      .db('crm')
      .collection('people')
      .insertMany([{ n: 1 }, { n: 2 }]);
    const what = dropped(await run(drop));
    expect(what).toMatch(/^\d+ bytes, about 2 documents in 1 collection of 1 database, last written to 2\d{3}-/);
    const written = Date.parse(/written to (.*)$/.exec(what ?? '')?.[1] ?? '');
    expect(written).toBeGreaterThanOrEqual(before.getTime());
    // The clocks of the servers were put forward when the applications stopped.
    expect(written).toBeLessThanOrEqual(Date.now() + 10_000);
  });

  it('says where there is nothing, and where it could not look', async () => {
    const { run } = await begin();
    expect(dropped(await run(drop))).toBe('it holds none');
    expect(dropped(await run(drop, { LIVEMIG_DESTINATION_URI: '' }))).toBe(
      `what it holds was not looked at (LIVEMIG_DESTINATION_URI is not set)`,
    );
  });
});
