import { expect, it, onTestFinished } from 'vitest';
import type { PlanEvent } from '../../src/core/events.ts';
import { startJourney } from '../support/journey.ts';

async function planned(rename: (name: string) => string): Promise<PlanEvent> {
  const { close, env, run } = await startJourney('cloud-manager');
  onTestFinished(close);
  const renamed = Object.fromEntries(Object.entries(env).map(([name, value]) => [rename(name), value]));
  const { events } = await run(['provision', '--dry-run'], { env: renamed });
  const plan = events.find((event) => event.type === 'plan');
  if (plan === undefined) throw new Error('no plan was shown');
  return plan;
}

it.each([
  ['ours', (name: string) => name, ['LIVEMIG_ATLAS_PUBLIC_KEY', 'LIVEMIG_ATLAS_PRIVATE_KEY']],
  [
    'those of Atlas CLI',
    (name: string) => name.replace(/^LIVEMIG_ATLAS_(PUBLIC|PRIVATE)_KEY$/, 'MONGODB_ATLAS_$1_API_KEY'),
    ['MONGODB_ATLAS_PUBLIC_API_KEY', 'MONGODB_ATLAS_PRIVATE_API_KEY'],
  ],
])('the command of a plan says that it needs the credentials that are used: %s', async (_, rename, ofAtlas) => {
  const ofManager = ['LIVEMIG_MANAGER_PUBLIC_KEY', 'LIVEMIG_MANAGER_PRIVATE_KEY'];
  expect((await planned(rename)).variables).toEqual(expect.arrayContaining([...ofAtlas, ...ofManager]));
});
