import { expect, it, onTestFinished } from 'vitest';
import { setFaults } from '../support/faults.ts';
import { startUnseenJourney } from '../support/journey.ts';

async function begin(faults: readonly string[]) {
  const journey = await startUnseenJourney('cloud-manager', undefined, { faults });
  onTestFinished(journey.close);
  for (const command of [['link'], ['provision'], ['start', '--detach']]) {
    expect((await journey.run(command)).result.error).toBeNull();
  }
  const seldom = { env: { ...journey.env, LIVEMIG_POLL_INTERVAL: '10m' } };
  /** As often as this, one hour each: whether something goes on after it. */
  const follow = async (times: number) => {
    const goesOn: boolean[] = [];
    for (let time = 0; time < times; time += 1) {
      const { result } = await journey.run(['start', '--timeout', '1h'], seldom);
      expect(result).toMatchObject({ exitCode: 8, error: { code: 'STILL_IN_PROGRESS' } });
      goesOn.push(result.next.some(({ command }) => command.startsWith('livemig start --timeout 1h ')));
    }
    return goesOn;
  };
  return { journey, follow, seldom };
}

it('a migration of which nothing is seen to get further is followed twice, and then a person is to look', async () => {
  const { follow } = await begin(['migration=never-starts']);
  expect(await follow(4)).toEqual([true, true, false, false]);
});

it('a migration that has got further is followed on, however often the time was up before', async () => {
  const { journey, follow } = await begin(['migration=never-starts']);
  expect(await follow(3)).toEqual([true, true, false]);
  const isReady = async () => (await journey.run(['status'])).result.status === 'ready-for-cutover';
  await setFaults(journey, []);
  await expect.poll(isReady, { timeout: 20_000 }).toBe(true);
  await setFaults(journey, ['ready=falls-back']);
  await expect.poll(isReady, { timeout: 20_000 }).toBe(false);
  expect(await follow(3)).toEqual([true, true, false]);
});

it('what was seen last is told in numbers with the time that was up', async () => {
  const { journey, seldom } = await begin(['migration=never-starts']);
  const { result } = await journey.run(['start', '--timeout', '1h'], seldom);
  expect(result.data).toMatchObject({
    step: 'start.synchronize',
    seen: { status: 'NEW', readyForCutover: false, lagSeconds: null },
  });
});
