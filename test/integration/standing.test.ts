import { expect, it, onTestFinished } from 'vitest';
import { mainPair } from '../../src/sandbox/scenario/main-pair.ts';
import { setFaults } from '../support/faults.ts';
import { type Journey, startJourney } from '../support/journey.ts';
import { sandboxClient } from '../support/sandbox-client.ts';
import { keyNamed } from '../support/start-test-sandbox.ts';
import type { CommandRun } from '../support/test-ports.ts';

async function created(...faults: string[]): Promise<Journey> {
  const journey = await startJourney('cloud-manager', undefined, { faults });
  onTestFinished(journey.close);
  for (const command of [['link'], ['provision'], ['start', '--detach']])
    expect((await journey.run(command)).result.error).toBeNull();
  return journey;
}

const saidBy = ({ result, events }: CommandRun) =>
  [
    result.error?.message,
    result.error?.fix,
    ...events.map((event) => (event.type === 'note' ? event.message : '')),
  ].join('\n');

function atlasOf({ sandbox }: Journey) {
  const { atlasUrl, scenario } = sandbox;
  const send = sandboxClient(atlasUrl, keyNamed(scenario.atlas.identities, 'livemig'));
  const { atlasProject, atlasOrg } = mainPair(scenario);
  return { send, project: atlasProject.id, org: atlasOrg.id };
}

async function pauseDestination(journey: Journey): Promise<void> {
  const { send, project } = atlasOf(journey);
  const path = `/api/atlas/v2/groups/${project}/clusters/Billing0`;
  expect((await send('PATCH', path, { body: { paused: true } })).status).toBe(200);
}

async function silenceAgent(journey: Journey): Promise<void> {
  await setFaults(journey, ['agent=silent']);
  const { send, org } = atlasOf(journey);
  const listed = async () => (await send('GET', `/api/atlas/v2/orgs/${org}/liveMigrations/availableProjects`)).text;
  await expect.poll(listed).toMatch(/"migrationHosts":\[\]/);
}

interface Case {
  /** What happens to a migration that was created, besides its failure. */
  readonly happens: (journey: Journey) => Promise<unknown>;
  readonly code: string;
  readonly seen: object;
  readonly says: readonly (string | RegExp)[];
}

const cases: Readonly<Record<string, Case>> = {
  'its destination is paused': {
    happens: pauseDestination,
    code: 'MIGRATION_FAILED',
    seen: { status: 'FAILED', destinationCluster: { known: true, value: 'paused' } },
    says: ['Billing0: the cluster is paused', 'Resume Billing0 in Atlas'],
  },
  'its destination is deleted': {
    happens: (journey) => setFaults(journey, ['GET */clusters/Billing0=404:CLUSTER_NOT_FOUND']),
    code: 'MIGRATION_FAILED',
    seen: { destinationCluster: { known: true, value: 'gone' } },
    says: ['Billing0: Atlas does not know the cluster any more', 'in a new directory'],
  },
  'the link is removed': {
    happens: (journey) => setFaults(journey, ['GET */availableProjects=404:RESOURCE_NOT_FOUND']),
    code: 'MIGRATION_FAILED',
    seen: { migrationHost: { known: true, value: 'not-linked' } },
    says: ['link: Atlas does not list the source project any more', "Connect the manager's organization"],
  },
  'its host is gone': {
    happens: silenceAgent,
    code: 'MIGRATION_FAILED',
    seen: { migrationHost: { known: true, value: 'not-listed' } },
    says: ['migration host: Atlas does not list it any more', 'Look whether the migration host runs'],
  },
  'somebody cancels it in the console': {
    happens: (journey) => setFaults(journey, ['GET */liveMigrations/*=404:LIVE_MIGRATION_NOT_FOUND']),
    code: 'MIGRATION_DRIFTED',
    seen: { status: 'GONE', cutoverRequested: false, sourceWrites: { known: true, value: { state: 'free' } } },
    says: ['source: writes are not blocked', 'ask who has cancelled it', 'in a new directory'],
  },
  'nobody can look at what it stands on': {
    happens: (journey) => setFaults(journey, ['GET */clusters/Billing0=500', 'GET */availableProjects=503']),
    code: 'MIGRATION_FAILED',
    seen: { destinationCluster: { known: false }, migrationHost: { known: false } },
    says: [
      /Billing0: whether the cluster is there was not looked at \(Atlas answered 500/,
      /migration host: whether Atlas lists it was not looked at \(Atlas answered 503/,
    ],
  },
};

it.each(Object.entries(cases))('a migration that ends tells what stands where: %s', async (_, scene) => {
  const { happens, code, seen, says } = scene;
  const journey = await created('migration=fails-initializing');
  await happens(journey);
  const followed = await journey.run(['start']);
  expect(followed.result.error?.code).toBe(code);
  const status = await journey.run(['status']);
  expect(status.result.data.leftBehind).toMatchObject(seen);
  // Whoever has just typed it is not to type it again.
  expect(status.result.error?.fix).not.toContain('livemig status');
  for (const run of [followed, status]) for (const words of says) expect(saidBy(run)).toMatch(words);
});

it('status tells of the migrations before', async () => {
  const journey = await created('migration=fails-initializing');
  const first = journey.sandbox.migrations()[0]?.id;
  await journey.run(['start']);
  await setFaults(journey, []);
  expect((await journey.run(['start', '--create-again'])).result.error).toBeNull();
  const status = await journey.run(['status']);
  expect(status.result.data.attempts).toMatchObject([{ migrationId: first, ended: { as: 'FAILED' } }]);
  expect(saidBy(status)).toMatch(new RegExp(`Tried before: migration ${first} of .* by tester: FAILED 2`));
});

it('a migration that fails while all it stands on is there says nothing of that', async () => {
  const journey = await created('migration=fails-initializing');
  const said = saidBy(await journey.run(['start']));
  expect(said).toContain('source: writes are not blocked');
  expect(said).not.toMatch(/the cluster is|migration host:|link:/);
});
