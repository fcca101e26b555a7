import { expect, it, onTestFinished } from 'vitest';
import type { LivemigEvent } from '../../src/core/events.ts';
import type { RunClock } from '../../src/core/ports.ts';
import { setFaults } from '../support/faults.ts';
import { hurriedClock } from '../support/hurried-clock.ts';
import { type Journey, startUnseenJourney } from '../support/journey.ts';

/** Nothing here is about the deployments, which would be looked into each time. */
async function begin(faults: readonly string[], ...commands: readonly (readonly string[])[]): Promise<Journey> {
  const journey = await startUnseenJourney('cloud-manager', undefined, { faults });
  onTestFinished(journey.close);
  for (const command of commands) expect((await journey.run(command)).result.error).toBeNull();
  return journey;
}

const detached = [['link'], ['provision'], ['start', '--detach']];

/** Looks until the time is up; `after` is called after so many looks, before the next. */
async function watch(
  journey: Journey,
  after: (looks: number) => Promise<void> = async () => {},
  poll = '10m',
  lasts = '1h',
) {
  const { sandbox } = journey;
  const hurried = hurriedClock();
  const sent = () => sandbox.requests().length;
  const before = sent();
  const requests: number[] = [before];
  const times: number[] = [];
  const clock: RunClock = {
    ...hurried,
    sleep: async (ms, signal) => {
      requests.push(sent());
      times.push(hurried.now().getTime());
      await after(times.length);
      await hurried.sleep(ms, signal);
    },
  };
  const env = { ...journey.env, LIVEMIG_POLL_INTERVAL: poll };
  const { result, events } = await journey.run(['status', '--watch', '--timeout', lasts], { clock, env });
  const isOfFirst = ({ time }: LivemigEvent) => Date.parse(time) <= (times[0] ?? 0);
  return {
    result,
    /** How many requests each look has sent. */
    requests: requests.slice(1).map((count, at) => count - (requests[at] ?? 0)),
    /** All together that have so much in their path. */
    asked: (path: string) =>
      sandbox
        .requests()
        .slice(before)
        .filter((request) => request.path.includes(path)).length,
    first: events.filter(isOfFirst),
    /** But for the result. */
    later: events.slice(0, -1).filter((event) => !isOfFirst(event)),
  };
}

const told = (events: readonly LivemigEvent[]) =>
  events.map((event) => (event.type === 'step' ? event.step : event.type === 'stage' ? event.stage : event.type));

it('the first look tells everything, those in which nothing changes only that it goes on, every five minutes', async () => {
  const journey = await begin(['migration=never-starts'], ...detached);
  const { result, first, later } = await watch(journey, undefined, '2m');
  expect(result).toMatchObject({ exitCode: 8, status: 'in-progress' });
  expect(told(first)).toEqual(
    expect.arrayContaining(['link', 'provision', 'start', 'link.create-token', 'start.synchronize', 'start.cut-over']),
  );
  // Every third of the looks at intervals of two minutes.
  const beats = told(later);
  expect(beats).toEqual(beats.map(() => 'start.synchronize'));
  expect(beats.length).toBeGreaterThan(7);
  expect(beats.length).toBeLessThan(12);
});

it('what is ready is followed on, with at most two requests to Atlas for each look, and one in five to the manager', async () => {
  const { result, first, later, requests, asked } = await watch(
    await begin([], ['link'], ['provision'], ['start']),
    undefined,
    '1m',
    '35m',
  );
  expect(result).toMatchObject({ exitCode: 8, status: 'ready-for-cutover' });
  const detail = 'ready for cutover, lag 0 s; waits for somebody to cut over';
  const following = expect.objectContaining({ phase: 'ready' });
  expect(first).toContainEqual(
    expect.objectContaining({
      ...{ step: 'start.cut-over', state: 'waiting', detail },
      details: expect.objectContaining({ following }),
    }),
  );
  // That it goes on, and how its gates stand.
  const steps = told(later.filter(({ type }) => type === 'step'));
  expect(steps).toEqual(steps.map(() => 'start.cut-over'));
  expect(steps.length).toBeGreaterThan(5);
  const looks = requests.length;
  expect(looks).toBeGreaterThan(30);
  expect(asked('/liveMigrations/')).toBeGreaterThanOrEqual(looks);
  expect(asked('/api/atlas/')).toBeLessThanOrEqual(2 * looks);
  // What changes seldom is asked for as well: the host in Atlas, the access list, the agents, the users of the gates.
  for (const path of ['/availableProjects', '/accessList', '/agents/AUTOMATION', '/databaseUsers'])
    expect(asked(path)).toBeGreaterThan(looks / 10);
  expect(asked('/api/public/v1.0/')).toBeLessThanOrEqual(looks / 5 + 5);
  // What was seen earlier is told with its time.
  const seenEarlier = { id: 'provision.see-host', state: 'done', seenAt: expect.any(String) };
  expect(result.data).toMatchObject({
    stages: { provision: { steps: expect.arrayContaining([expect.objectContaining(seenEarlier)]) } },
  });
});

it('a look that sees the migration otherwise than before is whole', async () => {
  const journey = await begin(['migration=never-starts'], ...detached);
  const isWorking = async () => JSON.stringify((await journey.run(['status'])).result.data).includes('WORKING');
  const { later, requests } = await watch(
    journey,
    async (looks) => {
      if (looks !== 2) return;
      await setFaults(journey, ['lag=level']);
      await expect.poll(isWorking, { timeout: 20_000 }).toBe(true);
      await setFaults(journey, ['lag=level', 'GET */availableProjects=html']);
    },
    '1m',
  );
  const atOnce = later.filter((event) => event.type === 'step' && event.step === 'provision.see-host');
  const changed = later.find((event) => event.type === 'step' && event.step === 'start.synchronize');
  expect(changed).toBeDefined();
  expect(atOnce[0]?.time).toBe(changed?.time);
  expect(requests.length).toBeGreaterThan(50);
});

it('what is still to be found out for another stage is found out once', async () => {
  const { requests } = await watch(await begin([], ['link']));
  expect(requests[0]).toBeGreaterThan(8);
  expect(Math.max(...requests.slice(1))).toBeLessThanOrEqual(5);
});

it('the cutover is a part of its own in the events of the last stage, and no stage', async () => {
  const { run } = await begin([], ['link'], ['provision'], ['start'], ['cutover', '--confirm', 'Billing0']);
  const { events, result } = await run(['status']);
  const stages = events.flatMap((event) => (event.type === 'stage' ? [[event.stage, event.state, event.cutover]] : []));
  expect(stages).toEqual([
    ['link', 'done', undefined],
    ['provision', 'done', undefined],
    ['start', 'done', 'done'],
  ]);
  expect(result.data).toMatchObject({ stages: { start: { steps: expect.anything() } } });
  expect(result.data).not.toHaveProperty('stages.start.cutover');
});

it('what has changed is told, and nothing else', async () => {
  const journey = await begin(['migration=never-starts'], ...detached);
  const isReady = async () => (await journey.run(['status'])).result.status === 'ready-for-cutover';
  const { result, later } = await watch(journey, async (looks) => {
    if (looks !== 2) return;
    await setFaults(journey, []);
    await expect.poll(isReady, { timeout: 20_000 }).toBe(true);
  });
  expect(result.status).toBe('ready-for-cutover');
  expect(new Set(told(later))).toEqual(new Set(['start', 'start.synchronize', 'start.cut-over']));
});

it.each([
  ['*/availableProjects', 'provision.see-host', 'can migrate'],
  ['*/agents/AUTOMATION', 'provision.install-agent', 'reported'],
  ['*/accessList', 'provision.allow-host', 'is active'],
])('an error is told when it comes, and when it has gone, of what can go by itself: %s', async (path, step, again) => {
  const journey = await begin(['migration=never-starts'], ...detached);
  const change = async (looks: number) => {
    if (looks === 2) await setFaults(journey, ['migration=never-starts', `GET ${path}=html`]);
    if (looks === 12) await setFaults(journey, ['migration=never-starts']);
  };
  const { later } = await watch(journey, change, '1m');
  const details = later.flatMap((event) => (event.type === 'step' && event.step === step ? [event.detail] : []));
  expect(details).toEqual([expect.stringContaining('not looked at'), expect.stringContaining(again)]);
});

it('what another run does meanwhile is seen', async () => {
  const journey = await begin([], ['link']);
  const { result, later } = await watch(journey, async (looks) => {
    if (looks === 2) expect((await journey.run(['provision'])).result.error).toBeNull();
  });
  expect(result.data).toMatchObject({ stages: { provision: { state: 'done' } } });
  expect(told(later)).toContain('provision.see-host');
});
