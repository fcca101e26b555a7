import { readFileSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
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
    const { downtime, rollbackWindow } = result.data;
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
    const notes = status.events.flatMap((event) => (event.type === 'note' ? [event.message] : []));
    expect(notes).toContainEqual(
      expect.stringMatching(/^Downtime: .* from when the source was last seen to be written to/),
    );
    expect(notes).toContainEqual(expect.stringMatching(/^Way back: open.*livemig rollback --plan/));
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
