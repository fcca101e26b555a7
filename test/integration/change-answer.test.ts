import { expect, it, onTestFinished } from 'vitest';
import type { PlanEvent } from '../../src/core/events.ts';
import type { Prompter, Question } from '../../src/core/ports.ts';
import { inputs } from '../../src/stages/inputs.ts';
import { inputsIn, type Journey, startJourney } from '../support/journey.ts';
import { runCommand } from '../support/test-ports.ts';

const plan = 'Do this now?';
const menu = 'Which answer?';
const back = Symbol('back');

const projects = [
  { name: 'billing', clusters: [{ name: 'Billing0' }, { name: 'Billing1' }] },
  { name: 'reporting', clusters: [{ name: 'Reporting0' }] },
];
const scenarioFile = { path: 'two.json', content: { atlas: { projects } } };

/** After link, of whose answers the environment says nothing any more. */
async function linked(): Promise<Journey> {
  const journey = await startJourney('cloud-manager', undefined, { scenarioFile });
  onTestFinished(journey.close);
  expect((await journey.run(['link'])).result.error).toBeNull();
  return journey;
}

/** Answers the questions in this order, and no others. */
async function provision(journey: Journey, script: readonly (readonly [message: string, answer: string | symbol])[]) {
  const given = Object.entries(journey.env).filter(([name]) => !/_(DESTINATION_CLUSTER|ATLAS_PROJECT)$/.test(name));
  const env = Object.fromEntries(given);
  const asked: Question[] = [];
  const askOrBack: Prompter['askOrBack'] = async (question) => {
    const [message, answer] = script[asked.length] ?? [];
    asked.push(question);
    expect(question.message).toBe(message);
    return typeof answer === 'string' ? answer : undefined;
  };
  const ask: Prompter['ask'] = async (question) => (await askOrBack(question)) ?? '';
  const before = journey.sandbox.requests().length;
  const run = await runCommand(['provision', '--dir', journey.directory], { env, prompter: { ask, askOrBack } });
  expect(asked.map(({ message }) => message)).toEqual(script.map(([message]) => message));
  const sent = journey.sandbox.requests().slice(before);
  const writes = sent.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);
  const plans = run.events.filter((event) => event.type === 'plan');
  return { ...run, asked, plans, writes };
}

function clustersOf(plans: readonly PlanEvent[]): (string | undefined)[] {
  return plans.map(({ destination }) => destination.name);
}

it('an answer of another stage can be given again, by whoever is told of which; it is kept with the agreement only', async () => {
  const journey = await linked();
  const change = [
    [plan, 'change'],
    [menu, 'destinationCluster'],
    [inputs.destinationCluster.title, 'Billing1'],
  ] as const;
  const left = await provision(journey, [...change, [plan, 'leave']]);
  expect([left.exitCode, clustersOf(left.plans), left.writes]).toEqual([130, ['Billing0', 'Billing1'], []]);
  expect(inputsIn(journey.directory).destinationCluster).toBe('Billing0');
  const question = left.asked.find(({ message }) => message === menu);
  expect(question?.kind === 'choice' && question.choices).toContainEqual({
    value: 'destinationCluster',
    name: 'Destination cluster: Billing0',
    note: 'from last time, a question of Link',
  });
  const done = await provision(journey, [...change, [plan, 'go']]);
  expect(done.result.error).toBeNull();
  expect(inputsIn(journey.directory).destinationCluster).toBe('Billing1');
});

it('what depends on another answer is asked again, also where another stage asks it', async () => {
  const journey = await linked();
  const reporting = journey.sandbox.scenario.atlas.projects.find(({ name }) => name === 'reporting')?.id ?? '';
  const { plans, exitCode } = await provision(journey, [
    [plan, 'change'],
    [menu, 'atlasProject'],
    [inputs.atlasProject.title, reporting],
    // The cluster is the only one there.
    [plan, 'leave'],
  ]);
  expect(exitCode).toBe(130);
  const last = plans.at(-1);
  expect(last?.destination).toMatchObject({ project: 'reporting', name: 'Reporting0' });
  expect(last?.command).toMatch(
    /^livemig link --atlas-project reporting --destination-cluster Reporting0 --no-input --dir \S+ && livemig provision /,
  );
  expect(inputsIn(journey.directory)).toMatchObject({ destinationCluster: 'Billing0' });
});

it('whoever goes back from the question changes nothing', async () => {
  const journey = await linked();
  const { plans } = await provision(journey, [
    [plan, 'change'],
    [menu, 'destinationCluster'],
    [inputs.destinationCluster.title, back],
    [plan, 'change'],
    [menu, back],
    [plan, 'leave'],
  ]);
  expect(clustersOf(plans)).toEqual(['Billing0', 'Billing0']);
  expect(plans.map(({ command }) => command).filter((command) => command.includes('&&'))).toEqual([]);
});
