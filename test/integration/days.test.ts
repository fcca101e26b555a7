import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MigrationFiles } from '../../src/cli/run-ports.ts';
import type { AuditEntry } from '../../src/core/audit.ts';
import { day, hour, minute, startDays } from '../support/days.ts';
import { lawRuns } from '../support/law-effort.ts';
import type { CommandRun } from '../support/test-ports.ts';
import { webhook } from '../support/webhook.ts';

/** Every hour at night, when there is time for it. */
const lifeMs = lawRuns > 1 ? hour : 1.5 * day;
const timeout = lawRuns > 1 ? 900_000 : 60_000;
const often = { LIVEMIG_POLL_INTERVAL: lawRuns > 1 ? '1h' : '6h' };

const confirmed = ['--confirm', 'Billing0'];

const warningsIn = ({ events }: CommandRun) =>
  events.flatMap((event) => (event.type === 'note' && event.level === 'warning' ? [event.message] : [])).join('\n');

/** What somebody was told of the migration, each once: not of the armed cutover, which is another file's test. */
const toldOf = ({ got }: Awaited<ReturnType<typeof webhook>>) => [
  ...new Set(
    got
      .map(({ id }) => id.replace(/^[^/]*\//, ''))
      .filter((id) => !/^(armed|cancelled|gave-up|gate-failed|rollback-window)/.test(id)),
  ),
];

/** Ready for its cutover, of which somebody is told. */
async function ready(ends: Parameters<typeof startDays>[1] = 'unseen', ...faults: string[]) {
  const [days, hook] = [await startDays({ faults }, ends), await webhook()];
  expect((await days.run(['start', '--notify', hook.url])).result.status).toBe('ready-for-cutover');
  const armed = (window: string) => ['cutover', '--at', window, ...confirmed, '--notify', hook.url];
  const cutover = async () => (await days.run(['status'])).result.data.armedCutover;
  return { ...days, hook, armed, cutover };
}

describe('a cutover that is armed for days', () => {
  it('is asked for in its window after five quiet days', async () => {
    const { run, armed, windowIn, now, hook, cutover } = await ready();
    const from = now() + 4.9 * day;
    const env = { LIVEMIG_POLL_INTERVAL: '3h' };
    const { result } = await run(armed(windowIn(4.9 * day, 4.9 * day + 2 * hour)), { env });
    expect(result).toMatchObject({ exitCode: 0, data: { status: 'COMPLETE' } });
    expect(toldOf(hook)).toEqual([
      'ready',
      ...['deadline/48h', 'deadline/24h', 'deadline/6h'],
      expect.stringMatching(/^cutover-requested/),
      'complete',
    ]);
    const at = (event: string) => Date.parse(hook.got.findLast((one) => one.event === event)?.time ?? '');
    expect(at('cutover-requested')).toBeGreaterThanOrEqual(from - minute);
    // It is looked at every three hours, and takes some looks.
    expect(at('complete')).toBeLessThan(from + day);
    expect(await cutover()).toBeUndefined();
  });

  it('gives up where the migration expires before, after 120 hours, and tells what is left behind', async () => {
    const { run, armed, now, hook, cutover } = await ready();
    const began = now();
    const { result } = await run(armed('2037-01-03 02:00-04:00 UTC'));
    expect([result.exitCode, result.error?.code]).toEqual([1, 'MIGRATION_EXPIRED']);
    // It was ready within the hour before it was seen to be.
    expect((now() - began) / hour).toBeGreaterThan(118);
    expect((now() - began) / hour).toBeLessThan(121);
    expect(result.error?.message).toContain('and none was requested from this directory');
    expect(toldOf(hook)).toEqual([
      'ready',
      ...['deadline/48h', 'deadline/24h', 'deadline/6h', 'deadline/1h'],
      'expired',
    ]);
    expect(await cutover()).toMatchObject({ state: 'gave-up' });
  });

  it('fails in the middle of the commit: the source stays blocked, and that is told', async () => {
    const { run, armed, windowIn, hook, cutover } = await ready('seen', 'migration=fails-committing');
    const failed = await run(armed(windowIn(9 * hour, 11 * hour)));
    expect(failed.result).toMatchObject({ exitCode: 1, error: { code: 'MIGRATION_FAILED' } });
    expect(failed.result.error?.message).toContain('source: writes are BLOCKED');
    expect(failed.result.error?.fix).toContain('setUserWriteBlockMode: 1, global: false');
    expect(toldOf(hook)).toEqual(['ready', expect.stringMatching(/^cutover-requested/), 'failed']);
    const status = await run(['status']);
    expect(status.result).toMatchObject({ status: 'failed', data: { leftBehind: { cutoverRequested: true } } });
    expect(warningsIn(status)).toContain('source: writes are BLOCKED');
    expect(await cutover()).toBeUndefined();
  });

  it('outlasts a network that is away for an hour', async () => {
    const { run, armed, windowIn, hook, later, faults } = await ready();
    later(2 * hour, () => faults('GET */liveMigrations/*=drop-before'));
    later(3 * hour, () => faults());
    const { result } = await run(armed(windowIn(9 * hour, 11 * hour)));
    expect(result).toMatchObject({ exitCode: 0, data: { status: 'COMPLETE' } });
    expect(toldOf(hook)).toEqual(['ready', expect.stringMatching(/^cutover-requested/), 'complete']);
  });

  it('gives up with its window where the network comes back too late', async () => {
    const { run, armed, windowIn, later, faults, cutover, asked } = await ready();
    later(2 * hour, () => faults('GET */liveMigrations/*=drop-before'));
    const { result } = await run(armed(windowIn(9 * hour, 11 * hour)));
    expect(result).toMatchObject({ exitCode: 3, error: { code: 'CUTOVER_STATE' } });
    expect(result.error?.message).toContain('its window is over');
    await faults();
    expect(await cutover()).toMatchObject({ state: 'gave-up' });
    expect(asked().filter(({ method }) => method === 'PUT')).toEqual([]);
  });

  it('is moved from another terminal behind its deadline, as all are told, and cancelled', async () => {
    const { run, armed, windowIn, later, hook, asked } = await ready();
    const late =
      /^The window begins when the time to cut over may be over: that ends .*, and the migration expires then\.$/gm;
    const looked: CommandRun[] = [];
    const moving = ['cutover', '--reschedule', windowIn(130 * hour, 132 * hour)];
    later(10 * hour, async () => {
      for (const command of [['status'], moving, ['status']]) looked.push(await run(command));
    });
    let cancelled: CommandRun | undefined;
    later(20 * hour, async () => {
      cancelled = await run(['cutover', '--cancel']);
    });
    const waited = await run(armed(windowIn(40 * hour, 42 * hour)));
    const { result } = waited;
    expect([...looked, waited].map((one) => warningsIn(one).match(late)?.length)).toEqual([undefined, 1, 1, 1]);
    expect(cancelled?.result).toMatchObject({ exitCode: 0, data: { armedCutover: { state: 'cancelled' } } });
    expect(result).toMatchObject({ exitCode: 3, error: { code: 'CUTOVER_STATE' } });
    expect(asked().filter(({ method }) => method === 'PUT')).toEqual([]);
    expect(toldOf(hook)).toEqual(['ready']);
  });

  it('waits for its new window where it was moved while a gate refused it', async () => {
    const { run, armed, windowIn, later } = await ready();
    const moves = [['cutover', '--reschedule', windowIn(30 * hour, 34 * hour)]];
    const mutate = (files: MigrationFiles) => ({
      ...files,
      cutover: async () => {
        const store = await files.cutover();
        const settle = async () => {
          for (const move of moves.splice(0)) await run(move);
          await store.settle();
        };
        return { ...store, settle };
      },
    });
    later(12 * hour, async () => void (await run(['cutover', '--cancel'])));
    const command = [...armed(windowIn(9 * hour, 11 * hour)), '--require-gate', 'verification'];
    const { result } = await run(command, { mutate });
    expect(moves).toEqual([]);
    expect(result.error).toMatchObject({ code: 'CUTOVER_STATE', message: expect.stringContaining('it was cancelled') });
  });

  it('is not asked for once its owner was killed; status says so, and the command that goes on does', async () => {
    const { run, inProcess, armed, windowIn, cutover, removeLock, asked } = await ready();
    const window = windowIn(20 * hour, 24 * hour);
    await inProcess(armed(window), 5 * hour).killed;
    removeLock();
    const status = await run(['status']);
    expect(status.result.data.armedCutover).toMatchObject({ state: 'armed' });
    expect(warningsIn(status)).toContain(`livemig cutover --at '${window}'`);
    if (process.platform === 'linux') expect(warningsIn(status)).toContain('nobody is watching');
    expect(asked().filter(({ method }) => method === 'PUT')).toEqual([]);
    expect((await run(armed(window))).result).toMatchObject({ exitCode: 0, data: { status: 'COMPLETE' } });
    expect(await cutover()).toBeUndefined();
  });
});

describe('an attempt that takes longer than --cutover-timeout', () => {
  /** With a hook that takes so long, and what it is run with. */
  async function slowHook(ms: number, openHours: number) {
    const days = await ready();
    const hooks = join(days.journey.place, 'hooks');
    mkdirSync(hooks);
    writeFileSync(join(hooks, 'before-cutover'), '#!/bin/sh\n', { mode: 0o755 });
    const append = async (files: MigrationFiles, entry: AuditEntry) => {
      await files.audit.append(entry);
      if (entry.kind === 'hook-started' && entry.hook === 'before-cutover') await days.sleep(ms);
    };
    const mutate = (files: MigrationFiles) => ({
      ...files,
      audit: { ...files.audit, append: (entry: AuditEntry) => append(files, entry) },
    });
    const window = days.windowIn(9 * hour, (9 + openHours) * hour);
    const flags = ['--hooks', hooks, '--cutover-timeout', '10m'];
    const waited = await days.run([...days.armed(window), ...flags], { mutate });
    return { cutover: days.cutover, waited, cutovers: days.asked().filter(({ method }) => method === 'PUT').length };
  }
  const timedOut = /took longer than --cutover-timeout allows \(10 min\)/;

  it('is tried again while its window is open; one that was requested is followed however long it takes', async () => {
    const { waited, cutovers } = await slowHook(20 * minute, 4);
    expect(waited.result).toMatchObject({ exitCode: 0, data: { status: 'COMPLETE' } });
    expect(warningsIn(waited)).toMatch(
      new RegExp(`${timedOut.source}.* Until the window has ended .* it is tried again`),
    );
    expect(cutovers).toBe(1);
  });

  it('is given up with its window where that ends first', async () => {
    const { waited, cutovers, cutover } = await slowHook(3 * hour, 2);
    expect(waited.result).toMatchObject({ exitCode: 3, error: { code: 'CUTOVER_STATE' } });
    expect(waited.result.error?.message).toMatch(/its window is over \(it was being attempted since /);
    expect(waited.result.error?.message).toMatch(/ The hook before-cutover ended at .* stay stopped\.$/);
    expect(warningsIn(waited)).not.toContain('it is tried again');
    expect(cutovers).toBe(0);
    expect(await cutover()).toMatchObject({ state: 'gave-up' });
  });
});

describe('who follows a migration and gets no answer any more', () => {
  const stands = [
    /the migration goes on in Atlas, whether livemig sees it or not; seen last as WORKING, lag 0 s, at 2/,
    'no cutover was requested from this directory',
    'source: writes are not blocked',
  ];

  it('gives up after a day, and says what stands where', async () => {
    const { run, armed, later, faults, now, cutover } = await ready('seen');
    const began = now();
    later(2 * hour, () => faults('GET */liveMigrations/*=drop-before'));
    const { result, events } = await run(armed('2037-01-03 02:00-04:00 UTC'));
    expect([result.exitCode, result.error?.code]).toEqual([1, 'API_CONNECTION_LOST']);
    expect(Math.round((now() - began) / hour)).toBe(26);
    for (const words of stands) expect(result.error?.message).toMatch(words);
    const details = events.flatMap((event) => (event.type === 'step' ? [event.detail ?? ''] : []));
    expect(details.join('\n')).toMatch(
      /No answer for \d+ h.*; meanwhile the migration goes on in Atlas\. Trying again\./,
    );
    await faults();
    expect(await cutover()).toMatchObject({ state: 'armed' });
  });

  it('is told at once that credentials were taken before, and are refused now', async () => {
    const { run, armed, later, faults } = await ready('seen');
    later(2 * hour, () => faults('GET */liveMigrations/*=401'));
    const { result } = await run(armed('2037-01-03 02:00-04:00 UTC'));
    expect([result.exitCode, result.error?.code]).toEqual([4, 'API_UNAUTHORIZED']);
    expect(result.error?.message).toContain('they have expired, or somebody has changed or deleted them');
    for (const words of stands) expect(result.error?.message).toMatch(words);
  });

  it('finds the window over after a night on a laptop that was asleep', async () => {
    const { run, armed, windowIn, later, sleep, hook, cutover, asked } = await ready();
    later(hour, () => sleep(9 * hour));
    const { result } = await run(armed(windowIn(4 * hour, 6 * hour)));
    expect(result.error).toMatchObject({
      code: 'CUTOVER_STATE',
      message: expect.stringContaining('its window is over'),
    });
    expect(hook.got.map(({ event }) => event)).toContain('gave-up');
    expect(await cutover()).toMatchObject({ state: 'gave-up' });
    expect(asked().filter(({ method }) => method === 'PUT')).toEqual([]);
  });
});

describe('a migration that is followed for days', () => {
  it('whose lag never falls is said not to converge, and is not called stalled', async () => {
    const [{ run, later, faults }, hook] = [await startDays({ faults: ['lag=level'] }, 'unseen'), await webhook()];
    later(50 * minute, () => faults());
    const env = { LIVEMIG_POLL_INTERVAL: '3m' };
    const { result } = await run(['start', '--notify', hook.url], { env });
    expect(result.status).toBe('ready-for-cutover');
    expect(hook.got.find(({ event }) => event === 'lag-diverging')?.message).toMatch(
      /lag \d+ s, not falling for .*: it will not converge/,
    );
    expect(hook.got.map(({ event }) => event)).not.toContain('stalled');
  });

  it('that stalls is said to, once, and goes on', async () => {
    const [{ run, later, faults }, hook] = [await startDays({ faults: ['migration=hangs-copying'] }), await webhook()];
    later(2 * hour, () => faults());
    const env = { LIVEMIG_POLL_INTERVAL: '10m' };
    const { result } = await run(['start', '--notify', hook.url], { env });
    expect(result.status).toBe('ready-for-cutover');
    expect(toldOf(hook)).toEqual([expect.stringMatching(/^stalled/), 'ready']);
  });

  it('by a process that is killed and started again for a week is followed as by one', { timeout }, async () => {
    const { inProcess, windowIn, now, ...days } = await startDays({ faults: ['lag=grows'] });
    const [hook, began, window] = [await webhook(), now(), windowIn(6.6 * day, 6.9 * day)];
    days.later(3 * day, () => days.faults());
    const commands = [['start'], ['cutover', '--at', window, ...confirmed]];
    while (now() - began < 8 * day && commands.length > 0) {
      const { ended, killed } = inProcess([...(commands[0] ?? []), '--notify', hook.url], lifeMs, often);
      const run = await Promise.race([killed, ended]);
      expect(run?.result.error ?? null).toBeNull();
      if (run !== undefined) commands.shift();
      days.removeLock();
    }
    expect(commands).toEqual([]);
    expect((await days.run(['status'])).result).toMatchObject({
      status: 'done',
      data: { migration: { status: 'COMPLETE' } },
    });
    const writes = days.asked().filter(({ method, path }) => method !== 'GET' && path.includes('liveMigrations/'));
    expect(writes.map(({ path }) => path.replace(/.*\//, ''))).toEqual(['linkTokens', 'validate', 'cutover']);
    expect(
      days.asked().filter(({ method, path }) => method === 'POST' && path.endsWith('/liveMigrations')),
    ).toHaveLength(1);
    expect(toldOf(hook)).toEqual([
      expect.stringMatching(/^stalled/),
      ...['ready', 'deadline/48h'],
      expect.stringMatching(/^cutover-requested/),
      'complete',
    ]);
    expect(days.audit().map(({ chain }) => chain)).not.toContain('broken');
    expect(days.kept()).toBeLessThan(5_000_000);
  });
});
