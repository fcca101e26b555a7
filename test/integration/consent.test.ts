import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { LivemigError } from '../../src/core/errors.ts';
import type { Prompter, RunClock } from '../../src/core/ports.ts';
import type { SandboxOptions } from '../../src/sandbox/index.ts';
import { setFaults } from '../support/faults.ts';
import { hurriedClock } from '../support/hurried-clock.ts';
import { inputsIn, type Journey, startUnseenJourney, stepsIn } from '../support/journey.ts';
import { type PortsOptions, runCommand } from '../support/test-ports.ts';

async function begin(different: Partial<SandboxOptions> = {}): Promise<Journey> {
  const journey = await startUnseenJourney('cloud-manager', undefined, different);
  onTestFinished(journey.close);
  return journey;
}

async function upTo({ run }: Journey, ...commands: readonly string[][]): Promise<void> {
  for (const command of commands) expect((await run(command)).result.error).toBeNull();
}

const writesOf = ({ sandbox }: Journey) => sandbox.requests().filter(({ method }) => method !== 'GET').length;

/** Answers each question with the choice of this value, and keeps what was asked. */
function choosing(value: string) {
  const asked: string[] = [];
  const ask: Prompter['ask'] = async ({ message }) => {
    asked.push(message);
    return value;
  };
  return { asked, prompter: { ask, askOrBack: ask } };
}

const onTerminal = (journey: Journey, command: readonly string[], prompter: Prompter) =>
  runCommand([...command, '--dir', journey.directory], {
    env: { ...journey.env, LIVEMIG_POLL_INTERVAL: '2s' },
    prompter,
    clock: hurriedClock(),
  });

it('a blocked stage leaves nothing behind, and the same directory goes on with other inputs', async () => {
  const journey = await begin({ agent: 'running' });
  await upTo(journey, ['link']);
  const before = readFileSync(join(journey.directory, 'state.json'), 'utf8');
  const own = journey.sandbox.scenario.manager.projects.flatMap(({ deployments }) => deployments)[0]?.hosts[0]
    ?.hostname;
  const { result } = await journey.run(['provision', '--agent', 'existing', '--migration-host', own ?? '']);
  expect(result).toMatchObject({ exitCode: 3 });
  expect(readFileSync(join(journey.directory, 'state.json'), 'utf8')).toBe(before);
  await upTo(journey, ['provision']);
});

it('a person who leaves at the plan has changed nothing, although the first step was found done', async () => {
  const journey = await begin({ agent: 'running' });
  await upTo(journey, ['link']);
  const [before, writes] = [readFileSync(join(journey.directory, 'state.json'), 'utf8'), writesOf(journey)];
  const { asked, prompter } = choosing('leave');
  const { result } = await onTerminal(journey, ['provision', '--agent', 'existing'], prompter);
  expect(asked).toEqual(['Do this now?']);
  expect(result).toMatchObject({ exitCode: 130, error: { code: 'NOT_APPROVED' } });
  expect([readFileSync(join(journey.directory, 'state.json'), 'utf8'), writesOf(journey)]).toEqual([before, writes]);
});

it('what is waited for with other answers than were agreed to is checked and agreed to before', async () => {
  const journey = await begin({ faults: ['POST */agentapikeys=400'] });
  await upTo(journey, ['link']);
  expect((await journey.run(['provision', '--agent', 'script'])).result.error).not.toBeNull();
  expect(inputsIn(journey.directory).agent).toBe('script');
  await setFaults(journey, ['agent=never']);
  const { events, result } = await journey.run(['provision', '--agent', 'existing', '--timeout', '30s']);
  expect(result).toMatchObject({ exitCode: 8, data: { step: 'provision.install-agent' } });
  const told = events.flatMap((event) =>
    event.type === 'step' ? [event.state] : event.type === 'plan' ? ['plan'] : [],
  );
  expect(told.slice(0, 2)).toEqual(['plan', 'waiting']);
  expect(inputsIn(journey.directory).agent).toBe('existing');
});

it('what was agreed to stands in the journal, and is asked for again only where it is more', async () => {
  const journey = await begin({ faults: ['link=not-synced'] });
  await upTo(journey, ['link']);
  const yes = choosing('go');
  const first = await onTerminal(journey, ['provision', '--timeout', '5s'], yes.prompter);
  expect([first.result.exitCode, yes.asked]).toEqual([8, ['Do this now?']]);
  const { agreements } = JSON.parse(readFileSync(join(journey.directory, 'state.json'), 'utf8'));
  expect(agreements.provision).toMatchObject({ by: 'tester', how: 'answered' });
  const again = choosing('leave');
  expect((await onTerminal(journey, ['provision', '--timeout', '1s'], again.prompter)).result.exitCode).toBe(8);
  expect(again.asked).toEqual([]);
  const other = ['provision', '--timeout', '1s', '--migration-host-ip', '203.0.113.99'];
  expect((await onTerminal(journey, other, again.prompter)).result.error?.code).toBe('NOT_APPROVED');
  expect(again.asked).toEqual(['Do this now?']);
});

it('leaving the plan of another creation forgets nothing of the one that failed', async () => {
  const journey = await begin({ faults: ['migration=fails-copying'] });
  await upTo(journey, ['link'], ['provision']);
  expect((await journey.run(['start'])).result.error?.code).toBe('MIGRATION_FAILED');
  const before = readFileSync(join(journey.directory, 'state.json'), 'utf8');
  const { prompter } = choosing('leave');
  const { result } = await onTerminal(journey, ['start', '--create-again'], prompter);
  expect(result.error?.code).toBe('NOT_APPROVED');
  expect(readFileSync(join(journey.directory, 'state.json'), 'utf8')).toBe(before);
});

it('an older copy of the journal beside an audit that tells of the cutover stops every command that changes', async () => {
  const journey = await begin();
  await upTo(journey, ['link'], ['provision'], ['start']);
  const [state, older] = [join(journey.directory, 'state.json'), join(journey.place, 'older.json')];
  copyFileSync(state, older);
  await upTo(journey, ['cutover', '--confirm', 'Billing0']);
  copyFileSync(older, state);
  const writes = writesOf(journey);
  for (const command of [['start'], ['cutover', '--confirm', 'Billing0'], ['provision'], ['link'], ['status']]) {
    const { result } = await journey.run(command);
    expect(result).toMatchObject({ exitCode: 5, error: { code: 'AUDIT_KNOWS_MORE' } });
    // Every command would be refused again until somebody has looked.
    expect(result.next).toEqual([]);
    expect(result.error?.message).toMatch(/a cutover that was requested at \S+ by tester/);
  }
  const id = journey.sandbox.migrations()[0]?.id ?? '';
  expect((await journey.run(['start', '--adopt-migration', id])).result).toMatchObject({ exitCode: 0, status: 'done' });
  expect(writesOf(journey)).toBe(writes);
});

const again = ['start', '--create-again', '--drop-destination', '--confirm', 'Billing0'];

it.each<[string, readonly string[], () => Partial<PortsOptions>]>([
  ['after COMPLETE', [], () => ({})],
  ['after COMPLETE, whatever Atlas answers now', [], () => answering({ status: 'FAILED' })],
  ['after a cutover that failed', ['migration=fails-committing'], () => ({})],
])('%s nothing is cleared and nothing created', async (_, faults, changes) => {
  const journey = await begin({ faults });
  await upTo(journey, ['link'], ['provision'], ['start']);
  await journey.run(['cutover', '--confirm', 'Billing0']);
  const writes = writesOf(journey);
  for (const command of [
    again,
    ['start', '--create-again'],
    ['start', '--drop-destination', '--confirm', 'Billing0'],
  ]) {
    const { result } = await journey.run(command, changes());
    expect(result).toMatchObject({ exitCode: 5, error: { code: 'CUTOVER_WAS_REQUESTED' } });
    expect(result.next[0]?.command).toMatch(/^livemig status --dir /);
    expect(result.error?.fix).not.toContain('--drop-destination');
  }
  rmSync(join(journey.directory, 'state.json'));
  expect((await journey.run(again)).result.exitCode).toBe(5);
  expect(writesOf(journey)).toBe(writes);
});

/** A client for which Atlas answers so of the migration, and of nothing else. */
function answering(answer: object): Partial<PortsOptions> {
  const migration = async () => ({ migrationHosts: [], ...answer });
  return { mutateApi: (api) => ('migration' in api ? Object.assign({}, api, { migration }) : api) };
}

it.each([
  ['another id', { _id: '65f0a1b2c3d4e5f6a7b8c9d0', status: 'WORKING' }, /answered with/],
  [
    'another host',
    { status: 'WORKING', migrationHosts: ['mig02.corp.example'] },
    /runs on "mig02.corp.example", not on/,
  ],
  ['a status that lies behind', { status: 'NEW' }, /was WORKING before, and Atlas now reports "NEW"/],
])('%s is drift, adopts nothing, and is not to be adopted where that is refused', async (_, answer, says) => {
  const journey = await begin();
  await upTo(journey, ['link'], ['provision'], ['start']);
  for (const command of [['start'], ['cutover', '--confirm', 'Billing0']]) {
    const { result } = await journey.run(command, answering(answer));
    expect(result).toMatchObject({ exitCode: 5, error: { code: 'MIGRATION_DRIFTED' } });
    expect(result.error?.message).toMatch(says);
    const isAdvised = result.error?.fix.includes('--adopt-migration');
    expect(isAdvised).toBe(answer.status === 'NEW');
  }
});

it.each([
  ['another host', { status: 'WORKING', migrationHosts: ['mig02.corp.example'] }],
  ['another id', { _id: '65f0a1b2c3d4e5f6a7b8c9d0', status: 'WORKING' }],
])('a migration of %s is not adopted', async (_, answer) => {
  const journey = await begin();
  await upTo(journey, ['link'], ['provision']);
  const command = ['start', '--adopt-migration', '64ee00000000000000000005'];
  const { result } = await journey.run(command, answering(answer));
  expect(result).toMatchObject({ exitCode: 5, error: { code: 'MIGRATION_DRIFTED' } });
  expect(stepsIn(journey.directory)['start.create-migration']).toBeUndefined();
});

it.each<[string, readonly string[], object]>([
  ['complete', [], { status: 'done', next: [{ command: expect.stringContaining('livemig status') }] }],
  [
    'cutover=hangs',
    ['cutover=hangs'],
    { status: 'in-progress', next: [{ reason: expect.stringContaining('by tester') }] },
  ],
  ['failed', ['migration=fails-committing'], { exitCode: 1, error: { code: 'MIGRATION_FAILED' } }],
])('a detached start says how far an older migration is: %s', async (_, faults, expected) => {
  const journey = await begin({ faults });
  await upTo(journey, ['link'], ['provision'], ['start']);
  await journey.run(['cutover', '--confirm', 'Billing0', '--timeout', '1m']);
  expect((await journey.run(['start', '--detach'])).result).toMatchObject(expected);
});

it('a detached start that has created a migration says so, though nothing of it can be read', async () => {
  const journey = await begin();
  await upTo(journey, ['link'], ['provision']);
  const migration = async () => {
    throw new LivemigError({ kind: 'api', code: 'API_SERVER_ERROR', message: 'No answer.', fix: 'Look again.' });
  };
  const unreadable: Partial<PortsOptions> = {
    mutateApi: (api) => ('migration' in api ? Object.assign({}, api, { migration }) : api),
  };
  const { result } = await journey.run(['start', '--detach'], unreadable);
  expect(result).toMatchObject({ status: 'detached', error: null });
  expect(journey.sandbox.migrations().map(({ id }) => id)).toEqual([result.data.migrationId]);
});

it('what was to be cleared is told not to be where a migration is adopted', async () => {
  const journey = await begin();
  await upTo(journey, ['link'], ['provision'], ['start']);
  rmSync(join(journey.directory, 'state.json'));
  const id = journey.sandbox.migrations()[0]?.id ?? '';
  const flags = ['--drop-destination', '--confirm', 'Billing0'];
  const { events } = await journey.run(['start', '--adopt-migration', id, ...flags]);
  expect(JSON.stringify(events)).toContain(`Nothing will be cleared: the migration ${id} already exists.`);
});

it('a stage that is run once more leads to where the migration stands', async () => {
  const journey = await begin();
  await upTo(journey, ['link'], ['provision'], ['start']);
  for (const command of ['link', 'provision']) {
    expect((await journey.run([command])).result.next[0]?.command).toMatch(/^livemig status/);
  }
  const { events, result } = await journey.run(['start', '--drop-destination', '--confirm', 'Billing0']);
  expect(result.error).toBeNull();
  expect(JSON.stringify(events)).toContain('Nothing will be cleared: the migration');
  const { error } = (await journey.run(['cutover', '--confirm', 'Billing1'])).result;
  expect(error).toMatchObject({ code: 'NOT_CONFIRMED', message: expect.stringContaining('--confirm is "Billing1"') });
});

it('a migration that Atlas does not know any more is drift', async () => {
  const journey = await begin();
  await upTo(journey, ['link'], ['provision'], ['start']);
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ faults: ['GET */liveMigrations/*=404:LIVE_MIGRATION_NOT_FOUND'] });
  await fetch(`${journey.sandbox.controlUrl}/faults`, { method: 'POST', headers, body });
  const { result } = await journey.run(['start']);
  expect(result).toMatchObject({ exitCode: 5, error: { code: 'MIGRATION_DRIFTED' } });
  expect(existsSync(join(journey.directory, 'state.json'))).toBe(true);
  expect(stepsIn(journey.directory)['start.create-migration']).toBe('done');
});

it('what was complete and is reported otherwise is drift', async () => {
  const journey = await begin();
  await upTo(journey, ['link'], ['provision'], ['start'], ['cutover', '--confirm', 'Billing0']);
  for (const status of ['FAILED', 'EXPIRED', 'WORKING', 'NEW']) {
    for (const command of [['cutover'], ['status']]) {
      const { result } = await journey.run(command, answering({ status }));
      expect(result).toMatchObject({ exitCode: 5, error: { code: 'MIGRATION_DRIFTED' } });
      expect(result.error?.fix).not.toContain('--adopt-migration');
    }
  }
});

/** Answers so once, and is not reached any more then: whatever is known after that was kept at once. */
function answeringOnce(answer: object): Partial<PortsOptions> {
  let isAsked = false;
  const migration = async () => {
    if (isAsked)
      throw new LivemigError({ kind: 'credentials', code: 'API_UNAUTHORIZED', message: 'refused', fix: 'mend it' });
    isAsked = true;
    return { migrationHosts: [], ...answer };
  };
  return { mutateApi: (api) => ('migration' in api ? Object.assign({}, api, { migration }) : api) };
}

/** By this clock every look is old at once, so that each step asks by itself. */
function agingClock(): RunClock {
  const clock = hurriedClock();
  let age = 0;
  const elapsed = () => {
    age += 60_000;
    return clock.elapsed() + age;
  };
  return { ...clock, elapsed };
}

it.each([{ status: 'WORKING', readyForCutover: true, lagTimeSeconds: 1 }, { status: 'FAILED' }])(
  'a COMPLETE that was seen once, before $status, is never forgotten',
  async (now) => {
    const journey = await begin();
    await upTo(journey, ['link'], ['provision'], ['start']);
    const adopt = ['start', '--adopt-migration', journey.sandbox.migrations()[0]?.id ?? ''];
    // Somebody has cut over in Atlas.
    const once = { ...answeringOnce({ status: 'COMPLETE' }), clock: agingClock() };
    expect((await journey.run(['start'], once)).result.exitCode).toBe(4);
    const writes = writesOf(journey);
    for (const isLost of [false, true]) {
      if (isLost) rmSync(join(journey.directory, 'state.json'));
      for (const command of [again, adopt, again]) {
        const { result } = await journey.run(command, answering(now));
        if (command === again) expect(result.error?.kind).toBe('drift');
      }
    }
    expect(writesOf(journey)).toBe(writes);
  },
);

const fault = ({ sandbox }: Journey, ...faults: readonly string[]) =>
  fetch(`${sandbox.controlUrl}/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ faults }),
  });

it('a cutover whose answer was lost stays one, though the next request is refused', async () => {
  const journey = await begin({ faults: ['cutover=hangs'] });
  await upTo(journey, ['link'], ['provision'], ['start']);
  // Atlas carries it out, and shows nothing of it yet.
  const ready = answering({ status: 'WORKING', readyForCutover: true, lagTimeSeconds: 1 });
  await fault(journey, 'PUT */cutover#1=drop-after', 'PUT */cutover#2-=409:CUTOVER_IN_PROGRESS');
  for (const code of ['CUTOVER_OUTCOME_UNKNOWN', 'API_REFUSED', 'API_REFUSED']) {
    expect((await journey.run(['cutover', '--confirm', 'Billing0'], ready)).result.error?.code).toBe(code);
  }
  const writes = writesOf(journey);
  for (const isLost of [false, true]) {
    if (isLost) rmSync(join(journey.directory, 'state.json'));
    expect((await journey.run(again, answering({ status: 'FAILED' }))).result).toMatchObject({ exitCode: 5 });
  }
  expect(writesOf(journey)).toBe(writes);
});

it('a journal that follows a migration which was given up stops, and goes on with the later one', async () => {
  const journey = await begin({ faults: ['migration=fails-copying'] });
  await upTo(journey, ['link'], ['provision']);
  expect((await journey.run(['start'])).result.error?.code).toBe('MIGRATION_FAILED');
  const [state, older] = [join(journey.directory, 'state.json'), join(journey.place, 'older.json')];
  copyFileSync(state, older);
  await fault(journey, 'POST */liveMigrations#1=drop-after');
  const created = await journey.run(['start', '--create-again', '--drop-destination', '--confirm', 'Billing0']);
  expect(created.result.exitCode).toBe(5);
  copyFileSync(older, state);
  const writes = writesOf(journey);
  for (const command of [['start'], ['status'], ['cutover', '--confirm', 'Billing0']]) {
    expect((await journey.run(command)).result).toMatchObject({ exitCode: 5, error: { code: 'AUDIT_KNOWS_MORE' } });
  }
  const id = journey.sandbox.migrations()[1]?.id ?? '';
  // It fails as well.
  expect((await journey.run(['start', '--adopt-migration', id])).result.error?.code).toBe('MIGRATION_FAILED');
  const followed = JSON.parse(readFileSync(state, 'utf8')).steps['start.create-migration'].receipt;
  expect([followed, writesOf(journey)]).toEqual([{ migrationId: id }, writes]);
});

it.each([
  [
    'nothing to look with',
    { LIVEMIG_ATLAS_PRIVATE_KEY: '', LIVEMIG_ATLAS_PUBLIC_KEY: '' },
    /Atlas credentials: set/,
    { exitCode: 0, error: null },
    4,
  ],
  [
    'half of the credentials',
    { LIVEMIG_ATLAS_PRIVATE_KEY: '' },
    /LIVEMIG_ATLAS_PRIVATE_KEY/,
    { status: 'failed', exitCode: 4, error: { code: 'HALF_CREDENTIALS' } },
    4,
  ],
  [
    'an environment of another migration',
    { LIVEMIG_MIGRATION_HOST: 'mig77.corp.example' },
    /other targets:\n/,
    { status: 'failed', exitCode: 2, error: { code: 'OTHER_TARGET' }, next: [] },
    2,
  ],
])(
  'status says once why it has not looked, and does not watch what it cannot see: %s',
  async (_, env, why, ends, watching) => {
    const journey = await begin();
    await upTo(journey, ['link'], ['provision']);
    const { result, events } = await journey.run(['status'], { env: { ...journey.env, ...env } });
    expect(result).toMatchObject(ends);
    const said = events.flatMap((event) => (event.type === 'note' ? [event.message] : []));
    if (result.error !== null) said.push(result.error.message);
    expect(said.filter((message) => why.test(message))).toHaveLength(1);
    const details = events.flatMap((event) => (event.type === 'step' ? [event.detail] : []));
    expect(new Set(details)).toEqual(new Set(['not looked at']));
    const watched = await journey.run(['status', '--watch'], { env: { ...journey.env, ...env } });
    expect(watched.result).toMatchObject({ exitCode: watching, error: { message: expect.stringMatching(why) } });
  },
);

it.each<[string, (audit: string) => string, RegExp]>([
  [
    'a line was taken out',
    (audit) => audit.split('\n').toSpliced(1, 1).join('\n'),
    /was changed: line 2 does not follow/,
  ],
  ['a line was changed', (audit) => audit.replace('tester', 'nobody'), /was changed: line 2 does not follow/],
  ['all of it is gone', () => '', /is missing or empty, although state\.json tells of steps/],
])(
  'an audit that is not what was written is told of, by commands that change and that look: %s',
  async (_, change, why) => {
    const journey = await begin();
    await upTo(journey, ['link']);
    const path = join(journey.directory, 'events.ndjson');
    const changed = change(readFileSync(path, 'utf8'));
    for (const command of [['status'], ['link', '--dry-run'], ['link']]) {
      writeFileSync(path, changed);
      const { events } = await journey.run(command);
      const said = events.flatMap((event) => (event.type === 'note' ? [event.message] : []));
      expect(said.filter((message) => why.test(message))).toHaveLength(1);
    }
  },
);

it('of an audit that is as it was written nothing is said', async () => {
  const journey = await begin();
  await upTo(journey, ['link']);
  const { events } = await journey.run(['status']);
  expect(JSON.stringify(events)).not.toContain('events.ndjson');
});
