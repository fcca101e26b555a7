import { readFileSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { resultOf } from '../../src/core/results/index.ts';
import { parseJournal } from '../../src/files/state-file.ts';
import { type Journey, startJourney } from '../support/journey.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const iso = expect.stringMatching(/^\d{4}-\d\d-\d\dT/);
const time = { seconds: expect.any(Number), increment: expect.any(Number) };

async function ready(): Promise<Journey> {
  const journey = await startJourney('cloud-manager');
  onTestFinished(journey.close);
  for (const command of [['link'], ['provision'], ['start']])
    expect((await journey.run(command)).result.error).toBeNull();
  return journey;
}

const cutover = ['cutover', '--confirm', 'Billing0'];
const without = (journey: Journey, ...names: readonly string[]) => ({
  env: Object.fromEntries(Object.entries(journey.env).filter(([name]) => !names.includes(name))),
});
const stepOf = ({ directory }: Journey) =>
  parseJournal(readFileSync(join(directory, 'state.json'), 'utf8'), directory).steps['start.cut-over'];

async function hooksThatStop(): Promise<string> {
  const directory = join(await temporaryDirectory(), 'hooks');
  await mkdir(directory);
  await writeFile(join(directory, 'before-cutover'), '#!/bin/sh\nexit 0\n');
  await chmod(join(directory, 'before-cutover'), 0o700);
  return directory;
}

describe('after a cutover', () => {
  it('its downtime, its cluster times and the way back are known, to every look', async () => {
    const journey = await ready();
    const { result } = await journey.run(cutover);
    expect(result.error).toBeNull();
    const read = { known: true, value: { clusterTime: time, server: expect.any(String), readAt: iso } };
    expect(stepOf(journey)).toMatchObject({ state: 'done', before: { at: iso, source: read, destination: read } });
    const { downtime, rollbackWindow, handOver } = result.data;
    expect(handOver).toMatchObject({ address: { known: true }, stillOnSource: { known: true } });
    expect(downtime).toMatchObject({
      ...{ ms: expect.any(Number), stopped: { by: 'last-write', at: iso }, writable: { known: true, value: true } },
      phases: { stoppedToRequested: expect.any(Number), requestedToComplete: expect.any(Number) },
    });
    expect(rollbackWindow).toMatchObject({ state: 'open' });
    const status = await journey.run(['status']);
    expect(status.result.data.migration).toMatchObject({
      status: 'COMPLETE',
      downtime,
      rollbackWindow: { state: 'open' },
    });
    const lines = resultOf('status')?.lines(status.result.data) ?? [];
    expect(lines[0]).toMatch(/^downtime: .* from when the source was last seen to be written to/);
    expect(lines.find((line) => line.startsWith('way back'))).toMatch(/^way back: open.*livemig rollback --plan/);
    // Nobody has to be warned yet.
    const notes = status.events.flatMap((event) => (event.type === 'note' ? [event.message] : []));
    expect(notes.filter((note) => note.includes('way back'))).toEqual([]);
  });

  it('what nobody could look at is said to be so, with the reason', async () => {
    const journey = await ready();
    const blind = without(journey, 'LIVEMIG_SOURCE_URI', 'LIVEMIG_DESTINATION_URI');
    const { result } = await journey.run(cutover, blind);
    const reason = (side: string) => ({ known: false, reason: `LIVEMIG_${side}_URI is not set` });
    expect(stepOf(journey)).toMatchObject({
      before: { source: reason('SOURCE'), destination: reason('DESTINATION'), lastWrite: reason('SOURCE') },
    });
    expect(result.data).toMatchObject({
      rollbackWindow: { state: 'not-looked-at', because: 'LIVEMIG_DESTINATION_URI is not set' },
      downtime: {
        notMeasured: expect.stringContaining('LIVEMIG_SOURCE_URI is not set'),
        writable: reason('DESTINATION'),
      },
    });
    expect(result.data.downtime).not.toHaveProperty('ms');
    const { result: later } = await journey.run(['status']);
    expect(later.data.migration).toMatchObject({
      rollbackWindow: { state: 'open', because: expect.stringContaining('by the clock of that machine') },
    });
  });

  it('its downtime counts from when the hooks have stopped the writes', async () => {
    const journey = await ready();
    const { result } = await journey.run(
      [...cutover, '--hooks', await hooksThatStop()],
      without(journey, 'LIVEMIG_SOURCE_URI'),
    );
    expect(result.data.downtime).toMatchObject({ stopped: { by: 'hooks', at: iso }, ms: expect.any(Number) });
  });
});

it('whether a way back is needed is asked before the start, with what there is, and takes an answer', async () => {
  const journey = await startJourney('cloud-manager');
  onTestFinished(journey.close);
  const answerOf = async (...more: readonly string[]) => {
    const { events } = await journey.run(['check', '--only', 'LM51', ...more]);
    return events.find((event) => event.type === 'finding');
  };
  expect(await answerOf()).toMatchObject({
    ...{ id: 'LM51', result: 'not-checked', yourself: true },
    message: expect.stringContaining('setUserWriteBlockMode: 1, global: false'),
  });
  const skipped = { result: 'skipped', skipped: { because: 'a backup is enough' } };
  expect(await answerOf('--skip', 'LM51', '--because', 'a backup is enough')).toMatchObject(skipped);
  expect(await answerOf()).toMatchObject(skipped);
});

describe('livemig rollback', () => {
  const plan = ['rollback', '--plan'];

  it('goes back by itself in no case, and says so', async () => {
    const journey = await startJourney('cloud-manager');
    onTestFinished(journey.close);
    const { result, exitCode } = await journey.run(['rollback']);
    expect([exitCode, result.error?.code]).toEqual([2, 'ROLLBACK_ONLY_PLANS']);
    expect(result.error?.fix).toContain(`livemig rollback --plan --dir ${journey.directory}`);
  });

  it('finds nothing to go back from where there is no migration', async () => {
    const journey = await startJourney('cloud-manager');
    onTestFinished(journey.close);
    expect((await journey.run(['link'])).exitCode).toBe(0);
    const { result, exitCode } = await journey.run(plan);
    expect([exitCode, result.error?.code]).toEqual([3, 'NO_MIGRATION']);
    expect(result.error?.message).toContain('no migration to go back from');
  });

  it('tells how to stop before the cutover, and how to go back after it, with what could bring changes back', async () => {
    const journey = await ready();
    const before = await journey.run(plan);
    expect([before.exitCode, before.result.data]).toEqual([
      0,
      expect.objectContaining({
        ...{ state: 'before-cutover', engines: [], notLookedAt: [] },
        lost: expect.stringContaining('Nothing'),
      }),
    ]);
    expect(JSON.stringify(before.result.data)).not.toContain('setUserWriteBlockMode');
    expect((await journey.run(cutover)).exitCode).toBe(0);
    const requests = journey.sandbox.requests().length;
    const file = join(journey.place, 'way-back.md');
    const after = await journey.run([...plan, '--output', file]);
    const { data } = after.result;
    expect(data).toMatchObject({ state: 'complete', window: { state: 'open' }, file, notLookedAt: [] });
    const since = stepOf(journey);
    expect(JSON.stringify(since)).toContain(/"t":(\d+)/.exec(String(data.since))?.[1]);
    expect(JSON.stringify(data.steps)).toContain('setUserWriteBlockMode: 1, global: false');
    const page = readFileSync(file, 'utf8');
    expect(page).toContain('# The way back from Billing0');
    expect(page).toContain('startup.mode.timestamp.start.at.operation.time={"$timestamp"');
    const sent = journey.sandbox.requests().slice(requests);
    expect(sent.filter(({ method }) => method !== 'GET')).toEqual([]);
    expect((await journey.run([...plan, '--output', file])).exitCode).toBe(0);
    await writeFile(file, 'mine');
    expect((await journey.run([...plan, '--output', file])).result.error?.code).toBe('FILE_NOT_OURS');
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  it('writes the way back also where nobody answers, of what the journal says, and names what it has not seen', async () => {
    const journey = await ready();
    expect((await journey.run(cutover)).exitCode).toBe(0);
    const keys = Object.keys(journey.env).filter((name) => name.includes('ATLAS') && name.includes('KEY'));
    const { result, exitCode } = await journey.run(plan, without(journey, ...keys));
    expect([exitCode, result.data.state]).toEqual([0, 'complete']);
    expect(result.data.notLookedAt).toHaveLength(3);
    expect(result.data.window).toMatchObject({ state: 'not-looked-at' });
    expect(JSON.stringify(result.data.steps)).toContain('if it answers \\"User writes blocked\\"');
  });
});
