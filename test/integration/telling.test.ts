import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { LivemigError } from '../../src/core/errors.ts';
import { Notification } from '../../src/core/following/notification.ts';
import type { RunClock } from '../../src/core/ports.ts';
import { type Journey, startJourney, withoutLooking } from '../support/journey.ts';
import { patientClock } from '../support/patient-clock.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { webhook } from '../support/webhook.ts';

async function created(faults: readonly string[] = []) {
  const journey = withoutLooking(await startJourney('cloud-manager', undefined, { faults }));
  onTestFinished(journey.close);
  for (const command of [['link'], ['provision'], ['start', '--detach']])
    expect((await journey.run(command)).result.error).toBeNull();
  return journey;
}

const eventsOf = ({ got }: { readonly got: readonly Notification[] }) => got.map(({ event }) => event);
const outboxOf = (directory: string) => readFile(join(directory, 'outbox.ndjson'), 'utf8');

describe('whoever is to be told', () => {
  it('learns of each thing once, from the start to the end but of no dry run, and nothing shows the address', async () => {
    const journey = await created();
    const [hook, place] = [await webhook(), await temporaryDirectory()];
    const command = join(place, 'tell');
    await writeFile(
      command,
      `#!/bin/sh\ncat >> "${place}/told"\necho "$LIVEMIG_EVENT $LIVEMIG_STATUS\${LIVEMIG_ATLAS_PRIVATE_KEY}" >> "${place}/events"\n`,
    );
    await chmod(command, 0o700);
    const metrics = join(place, 'livemig.prom');
    const telling = ['--notify', hook.url, '--notify-command', command, '--metrics-file', metrics];
    const clock = { clock: patientClock() };
    expect((await journey.run(['start', '--dry-run', ...telling], clock)).exitCode).toBe(0);
    expect(hook.got).toEqual([]);
    await expect(outboxOf(journey.directory)).rejects.toMatchObject({ code: 'ENOENT' });
    const runs = [
      await journey.run(['start', ...telling], clock),
      await journey.run(['start', ...telling], clock),
      await journey.run(['cutover', '--confirm', 'Billing0', ...telling], clock),
      await journey.run(['cutover', '--confirm', 'Billing0', ...telling], clock),
    ];
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0]);
    expect(eventsOf(hook)).toEqual(['ready', 'cutover-requested', 'complete']);
    const id = journey.sandbox.migrations()[0]?.id;
    expect(hook.got[0]).toMatchObject({ id: `${id}/ready`, migrationId: id, destination: 'Billing0' });
    const told = (await readFile(join(place, 'told'), 'utf8')).trim().split('\n');
    expect(told.map((line) => Notification.parse(JSON.parse(line)))).toEqual(hook.got);
    expect(await readFile(join(place, 'events'), 'utf8')).toBe(
      'ready WORKING\ncutover-requested WORKING\ncomplete COMPLETE\n',
    );
    expect(await readFile(metrics, 'utf8')).toMatch(/^livemig_request_errors_total\{.*destination="Billing0"\} 0$/m);
    const shown = JSON.stringify(runs.map(({ events, out }) => [events, out]));
    expect(`${shown}${await outboxOf(journey.directory)}`).not.toContain('verysecretpart');
  });

  it('learns that it has failed', async () => {
    const journey = await created(['migration=fails-initializing']);
    const hook = await webhook();
    const { exitCode } = await journey.run(['start', '--notify', hook.url], { clock: patientClock() });
    expect([exitCode, eventsOf(hook)]).toEqual([1, ['failed']]);
  });

  it('and answers badly is never in the way, and learns of it from a later run', async () => {
    const journey = await created();
    const [broken, gone] = [await webhook(500), await webhook(404)];
    const env = { ...journey.env, LIVEMIG_POLL_INTERVAL: '2s', LIVEMIG_NOTIFY: `${broken.url} ${gone.url}` };
    const run = await journey.run(['start'], { env, clock: patientClock() });
    expect(run.exitCode).toBe(0);
    const warnings = run.events.flatMap((event) =>
      event.type === 'note' && event.level === 'warning' ? [event.message] : [],
    );
    for (const [hook, status] of [
      [broken, 500],
      [gone, 404],
    ] as const) {
      expect(
        warnings.filter((message) => message.startsWith(`The webhook at ${hook.host} answered ${status}.`)),
      ).toHaveLength(1);
      const left = `One notification has not reached the webhook at ${hook.host}. The next run with the same recipient tells of it.`;
      expect(warnings).toContain(left);
      expect(new Set(hook.got.map(({ id }) => id)).size).toBe(1);
    }
    expect(JSON.stringify(run.events)).not.toContain('verysecretpart');
  });

  it('and never answers keeps nobody waiting for long who has stopped the run', async () => {
    const journey = await created(['cutover=hangs']);
    expect((await journey.run(['start'])).exitCode).toBe(0);
    const controller = new AbortController();
    const deaf = await webhook('never', () =>
      controller.abort(new LivemigError({ kind: 'interrupted', code: 'INTERRUPTED', message: 'Stopped.', fix: '-' })),
    );
    const [clock, slept] = [patientClock(), new Set<number>()];
    const sleep: RunClock['sleep'] = (ms, signal) => {
      slept.add(ms);
      return clock.sleep(ms, signal);
    };
    const ports = { clock: { ...clock, sleep }, signal: controller.signal };
    const { exitCode } = await journey.run(['cutover', '--confirm', 'Billing0', '--notify', deaf.url], ports);
    expect([exitCode, slept.has(1000), slept.has(10_000)]).toEqual([130, true, false]);
  });
});

describe('what cannot be used', () => {
  let journey: Journey;
  beforeAll(async () => {
    journey = await startJourney('cloud-manager');
  });
  afterAll(() => journey.close());

  it.each([
    ['a webhook that is none', ['--notify', 'hooks.example'], 'URL_NOT_USABLE'],
    ['a command that is not there', ['--notify-command', 'no/such/command'], 'COMMAND_NOT_USABLE'],
    ['a file that cannot be written', ['--metrics-file', '/nowhere/at/all.prom'], 'FILE_NOT_WRITTEN'],
    ['a port that is none', ['--metrics-port', '0'], 'NUMBER'],
    ['a port that is too large', ['--metrics-port', '70000'], 'NUMBER'],
    ['a host without a port', ['--metrics-host', '127.0.0.1'], 'CONTRADICTION'],
    ['a run that sees nothing', ['--detach', '--notify', 'https://hooks.example/'], 'CONTRADICTION'],
  ])('is told before anything starts: %s', async (_, words, code) => {
    const { exitCode, result } = await journey.run(['start', ...words]);
    expect([exitCode, JSON.stringify(result.error)]).toEqual([2, expect.stringContaining(code)]);
    expect(journey.sandbox.requests()).toEqual([]);
  });

  it('is told before anything starts: a port in use', async () => {
    const { port } = await webhook();
    const { exitCode, result } = await journey.run(['start', '--metrics-port', String(port)]);
    expect([exitCode, result.error?.code]).toEqual([2, 'METRICS_NOT_SERVED']);
    expect(journey.sandbox.requests()).toEqual([]);
  });
});
