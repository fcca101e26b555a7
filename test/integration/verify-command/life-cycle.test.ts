import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MigrationFiles } from '../../../src/cli/run-ports.ts';
import { verifiedHere } from '../../../src/cli/verified-here.ts';
import { LivemigError } from '../../../src/core/errors.ts';
import { type VerificationPage, VerifyData } from '../../../src/core/results/verify-data.ts';
import { VerifyEntry } from '../../../src/core/verification/entry.ts';
import { identify } from '../../../src/files/process-identity.ts';
import type { CommandRun } from '../../support/test-ports.ts';
import { startVerifyScene, type VerifyScene, waitingAfter } from '../../support/verify-scene.ts';

const three = { 'app.a': [{ _id: 1 }, { _id: 2 }], 'app.b': [{ _id: 3 }], 'app.c': [{ _id: 4 }] };

function pageIn({ result }: CommandRun): VerificationPage {
  const { verification } = VerifyData.parse(result.data);
  if (verification === undefined) throw new Error('no verification was told of');
  return verification;
}

async function running(argv: readonly string[] = ['verify'], after = 1) {
  const scene = await startVerifyScene(three);
  return { ...scene, ...(await begun(scene, argv, after)) };
}

/** A verification that has compared a part, and waits. */
async function begun(scene: VerifyScene, argv: readonly string[], after = 1, signal = new AbortController().signal) {
  const { mutate, reached, letGo } = waitingAfter(after);
  const ended = scene.run(argv, { mutate, signal });
  await Promise.race([reached, ended]);
  return { ended, letGo };
}

function entriesIn(directory: string, id: string): VerifyEntry[] {
  const lines = readFileSync(join(directory, 'verify', id, 'journal.ndjson'), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.map((line) => VerifyEntry.parse(JSON.parse(line).entry));
}

function provedIn(directory: string, id: string): string[] {
  return entriesIn(directory, id).flatMap((entry) => (entry.kind === 'proved' ? [entry.at] : []));
}

function comparedIn(directory: string, id: string): string[] {
  return entriesIn(directory, id).flatMap((entry) => (entry.kind === 'compared' ? [entry.namespace] : []));
}

describe('a verification that runs', () => {
  it('is shown by status, with how far it is and who runs it', async () => {
    const { run, ended, letGo } = await running();
    const status = await run(['verify', 'status']);
    expect([status.exitCode, status.result.status]).toEqual([8, 'in-progress']);
    expect(pageIn(status)).toMatchObject({
      ...{ state: 'running', phase: 'comparing', by: 'tester', ageSeconds: expect.any(Number) },
      sides: { source: { setName: 'rs-source' }, destination: { setName: 'atlas-shard-0' } },
      progress: { documents: { done: 4, of: 8 } },
      namespaces: [{ name: 'app.a', compared: 2 }, { name: 'app.b', compared: 0 }, { name: 'app.c' }],
    });
    expect(status.result.next).toEqual([
      { command: expect.stringContaining('status --watch'), reason: expect.any(String) },
    ]);
    letGo();
    expect((await ended).exitCode).toBe(0);
    expect(pageIn(await run(['verify', 'status']))).toMatchObject({ state: 'done', verdict: 'identical' });
  });

  it('refuses another one in the same directory, and says who runs and where to look', async () => {
    const { run, ended, letGo, directory } = await running();
    for (const argv of [['verify'], ['verify', 'resume']]) {
      const other = await run(argv);
      expect([other.exitCode, other.result.error?.code]).toEqual([7, 'LOCKED']);
      expect(other.result.error?.message).toContain(`process ${process.pid} on ${hostname()}, user tester, since `);
      expect(other.result.error?.message).toContain('verification');
      expect(other.result.next).toEqual([
        { command: `livemig verify status --dir ${directory}`, reason: expect.any(String) },
      ]);
    }
    letGo();
    await ended;
  });

  it('leaves the lock of the migration to whoever wants it, and status knows nothing of it', async () => {
    const scene = await startVerifyScene(three);
    const { ended, letGo } = await begun(scene, ['verify']);
    const seen: MigrationFiles[] = [];
    const mutate = (files: MigrationFiles) => {
      seen.push(files);
      return files;
    };
    await scene.run(['verify', 'status'], { mutate });
    const [{ lock } = {}] = seen;
    await lock?.acquire('start');
    expect(await lock?.heldBy()).toMatchObject({ command: 'start' });
    await lock?.release();
    letGo();
    const other = await ended;
    expect([other.exitCode, other.result.status]).toEqual([0, 'done']);
    const status = await scene.run(['status'], { env: {} });
    expect(status.result.status).toBe('not-started');
  });

  it('stops when another terminal asks it to, and goes on from there', async () => {
    const { run, ended, directory } = await running();
    const [stopped, asked] = await Promise.all([ended, run(['verify', 'stop'])]);
    expect([stopped.exitCode, stopped.result.status, stopped.result.error?.code]).toEqual([
      ...[8, 'in-progress', 'VERIFICATION_STOPPED'],
    ]);
    expect(stopped.result.next).toEqual([
      { command: `livemig verify resume --dir ${directory}`, reason: expect.any(String) },
    ]);
    expect([asked.exitCode, asked.result.data.stopped, pageIn(asked).state]).toEqual([0, true, 'stopped']);
    const resumed = await run(['verify', 'resume']);
    expect([resumed.exitCode, resumed.result.data.comparison]).toEqual([
      0,
      expect.objectContaining({ verdict: 'identical', documents: { source: 4, destination: 4 } }),
    ]);
    const { id } = pageIn(resumed);
    // What it says was looked at from the first run on.
    const [first] = provedIn(directory, id);
    expect(pageIn(resumed).result?.startedAt).toBe(first);
    expect(comparedIn(directory, id).toSorted()).toEqual(['app.a', 'app.b', 'app.c']);
  });

  it('keeps what it has compared when it is interrupted', async () => {
    const scene = await startVerifyScene(three);
    const stop = new AbortController();
    const { ended, letGo } = await begun(scene, ['verify'], 1, stop.signal);
    const fix = 'Run it again.';
    stop.abort(new LivemigError({ kind: 'interrupted', code: 'INTERRUPTED', message: 'Stopped by Ctrl-C.', fix }));
    letGo();
    const { exitCode, result } = await ended;
    expect([exitCode, result.status, result.error?.message]).toEqual([
      ...[
        130,
        'interrupted',
        'Stopped by Ctrl-C. What was compared so far is kept: 4 documents of both sides together.',
      ],
    ]);
    expect(result.error?.fix).toMatch(/^`livemig verify resume --dir .*` goes on from there\.$/);
    expect(result.next[0]?.command).toContain('livemig verify resume');
    expect(pageIn(await scene.run(['verify', 'status']))).toMatchObject({ state: 'stopped' });
  });

  it('begins anew where the files of what had to be looked at again are gone', async () => {
    const { run, clients, directory } = await startVerifyScene(three);
    await clients.destination.db('app').collection<{ _id: number }>('a').deleteOne({ _id: 1 });
    const waiting = waitingAfter(1);
    const going = run(['verify'], { mutate: waiting.mutate });
    await waiting.reached;
    const stopping = run(['verify', 'stop']);
    await Promise.all([going, stopping]);
    const [id = ''] = readdirSync(join(directory, 'verify'));
    const own = join(directory, 'verify', id);
    for (const name of readdirSync(own)) if (name.endsWith('.queue')) rmSync(join(own, name));
    const resumed = await run(['verify', 'resume']);
    expect([resumed.exitCode, pageIn(resumed).differencesFound]).toEqual([6, 1]);
    expect(pageIn(resumed).beganAnew).toBe('the files of what had to be looked at again are not all there');
  });

  it('is gone on with by verify itself, where that wants the same, and told so', async () => {
    const { run, ended, directory } = await running();
    await Promise.all([ended, run(['verify', 'stop'])]);
    const again = await run(['verify']);
    const notes = again.events.flatMap((event) => (event.type === 'note' ? [event.message] : []));
    expect(notes).toEqual([
      expect.stringMatching(/^Going on with verification \S+, which is not finished \(it was stopped, .* ago\)\.$/),
    ]);
    expect(comparedIn(directory, pageIn(again).id)).toHaveLength(3);
    expect((await run(['verify', 'list'])).result.data.verifications).toHaveLength(1);
  });

  it('is left as it is by one that wants something else', async () => {
    const { run, ended } = await running();
    await Promise.all([ended, run(['verify', 'stop'])]);
    const other = await run(['verify', '--namespace', 'app.b']);
    expect(other.result.data.comparison).toMatchObject({ documents: { source: 1 } });
    expect((await run(['verify', 'list'])).result.data.verifications).toMatchObject([
      { state: 'done' },
      { state: 'stopped' },
    ]);
    expect((await run(['verify', 'resume'])).result.data.comparison).toMatchObject({ documents: { source: 4 } });
  });

  it('is the newest again once it has been gone on with, though another was begun after it', async () => {
    const { run, clients, ended } = await running(['verify', '--level', 'quick']);
    await Promise.all([ended, run(['verify', 'stop'])]);
    expect((await run(['verify', '--namespace', 'app.b'])).exitCode).toBe(0);
    await clients.destination.db('app').collection<{ _id: number }>('c').deleteOne({ _id: 4 });
    const waiting = waitingAfter(1);
    const going = run(['verify', 'resume'], { mutate: waiting.mutate });
    await waiting.reached;
    expect(pageIn(await run(['verify', 'status']))).toMatchObject({ state: 'running', request: { namespaces: [] } });
    const [stopped, asked] = await Promise.all([going, run(['verify', 'stop'])]);
    expect([stopped.result.error?.code, asked.result.data.stopped]).toEqual(['VERIFICATION_STOPPED', true]);
    expect((await run(['verify', 'resume', '--watch'])).result.error).toMatchObject({
      ...{ code: 'CONTRADICTION', message: expect.stringContaining('counts only'), fix: 'Leave --watch out.' },
    });
    const seen: MigrationFiles[] = [];
    const mutate = (files: MigrationFiles) => {
      seen.push(files);
      return files;
    };
    expect((await run(['verify', 'resume'], { mutate })).exitCode).toBe(6);
    for (const words of [['status'], ['show', 'last']])
      expect(pageIn(await run(['verify', ...words]))).toMatchObject({
        verdict: 'different',
        request: { namespaces: [] },
      });
    expect((await run(['verify', 'list'])).result.data.verifications).toMatchObject([
      { verdict: 'different' },
      { verdict: 'identical' },
    ]);
    const [files] = seen;
    expect(files && (await verifiedHere(files))).toMatchObject({ value: { verdict: 'different', scope: '' } });
  });

  it('counts as cut off when its process is gone, and can be resumed', async () => {
    const { run, ended, letGo, directory } = await running();
    const lock = join(directory, 'verify', 'lock');
    const { bootId, pidNamespace } = await identify(process.pid);
    const owner = { ...JSON.parse(readFileSync(lock, 'utf8')), pid: 4_000_001, bootId, pidNamespace };
    writeFileSync(lock, JSON.stringify(owner));
    const status = await run(['verify', 'status']);
    expect([pageIn(status).state, status.exitCode, status.result.status]).toEqual(['cut-off', 9, 'interrupted']);
    expect(status.result.next[0]?.command).toContain('livemig verify resume');
    expect((await run(['verify', 'stop'])).result.data).toMatchObject({ stopped: false });
    const resumed = await run(['verify', 'resume']);
    expect(resumed.exitCode).toBe(0);
    // The run that has lost the lock writes nothing more.
    letGo();
    expect((await ended).result.error?.code).toBe('LOCK_LOST');
    expect(pageIn(await run(['verify', 'status']))).toMatchObject({ state: 'done' });
  });

  it('is not said to run where its lock is that of another machine, and stop tells what it waits for', async () => {
    const { run, ended, letGo, directory } = await running();
    const lock = join(directory, 'verify', 'lock');
    const owner = { ...JSON.parse(readFileSync(lock, 'utf8')), host: 'db07', pid: 71 };
    writeFileSync(lock, JSON.stringify(owner));
    const status = await run(['verify', 'status']);
    expect(pageIn(status)).toMatchObject({ state: 'running', elsewhere: { host: 'db07', pid: 71 } });
    const stopped = await run(['verify', 'stop', '--timeout', '50ms']);
    const notes = stopped.events.flatMap((event) => (event.type === 'note' ? [event.message] : []));
    expect([stopped.exitCode, notes]).toEqual([
      8,
      [
        expect.stringMatching(
          /^Waiting for process 71 on db07; .*nobody can tell whether it still runs.*`livemig verify resume --dir/,
        ),
      ],
    ]);
    letGo();
    await ended;
  });

  it('is followed by status --watch until it ends', async () => {
    const { run, ended, letGo } = await running();
    const watching = run(['verify', 'status', '--watch'], { env: { LIVEMIG_POLL_INTERVAL: '20ms' } });
    letGo();
    const [, watched] = await Promise.all([ended, watching]);
    expect(pageIn(watched)).toMatchObject({ state: 'done' });
    expect(watched.events).toContainEqual(expect.objectContaining({ type: 'progress', step: 'verify', total: 8 }));
  });

  it('is still running when the time of status --watch is up', async () => {
    const { run, ended, letGo } = await running();
    const watched = await run(['verify', 'status', '--watch', '--timeout', '50ms']);
    expect([watched.exitCode, pageIn(watched).state]).toEqual([8, 'running']);
    letGo();
    await ended;
  });
});

describe('a directory in which nothing was verified', () => {
  it.each<[readonly string[], number, string | undefined, string]>([
    [['status'], 9, undefined, 'livemig verify'],
    [['list'], 0, undefined, 'livemig verify'],
    [['stop'], 0, undefined, ''],
    [['show'], 2, 'VERIFICATION_ABSENT', 'livemig verify --help'],
    [['show', '../../etc'], 2, 'VERIFICATION_ABSENT', 'livemig verify --help'],
    [['resume'], 2, 'NOTHING_TO_RESUME', 'livemig verify --help'],
  ])('%j ends with %s, and makes nothing', async (words, exitCode, code, next) => {
    const { run, directory } = await startVerifyScene({});
    const told = await run(['verify', ...words], { env: {} });
    expect([told.exitCode, told.result.error?.code]).toEqual([exitCode, code]);
    expect(told.result.next.map(({ command }) => command.replace(/ --dir .*/, ''))).toEqual(next === '' ? [] : [next]);
    expect(() => rmSync(directory)).toThrow('ENOENT');
  });
});

describe('an old verdict', () => {
  it('is shown with its age, and what it was taken on', async () => {
    const { run } = await startVerifyScene(three);
    await run(['verify']);
    for (const words of [['show', 'last'], ['show'], ['status']]) {
      const shown = await run(['verify', ...words]);
      expect([shown.exitCode, pageIn(shown)]).toEqual([
        0,
        expect.objectContaining({ state: 'done', verdict: 'identical', ageSeconds: expect.any(Number) }),
      ]);
    }
  });

  it('ends with its exit code', async () => {
    const { run, clients } = await startVerifyScene(three);
    await clients.destination.db('app').collection<{ _id: number }>('a').deleteOne({ _id: 1 });
    await run(['verify']);
    const shown = await run(['verify', 'show', 'last']);
    const { differencesFound, namespaces } = pageIn(shown);
    expect([shown.exitCode, shown.result.error, differencesFound]).toEqual([6, null, 1]);
    expect(namespaces.map(({ name, missing }) => [name, missing])).toContainEqual(['app.a', 1]);
  });
});
