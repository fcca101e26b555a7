import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statusLooks } from '../../src/cli/status-world.ts';
import { ArmedCutover } from '../../src/core/cutover/armed-cutover.ts';
import { OutboxLine } from '../../src/core/following/outbox.ts';
import type { Prompter, Question } from '../../src/core/ports.ts';
import { hurriedClock } from '../support/hurried-clock.ts';
import { type Journey, startJourney } from '../support/journey.ts';
import { type CommandRun, openTestHost, runCommand } from '../support/test-ports.ts';

let journey: Journey;

beforeAll(async () => {
  journey = await startJourney('cloud-manager');
  for (const command of [['link'], ['provision'], ['start']])
    expect((await journey.run(command)).result.error).toBeNull();
});

afterAll(() => journey.close());

const hour = 3_600_000;

/** As two instants, in hours from now. */
function windowIn(from: number, until: number): string {
  const minuteOf = (hours: number) => `${new Date(Date.now() + hours * hour).toISOString().slice(0, 16)}Z`;
  return `${minuteOf(from)}/${minuteOf(until)}`;
}

/** Somebody who writes, until it is stopped. */
async function startWriter() {
  const client = await MongoClient.connect(journey.sandbox.sourceUri);
  const customers = client.db('shop').collection('customers');
  const stopping = new AbortController();
  const write = async () => {
    while (!stopping.signal.aborted) {
      await customers.updateOne({}, { $set: { touched: new Date() } });
      await pause(100, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };
  const written = write();
  return async () => {
    stopping.abort();
    await written;
    await client.close();
  };
}

/** The applications write, and are stopped: their last write is ten seconds old then. */
async function quiet(): Promise<void> {
  for (const what of ['start', 'stop'])
    await fetch(`${journey.sandbox.controlUrl}/traffic/${what}`, { method: 'POST' });
}

const notesIn = ({ events }: Pick<CommandRun, 'events'>) =>
  events.flatMap((event) => (event.type === 'note' ? [event.message] : []));
const armed = async () => (await journey.run(['status'])).result.data.armedCutover;
const requests = () => journey.sandbox.requests().filter(({ method }) => method === 'PUT').length;
function newest() {
  const [name = ''] = readdirSync(join(journey.directory, 'cutover')).toSorted().toReversed();
  const path = join(journey.directory, 'cutover', name);
  const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
  return { path, content: Object(content), cutover: ArmedCutover.parse(content) };
}
const owed = () =>
  readFileSync(join(journey.directory, 'outbox.ndjson'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => OutboxLine.parse(JSON.parse(line)))
    .flatMap((line) => (line.kind === 'owed' ? [line.happening.name] : []));

function recipient(): string {
  const file = join(journey.place, 'told');
  writeFileSync(file, '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  return file;
}

describe('an armed cutover and its gates', () => {
  it('is not passed by a cutover at once, nor by a start that goes through, and says how to go on', async () => {
    const window = windowIn(10, 12);
    const terms = [
      '--max-lag',
      '20s',
      '--require-gate',
      'users',
      '--accept-gate',
      'verification',
      '--because',
      'later',
    ];
    const waiting = journey.run(['cutover', '--at', window, '--confirm', 'Billing0', '--timeout', '2s', ...terms]);
    expect((await waiting).result.exitCode).toBe(8);
    const { path, content, cutover } = newest();
    expect(cutover.terms).toMatchObject({
      maxLagSeconds: 20,
      requiredGates: ['users'],
      acceptedGates: [{ gate: 'verification', because: 'later' }],
    });
    // Of a process that has ended, not of this one, which goes on with other commands.
    const watcher = { ...cutover.watcher, pid: 4_000_001, startTicks: '1' };
    writeFileSync(path, JSON.stringify({ ...content, watcher }));
    for (const command of [['cutover'], ['start', '--cutover', 'auto']]) {
      const { result } = await journey.run([...command, '--confirm', 'Billing0']);
      expect([result.exitCode, result.error?.code]).toEqual([3, 'CUTOVER_STATE']);
      expect(result.error?.message).toMatch(/^A cutover is armed in this directory: it was armed by tester at /);
      expect(result.error?.fix).toMatch(/--at .*livemig cutover --cancel/);
    }
    // Dry runs tell the same, with the gates as they are armed with it.
    const through = await journey.run(['start', '--cutover', 'auto', '--dry-run']);
    const elsewhere = await journey.run(['cutover', '--dry-run', '--at', windowIn(20, 22)]);
    const dry = await journey.run(['cutover', '--dry-run']);
    for (const { result } of [through, elsewhere, dry])
      expect([result.exitCode, result.status, result.error?.code]).toEqual([3, 'blocked', 'CUTOVER_STATE']);
    expect(dry.result.data.cutoverPlan).toMatchObject({
      refused: true,
      text: expect.stringMatching(/, as they stand now; they are judged again in the window$/),
      gates: expect.arrayContaining([expect.objectContaining({ gate: 'verification', state: 'accepted' })]),
    });
    const same = await journey.run(['cutover', '--dry-run', '--at', window]);
    expect([same.result.exitCode, same.result.error]).toEqual([0, null]);
    expect(notesIn(same)).toContainEqual(
      expect.stringMatching(/^The cutover is armed already, and would be gone on with, for /),
    );
    // By what is watched: nobody else's gates are shown there.
    const host = openTestHost({ env: journey.env });
    const { world } = await statusLooks({ dir: journey.directory }, host.ports)();
    host.end();
    expect(world?.terms).toEqual(cutover.terms);
    const other = await journey.run(['cutover', '--at', window, '--confirm', 'Billing0', '--max-lag', '10s']);
    expect(other.result.error).toMatchObject({
      code: 'CUTOVER_STATE',
      message: expect.stringContaining('other words'),
    });
    expect(requests()).toBe(0);
  });

  it('waits in its window for the gate that refuses, as status and notifications say, and goes on with its terms', async () => {
    const before = newest().cutover;
    const { from = '', until = '' } = before.terms.window ?? {};
    const window = `${from.slice(0, 16)}Z/${until.slice(0, 16)}Z`;
    const stop = await startWriter();
    const cutover = journey.run(['cutover', '--at', window, '--confirm', 'Billing0', '--notify-command', recipient()]);
    await expect.poll(armed).toMatchObject({ state: 'armed', watch: 'watched' });
    await journey.run(['cutover', '--reschedule', windowIn(-1, 1)]);
    await expect
      .poll(armed)
      .toMatchObject({ state: 'waiting', waitsFor: [expect.stringMatching(/^writes: .* Stop them first$/)] });
    expect(requests()).toBe(0);
    await journey.run(['cutover', '--cancel']);
    const { result, events } = await cutover;
    await stop();
    expect(result.error?.code).toBe('CUTOVER_STATE');
    expect(notesIn({ events }).filter((message) => /^The cutover is refused by the gate writes/.test(message))).toEqual(
      [expect.stringMatching(/Until the window has ended \(.* UTC\) it is tried again\.$/)],
    );
    // After they were shown when it was gone on with, only news: however often it was tried.
    const [, ...inWindow] = events.flatMap((event) =>
      event.type === 'gates' ? [event.gates.map(({ gate, state }) => `${gate} ${state}`).join()] : [],
    );
    expect(inWindow).not.toEqual([]);
    expect(new Set(inWindow).size).toBe(inWindow.length);
    expect(newest().cutover.terms).toMatchObject({ maxLagSeconds: 20, requiredGates: ['users'] });
    expect(owed()).toEqual(expect.arrayContaining(['armed', 'gate-failed', 'cancelled']));
  });

  it('an attempt that takes longer than --cutover-timeout ends before the request', async () => {
    await quiet();
    const hooks = join(journey.place, 'hooks');
    mkdirSync(hooks);
    writeFileSync(join(hooks, 'before-cutover'), '#!/bin/sh\nsleep 0.3\n', { mode: 0o755 });
    const flags = ['--confirm', 'Billing0', '--hooks', hooks, '--cutover-timeout', '100ms'];
    const { result } = await journey.run(['cutover', ...flags]);
    expect([result.exitCode, result.error?.code]).toEqual([8, 'CUTOVER_TIMEOUT']);
    expect(requests()).toBe(0);
  });

  it('asks a person the checklist where it is required, and cuts over once all of it holds', async () => {
    const answered: string[][] = [];
    const answering = (...answers: string[]) => {
      const asked: string[] = [];
      answered.push(asked);
      const ask = async ({ kind }: Question) => {
        asked.push(kind);
        return answers[asked.length - 1] ?? 'leave';
      };
      return { prompter: { ask, askOrBack: ask } };
    };
    await quiet();
    const argv = ['cutover', '--require-gate', 'checklist', '--dir', journey.directory];
    const on = (ports: { readonly prompter: Prompter }) =>
      runCommand(argv, { env: { ...journey.env, LIVEMIG_POLL_INTERVAL: '2s' }, clock: hurriedClock(), ...ports });
    const left = await on(answering('yes', 'no'));
    expect([left.result.exitCode, left.result.error?.code, requests()]).toEqual([3, 'GATES', 0]);
    const { result } = await on(answering('yes', 'yes', 'yes', 'Billing0'));
    expect([result.exitCode, result.data, requests()]).toMatchObject([0, { status: 'COMPLETE' }, 1]);
    expect(answered).toEqual([
      ['yes-no', 'yes-no', 'choice'],
      ['yes-no', 'yes-no', 'yes-no', 'text'],
    ]);
    expect(JSON.parse(readFileSync(join(journey.directory, 'state.json'), 'utf8'))).toMatchObject({
      checklist: { by: 'tester' },
    });
  });
});
