import { readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { identify } from '../../src/files/process-identity.ts';
import { setFaults } from '../support/faults.ts';
import { type Journey, startJourney, startUnseenJourney } from '../support/journey.ts';
import type { CommandRun } from '../support/test-ports.ts';

async function begin(...commands: readonly (readonly string[])[]): Promise<Journey> {
  return goOn(await startUnseenJourney('cloud-manager'), commands);
}

/** Where it is compared at the end. */
async function beginSeen(...commands: readonly (readonly string[])[]): Promise<Journey> {
  return goOn(await startJourney('cloud-manager'), commands);
}

async function goOn(journey: Journey, commands: readonly (readonly string[])[]): Promise<Journey> {
  onTestFinished(journey.close);
  for (const command of commands) expect((await journey.run(command)).result.error).toBeNull();
  return journey;
}

const next = ({ result }: CommandRun) => result.next.map(({ command }) => command.replace(/ --dir .*/, ''));

it.each<[string, readonly (readonly string[])[], readonly string[], readonly string[]]>([
  ['link', [], ['link'], ['livemig link']],
  ['start, with what was typed', [['link'], ['provision']], ['start', '--detach'], ['livemig start --detach']],
  [
    'start that clears, which was confirmed',
    [['link'], ['provision']],
    ['start', '--drop-destination', '--confirm', 'Billing0'],
    ['livemig start --drop-destination --confirm Billing0'],
  ],
  ['start that clears, never without the confirmation', [['link'], ['provision']], ['start', '--drop-destination'], []],
  [
    'a cutover, with its confirmation',
    [['link'], ['provision'], ['start']],
    ['cutover'],
    ['livemig cutover --confirm Billing0'],
  ],
])('after a dry run comes the same without it: %s', async (_, before, command, expected) => {
  const { run } = await begin(...before);
  const tried = await run([...command, '--dry-run']);
  expect(tried.result).toMatchObject({ status: 'dry-run', error: null });
  expect(next(tried)).toEqual(expected);
});

it('where another run is at it, that is looked at, and nothing is done meanwhile', async () => {
  const { run, directory } = await begin(['link']);
  const owner = {
    pid: process.ppid,
    host: hostname(),
    user: 'ana',
    command: 'provision',
    since: '2026-11-28T09:00:00.000Z',
  };
  writeFileSync(join(directory, 'lock'), `${JSON.stringify({ ...owner, ...(await identify(process.ppid)) })}\n`);
  const before = readFileSync(join(directory, 'events.ndjson'), 'utf8');
  const locked = await run(['provision']);
  expect(locked.result).toMatchObject({ exitCode: 7, error: { code: 'LOCKED' } });
  expect(next(locked)).toEqual(['livemig status']);
  const seen = await run(['status']);
  expect(seen.result).toMatchObject({ exitCode: 0, status: 'in-progress', next: [] });
  expect(seen.events).toContainEqual(
    expect.objectContaining({ type: 'note', message: 'Another run works on this migration at this moment.' }),
  );
  const tried = await run(['provision', '--dry-run']);
  expect([tried.result.status, next(tried)]).toEqual(['dry-run', ['livemig status']]);
  expect(readFileSync(join(directory, 'events.ndjson'), 'utf8')).toBe(before);
});

it.each([['status'], ['start', '--dry-run'], []])(
  'whoever only looks is not led to look for ever by what another run has met: %s',
  async (...command) => {
    const journey = await begin(['link'], ['provision']);
    await setFaults(journey, ['GET *=401']);
    expect((await journey.run(['start'])).result.error?.code).toBe('API_UNAUTHORIZED');
    const { result } = await journey.run(command);
    expect(result).toMatchObject({ exitCode: 4, error: { code: 'API_UNAUTHORIZED' }, next: [] });
  },
);

it('a cutover whose answer was lost is followed, and given up to a person when it is lost again', async () => {
  const journey = await begin(['link'], ['provision'], ['start']);
  await setFaults(journey, ['PUT */cutover=drop-before']);
  const asked = ['cutover', '--confirm', 'Billing0'];
  const [lost, again] = [await journey.run(asked), await journey.run(asked)];
  expect([lost.result.error?.code, next(lost)]).toEqual(['CUTOVER_OUTCOME_UNKNOWN', [`livemig ${asked.join(' ')}`]]);
  expect([again.result.error?.code, next(again)]).toEqual(['CUTOVER_OUTCOME_UNKNOWN', []]);
});

it.each<[string, readonly string[], Parameters<Journey['run']>[1]]>([
  ['failed', ['GET *=500'], {}],
  ['was interrupted', [], { signal: AbortSignal.abort() }],
])(
  'what is said for a creation is said again after a run that %s early, whatever an earlier run has created',
  async (_, faults, changes) => {
    const journey = await begin(['link'], ['provision']);
    await setFaults(journey, ['migration=fails-copying']);
    expect((await journey.run(['start'])).result.error?.code).toBe('MIGRATION_FAILED');
    await setFaults(journey, faults);
    const again = ['start', '--drop-destination', '--confirm', 'Billing0', '--create-again'];
    expect(next(await journey.run(again, changes))).toEqual([`livemig ${again.join(' ')}`]);
  },
);

it('a comparison that a run was kept from is led to, and after it what is possible while a way back is open', async () => {
  const journey = await beginSeen(['link'], ['provision'], ['start']);
  const locked = journey.sandbox.destinationUri.replace(/:[^:@/]+@/, ':wrong@');
  const env = { ...journey.env, LIVEMIG_DESTINATION_URI: locked, LIVEMIG_POLL_INTERVAL: '2s' };
  const kept = await journey.run(['cutover', '--confirm', 'Billing0'], { env });
  expect(kept.result.error?.code).toBe('MONGODB_LOGIN');
  expect(next(await journey.run(['status']))).toEqual(['livemig cutover']);
  expect((await journey.run(['cutover'])).result).toMatchObject({
    error: null,
    data: { comparison: { identical: true } },
  });
  const open = await journey.run(['status']);
  expect(next(open)).toEqual(['livemig report']);
  expect(open.result.next[0]?.reason).toMatch(/cleanup.* refuses while the way back is open/);
  const blind = { ...journey.env, LIVEMIG_DESTINATION_URI: '' };
  expect(next(await journey.run(['status'], { env: blind }))).toEqual(['livemig cleanup --dry-run']);
});

it('a variable that says otherwise than what was agreed to is overruled in what comes next, by status as well', async () => {
  const journey = await beginSeen();
  const env = { ...journey.env, LIVEMIG_MIGRATION_HOST_IP: '198.51.100.1', LIVEMIG_DESTINATION_CLUSTER: 'Other' };
  const steps = [
    ['link --destination-cluster Billing0', 'livemig provision'],
    ['provision --migration-host-ip 203.0.113.25', 'livemig start --destination-cluster Billing0'],
    ['start --destination-cluster Billing0', 'livemig cutover --confirm Billing0 --destination-cluster Billing0'],
    ['cutover --confirm Billing0 --destination-cluster Billing0', 'livemig status'],
  ];
  for (const [command = '', after = ''] of steps) {
    const ran = await journey.run(command.split(' '), { env });
    expect([ran.result.error, next(ran)]).toEqual([null, [after]]);
    // Once the target is fixed a variable with another one keeps status from looking, and it says so.
    if (after.startsWith('livemig start')) expect(next(await journey.run(['status'], { env }))).toEqual([after]);
  }
});
