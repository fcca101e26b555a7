import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { expect, it, onTestFinished } from 'vitest';
import { setFaults } from '../support/faults.ts';
import { hurriedClock } from '../support/hurried-clock.ts';
import { type Journey, startJourney, startUnseenJourney } from '../support/journey.ts';

type Run = Journey['run'];

const ready = [['link'], ['provision'], ['start']];
const through = async (run: Run, commands: readonly (readonly string[])[]) => {
  for (const command of commands) expect((await run(command)).result.error).toBeNull();
};

interface Case {
  readonly faults?: readonly string[];
  /** Whether what is in the deployments matters to what is told. */
  readonly looks?: true;
  /** What leads there; ends with what `status` is to say as well. */
  readonly lead: (journey: Journey) => Promise<unknown>;
  readonly ends: object;
  readonly next: readonly string[];
}

const withMigration = (seen: object) => ({ migration: { migrationId: expect.any(String), ...seen } });

const cases: Readonly<Record<string, Case>> = {
  'an answer to the create that was lost': {
    faults: ['POST */liveMigrations=drop-after'],
    lead: async ({ run }) => {
      await through(run, [['link'], ['provision']]);
      await run(['start']);
    },
    ends: { exitCode: 5, status: 'failed', error: { code: 'CREATE_OUTCOME_UNKNOWN', kind: 'outcome-unknown' } },
    next: [],
  },
  'a migration that FAILED': {
    faults: ['migration=fails-initializing'],
    looks: true,
    lead: async ({ run }) => {
      await through(run, [['link'], ['provision']]);
      await run(['start']);
    },
    ends: {
      exitCode: 1,
      status: 'failed',
      error: { code: 'MIGRATION_FAILED', kind: 'step-failed' },
      data: withMigration({ status: 'FAILED', readyForCutover: false, lagSeconds: null }),
    },
    next: ['livemig start --create-again'],
  },
  'a second migration that FAILED': {
    faults: ['migration=fails-initializing'],
    lead: async ({ run }) => {
      await through(run, [['link'], ['provision']]);
      await run(['start']);
      await run(['start', '--create-again']);
    },
    ends: { exitCode: 1, error: { code: 'MIGRATION_FAILED' } },
    next: [],
  },
  'a migration that Atlas does not know any more': {
    lead: async (journey) => {
      await through(journey.run, ready);
      await setFaults(journey, ['GET */liveMigrations/*=404']);
    },
    ends: {
      exitCode: 5,
      status: 'failed',
      error: { code: 'MIGRATION_DRIFTED', kind: 'drift' },
      data: { stages: expect.anything(), ...withMigration({}) },
    },
    next: [],
  },
  'credentials that are refused': {
    lead: async (journey) => {
      await through(journey.run, ready);
      await setFaults(journey, ['GET */liveMigrations/*=401']);
    },
    ends: { exitCode: 4, status: 'failed', error: { code: 'API_UNAUTHORIZED', kind: 'credentials' } },
    next: [],
  },
  'a comparison that has found differences': {
    looks: true,
    lead: async ({ run, sandbox }) => {
      await through(run, ready);
      const destination = new MongoClient(sandbox.destinationUri);
      onTestFinished(() => destination.close());
      const stray = async () => {
        await destination.db('crm').collection('strays').insertOne({ stray: true });
      };
      expect((await run(['cutover', '--confirm', 'Billing0'])).result.error).toBeNull();
      await stray();
      expect((await run(['cutover', '--confirm', 'Billing0'])).result.error?.code).toBe('DIFFERENCES');
    },
    ends: {
      exitCode: 6,
      status: 'failed',
      error: {
        code: 'DIFFERENCES',
        message: expect.stringMatching(/compared last, at .* UTC by tester\. At .* UTC they were identical\.$/),
        fix: expect.stringContaining('Once applications write to the destination no comparison finds them identical'),
      },
      data: {
        ...withMigration({ status: 'COMPLETE' }),
        stages: { start: { fact: expect.stringMatching(/^complete; different when they were compared, at/) } },
      },
    },
    next: [],
  },
  'a cutover that takes much longer than usual': {
    faults: ['cutover=hangs'],
    lead: async ({ run }) => {
      await through(run, ready);
      await run(['cutover', '--confirm', 'Billing0', '--timeout', '1m']);
    },
    ends: {
      exitCode: 5,
      status: 'failed',
      error: { code: 'CUTOVER_HANGS' },
      data: withMigration({ status: 'WORKING' }),
    },
    next: [],
  },
};

it.each(Object.entries(cases))('status is not green after %s', async (_, { faults = [], looks, lead, ends, next }) => {
  const journey = await (looks === true ? startJourney : startUnseenJourney)('cloud-manager', undefined, { faults });
  onTestFinished(journey.close);
  await lead(journey);
  const clock = hurriedClock();
  // An hour later.
  await clock.sleep(3_600_000);
  const { result } = await journey.run(['status'], { clock });
  expect(result).toMatchObject(ends);
  expect(result.next.map(({ command }) => command.replace(/ --dir .*/, ''))).toEqual(next);
});

it('status is in progress while a cutover takes no longer than usual', async () => {
  const journey = await startUnseenJourney('cloud-manager', undefined, { faults: ['cutover=hangs'] });
  onTestFinished(journey.close);
  await through(journey.run, ready);
  await journey.run(['cutover', '--confirm', 'Billing0', '--timeout', '1m']);
  expect((await journey.run(['status'])).result).toMatchObject({ exitCode: 0, status: 'in-progress', error: null });
});

it('status leaves the answer that is still to come to the run that waits for it', async () => {
  const faults = ['POST */liveMigrations=drop-after'];
  const journey = await startUnseenJourney('cloud-manager', undefined, { faults });
  onTestFinished(journey.close);
  await through(journey.run, [['link'], ['provision']]);
  expect((await journey.run(['start'])).result.exitCode).toBe(5);
  const owner = { pid: 1, host: 'elsewhere', user: 'ana', command: 'start', since: '2026-11-28T09:00:00.000Z' };
  writeFileSync(join(journey.directory, 'lock'), `${JSON.stringify(owner)}\n`);
  expect((await journey.run(['status'])).result).toMatchObject({ exitCode: 0, status: 'in-progress', error: null });
});
