import { describe, expect, it } from 'vitest';
import { type Measured, metrics } from '../../../src/core/following/metrics.ts';
import { metricsPage } from '../../../src/metrics/metrics-page.ts';

const now = new Date('2026-01-18T12:00:00.000Z');
const clocks = {
  answer: '2026-01-18T11:59:30.000Z',
  change: '2026-01-18T11:00:00.000Z',
  progress: '2026-01-18T11:00:00.000Z',
};
const who = { migrationId: 'm', destination: 'Billing0' };
const details = { status: 'WORKING', readyForCutover: true, lagSeconds: null };
const armed = { text: 'armed', armedAt: '2026-01-18T11:00:00.000Z', armedBy: 'ana', watch: 'watched' } as const;
const following = { phase: 'ready', clocks } as const;

async function valuesOf(measured: Measured | undefined): Promise<Record<string, string>> {
  const lines = (await metricsPage(measured, now)).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(lines.map((line) => line.split(/ (?=[^ ]*$)/)));
}

const named = (values: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`livemig_${name}{migration_id="m",destination="Billing0"}`, value]),
  );

describe('the metrics', () => {
  it('say what is known', async () => {
    const measured: Measured = {
      ...who,
      details: {
        ...{ ...details, lagSeconds: 3, armedCutover: { ...armed, state: 'waiting' } },
        following: {
          ...following,
          share: 0.25,
          oplog: { windowMs: 7_200_000, neededMs: 3000, isShort: false },
          deadline: { earliest: '2026-01-18T13:00:00.000Z', latest: '2026-01-18T13:01:00.000Z', isOver: false },
        },
      },
      requestErrors: 7,
    };
    expect(await valuesOf(measured)).toEqual(
      named({
        lag_seconds: '3',
        progress_ratio: '0.25',
        oplog_window_seconds: '7200',
        deadline_seconds: '3600',
        cutover_armed: '1',
        last_success_timestamp_seconds: '1768737570',
        request_errors_total: '7',
      }),
    );
  });

  it.each<[string, Partial<Measured>, Readonly<Record<string, string>>]>([
    ['what is not known, which is not 0', {}, {}],
    ['a lag that Atlas does not report', { details }, {}],
    [
      'nor what is not armed any more',
      { details: { ...details, armedCutover: { ...armed, state: 'cancelled' } } },
      { cutover_armed: '0' },
    ],
    ['neither a lag of 0', { details: { ...details, lagSeconds: 0 } }, { lag_seconds: '0' }],
    [
      'a way back that nobody could look at',
      { details: { ...details, lagSeconds: null, rollbackWindow: { state: 'not-known', because: 'x' } } },
      {},
    ],
    [
      'but until when it is open',
      {
        details: { ...details, rollbackWindow: { state: 'open', closesAt: '2026-01-18T13:00:00.000Z', because: 'x' } },
      },
      { rollback_window_end_timestamp_seconds: '1768741200' },
    ],
    [
      'and since when it is seen gone',
      { details: { ...details, rollbackWindow: { state: 'gone', seenAt: '2026-01-18T11:00:00.000Z', because: 'x' } } },
      { rollback_window_end_timestamp_seconds: '1768734000' },
    ],
    [
      'nor a deadline that is over',
      {
        details: {
          ...details,
          following: { ...following, deadline: { latest: '2026-01-18T11:59:59.000Z', isOver: true } },
        },
      },
      { deadline_seconds: '-1', last_success_timestamp_seconds: '1768737570' },
    ],
  ])('leave out %s', async (_, measured, expected) => {
    expect(await valuesOf({ ...who, requestErrors: 0, ...measured })).toEqual(
      named({ ...expected, request_errors_total: '0' }),
    );
  });

  it('name all that there may be, with what it is, also while there is no migration', async () => {
    const page = await metricsPage(undefined, now);
    const names = Object.keys(metrics);
    expect(page.match(/^# HELP \S+/gm)).toEqual(names.map((name) => `# HELP ${name}`));
    expect(page.match(/^# TYPE .*$/gm)).toEqual(
      Object.entries(metrics).map(([name, { type }]) => `# TYPE ${name} ${type}`),
    );
    expect(await valuesOf(undefined)).toEqual({});
  });

  it('keep a name with quotes and line breaks in one label', async () => {
    const page = await metricsPage({ migrationId: 'm', destination: 'a"b\nc\\', requestErrors: 0 }, now);
    expect(page).toContain('livemig_request_errors_total{migration_id="m",destination="a\\"b\\nc\\\\"} 0\n');
  });
});
