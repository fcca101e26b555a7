import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAudit } from '../../src/core/audit.ts';
import type { LivemigEvent } from '../../src/core/events.ts';
import { momentText } from '../../src/core/plain-units.ts';
import { hurriedClock } from '../support/hurried-clock.ts';
import { type Journey, startUnseenJourney } from '../support/journey.ts';

let journey: Journey;

beforeAll(async () => {
  journey = await startUnseenJourney('cloud-manager');
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

const armedWith = (window: string, flags: readonly string[] = []) =>
  journey.run(['cutover', '--at', window, '--confirm', 'Billing0', ...flags]);
const armed = async () => (await journey.run(['status'])).result.data.armedCutover;
const decisions = () =>
  parseAudit(readFileSync(join(journey.directory, 'events.ndjson'))).flatMap(({ entry, chain }) =>
    entry.kind === 'decision' ? [`${chain}: ${entry.decision}`] : [],
  );
const notesIn = (events: readonly LivemigEvent[]) =>
  events.flatMap((event) => (event.type === 'note' ? [event.message] : []));
const untilArmed = () => expect.poll(armed).toMatchObject({ state: 'armed', watch: 'watched' });

describe('a cutover that is armed for a window', () => {
  it.each([
    [['--cancel'], 'cancelled', 'CUTOVER_STATE'],
    [['--reschedule', 'tomorrow'], 'rescheduled', 'WINDOW'],
    [['--reschedule', '2020-01-01 02:00-04:00 UTC'], 'over', 'WINDOW_OVER'],
    [['--at', 'Sat 02:00-04:00 Europe/Berln', '--confirm', 'Billing0'], 'of no zone', 'TIME_ZONE'],
    [['--cancel', '--at', 'Sat 02:00-04:00'], 'both', 'CONTRADICTION'],
    [['--cancel', '--dry-run'], 'both', 'CONTRADICTION'],
    [['--at', 'Sat 02:00-04:00 UTC'], 'not confirmed', 'NOT_CONFIRMED'],
  ])('is refused before anything begins: %s', async (flags, _, code) => {
    expect((await journey.run(['cutover', ...flags])).result.error?.code).toMatch(code);
    expect(await armed()).toBeUndefined();
  });

  it('is cancelled from another terminal, and both have it in one audit', async () => {
    const answered = ['--accept-gate', 'checklist', '--because', 'asked around'];
    const waiting = armedWith(windowIn(10, 12), answered);
    await untilArmed();
    // By whoever armed it, then, and not by whoever looks.
    const { checklist } = JSON.parse(readFileSync(join(journey.directory, 'state.json'), 'utf8'));
    expect(checklist).toEqual({ at: expect.any(String), by: 'tester', because: 'asked around' });
    const later = hurriedClock();
    await later.sleep(hour);
    const dry = await journey.run(['cutover', '--dry-run'], { clock: later });
    expect(Object(dry.result.data.cutoverPlan).gates).toContainEqual(
      expect.objectContaining({
        gate: 'checklist',
        message: `answered by tester at ${momentText(checklist.at)}: asked around`,
      }),
    );
    const ending = /`livemig cutover --cancel --dir \S+` ends it until it is requested/;
    expect(notesIn((await journey.run(['status'])).events).join()).toMatch(ending);
    const { result } = await journey.run(['cutover', '--cancel']);
    expect(notesIn((await journey.run(['status'])).events).join()).not.toMatch(ending);
    expect([result.exitCode, result.data]).toMatchObject([0, { changed: true, armedCutover: { state: 'cancelled' } }]);
    expect((await waiting).result).toMatchObject({
      exitCode: 3,
      error: {
        code: 'CUTOVER_STATE',
        message: expect.stringMatching(/it was cancelled by tester at .*, because somebody/),
      },
    });
    expect(decisions()).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^chained: armed the cutover for /),
        'chained: cancelled the cutover',
      ]),
    );
    expect(decisions().filter((decision) => !decision.startsWith('chained'))).toEqual([]);
    expect(await armed()).toMatchObject({ state: 'cancelled' });
  });

  it('is cancelled by a file, and not armed again before that is removed', async () => {
    const waiting = armedWith(windowIn(10, 12));
    await untilArmed();
    const file = join(journey.directory, 'cutover', 'cancel');
    writeFileSync(file, '', { mode: 0o600 });
    expect((await waiting).result.error?.message).toMatch(/because of the file cutover\/cancel/);
    const { result } = await armedWith(windowIn(10, 12));
    expect(result.error).toMatchObject({ code: 'CUTOVER_STATE', fix: expect.stringContaining(`rm ${file}`) });
    rmSync(file);
  });

  it('stays armed when its process ends, as status says with the command that goes on', async () => {
    const window = windowIn(10, 12);
    const { result } = await journey.run(['cutover', '--at', window, '--confirm', 'Billing0', '--timeout', '2s']);
    expect([result.exitCode, result.error?.kind]).toEqual([8, 'pending']);
    // Of a process that has ended, not of this one, which goes on with other commands.
    const [name] = readNames();
    const path = join(journey.directory, 'cutover', name ?? '');
    const cutover = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(
      path,
      JSON.stringify({ ...cutover, watcher: { ...cutover.watcher, pid: 4_000_001, startTicks: '1' } }),
    );
    const status = await journey.run(['status']);
    const go = `livemig cutover --at '${window}' --dir ${journey.directory}`;
    const goOn = `livemig cutover --confirm Billing0 --at '${window}' --dir ${journey.directory}`;
    if (process.platform === 'linux') {
      expect(notesIn(status.events)).toContainEqual(expect.stringMatching(/nobody is watching.*will not be asked for/));
    }
    expect(notesIn(status.events).join()).toMatch(/To go on \(.*--hooks.* given again\): livemig/);
    expect(notesIn(status.events).join()).toContain(go);
    const moved = await journey.run(['cutover', '--reschedule', window]);
    expect(notesIn(moved.events)).toEqual([expect.stringContaining(go)]);
    // Whatever else they would name is refused beside it.
    for (const { result: one } of [status, await journey.run(['start']), await journey.run(['cutover', '--dry-run'])]) {
      expect(one.next.map(({ command }) => command)).toEqual([goOn]);
    }
  });

  it('is gone on with by the same window, and by no other', async () => {
    const before = await armed();
    expect((await armedWith(windowIn(20, 22))).result.error?.code).toBe('CUTOVER_STATE');
    const { from = '', until = '' } = Object(before).window;
    const waiting = armedWith(`${from.slice(0, 16)}Z/${until.slice(0, 16)}Z`);
    await untilArmed();
    const { result } = await journey.run(['cutover', '--reschedule', windowIn(-1, 1)]);
    expect(result.data).toMatchObject({ armedCutover: { state: 'armed' } });
    // Its new window is open.
    const ended = await waiting;
    expect([ended.result.exitCode, ended.result.data]).toMatchObject([
      ...[0, { status: 'COMPLETE', armedCutover: { state: 'done', watch: 'not-needed' } }],
    ]);
  });

  it('cannot be armed, cancelled or rescheduled any more once it is done', async () => {
    for (const flags of [['--cancel'], ['--reschedule', windowIn(1, 2)], ['--at', windowIn(1, 2)]]) {
      const { result } = await journey.run(['cutover', ...flags]);
      expect([flags[0], result.error?.code]).toEqual([flags[0], 'CUTOVER_STATE']);
    }
    const [name] = readNames();
    expect(JSON.parse(readFileSync(join(journey.directory, 'cutover', name ?? ''), 'utf8')).state.name).toBe('done');
  });
});

/** The newest first. */
function readNames(): string[] {
  return readdirSync(join(journey.directory, 'cutover')).toSorted().toReversed();
}
