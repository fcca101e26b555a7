import { expect, it, onTestFinished } from 'vitest';
import { setFaults } from '../support/faults.ts';
import { type Journey, startJourney } from '../support/journey.ts';
import type { CommandRun } from '../support/test-ports.ts';

async function begin(...commands: readonly (readonly string[])[]): Promise<Journey> {
  const journey = await startJourney('ops-manager');
  onTestFinished(journey.close);
  for (const command of commands) expect((await journey.run(command)).result.error).toBeNull();
  return journey;
}

const next = ({ result }: CommandRun) => result.next.map(({ command }) => command.replace(/ --dir .*/, ''));
const none = {};

const cases: Readonly<
  Record<
    string,
    {
      readonly done: readonly (readonly string[])[];
      readonly command: readonly string[];
      readonly env?: Readonly<Record<string, string>>;
      readonly ends: object;
      readonly next: string;
    }
  >
> = {
  'start, where nothing was done and an input is missing': {
    ...{ done: [], command: ['start'] },
    ends: {
      error: { code: 'INPUTS', message: expect.stringMatching(/^`livemig link --dir \S+` comes before .*sourceTls/s) },
      data: { problems: [expect.objectContaining({ input: 'sourceTls', problem: 'missing' })] },
    },
    next: 'livemig link',
  },
  'start, where nothing was done and everything is missing': {
    ...{ done: [], command: ['start'], env: none },
    ends: { exitCode: 2, error: { message: expect.stringMatching(/^`livemig link --dir \S+` comes before/) } },
    next: 'livemig link',
  },
  'start, where nothing was done and nothing is missing': {
    ...{ done: [], command: ['start', '--no-source-tls'] },
    ends: { exitCode: 3, error: { code: 'BLOCKED' } },
    next: 'livemig link',
  },
  'start, where only the link was made': {
    ...{ done: [['link']], command: ['start'] },
    ends: { error: { message: expect.stringMatching(/^`livemig provision --dir \S+` comes before .*sourceTls/s) } },
    next: 'livemig provision',
  },
  'provision, where everything is missing': {
    ...{ done: [], command: ['provision'], env: none },
    ends: { exitCode: 2, error: { message: expect.stringMatching(/^`livemig link --dir \S+` comes before/) } },
    next: 'livemig link',
  },
  'provision, without a link-token': {
    ...{ done: [], command: ['provision'] },
    ends: { exitCode: 3, error: { code: 'BLOCKED' } },
    next: 'livemig link',
  },
};

it.each(Object.entries(cases))('what was not done by an earlier stage comes first: %s', async (_, one) => {
  const { run, env } = await begin(...one.done);
  const ended = await run(one.command, { env: one.env ?? { ...env, LIVEMIG_POLL_INTERVAL: '2s' } });
  expect(ended.result).toMatchObject(one.ends);
  expect(next(ended)).toEqual([one.next]);
});

it('what is wrong is told as it is, whatever was done before', async () => {
  const { run } = await begin();
  const ended = await run(['start', '--network', 'tin-cans']);
  expect(ended.result.error?.message).toMatch(
    /^One input is missing or wrong:\n {2}- network, --network is "tin-cans"/,
  );
  expect(next(ended)).toEqual(['livemig start --help']);
});

it('a link that does not come about is told before what is missing', async () => {
  const journey = await begin(['link']);
  await setFaults(journey, ['link=not-synced']);
  expect((await journey.run(['provision', '--timeout', '1m'])).result.exitCode).toBe(8);
  const ended = await journey.run(['start']);
  expect(ended.result.error?.message).toMatch(/^`livemig provision --dir \S+` comes before .*sourceTls/s);
  expect(next(ended)).toEqual(['livemig provision']);
});

it('where the migration is in another directory, nothing leads to a second one', async () => {
  const { run } = await begin();
  const other = { path: '../billing', destination: 'Billing0', isCreated: true, isAbove: true };
  const ended = await run(['start'], { findMigrations: async (place) => ({ place, migrations: [other] }) });
  expect(next(ended)).toEqual(['livemig start --help']);
});
