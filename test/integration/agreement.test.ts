import { expect, it, onTestFinished } from 'vitest';
import { flagName } from '../../src/core/inputs.ts';
import type { Prompter, Question } from '../../src/core/ports.ts';
import { startMongod } from '../../src/mongod/start-mongod.ts';
import { mainPair } from '../../src/sandbox/scenario/main-pair.ts';
import { inputs } from '../../src/stages/inputs.ts';
import { linkNeeds } from '../../src/stages/needs.ts';
import { type Journey, startJourney, stepsIn } from '../support/journey.ts';
import { runCommand } from '../support/test-ports.ts';

async function begin(): Promise<Journey> {
  const journey = await startJourney('ops-manager');
  onTestFinished(journey.close);
  return journey;
}

async function startSource({ sandbox }: Journey, edition: 'community' | 'enterprise'): Promise<string> {
  const user = { username: 'reader', password: 'reader-password', roles: [{ role: 'readAnyDatabase', db: 'admin' }] };
  const options = {
    replicaSet: 'rs-billing',
    version: mainPair(sandbox.scenario).source.version,
    users: [user],
    now: Date.now,
  };
  const server = await startMongod({ ...options, edition });
  onTestFinished(() => server.close());
  return server.uri(user.username, user.password);
}

function link({ env, directory }: Journey, sourceUri: string | undefined, prompter?: Prompter) {
  const given = { ...env, LIVEMIG_SOURCE_URI: sourceUri ?? '' };
  const argv = ['link', '--manager-ip', '203.0.113.7', '--dir', directory];
  return prompter === undefined
    ? runCommand([...argv, '--no-input'], { env: given })
    : runCommand(argv, { env: given, prompter });
}

/** Answers what is asked of the agreement so, and goes on otherwise. */
function answering(answer: 'yes' | 'no') {
  const asked: Question[] = [];
  const ask: Prompter['ask'] = async (question) => {
    if (question.message.includes('What now?')) throw new Error(`not planned: ${question.message}`);
    asked.push(question);
    return question.message === inputs.acceptMigrationAgreement.title ? answer : 'go';
  };
  return { asked, prompter: { ask, askOrBack: ask } };
}

it('a source that says it is Enterprise needs no agreement, and none is asked for or recorded', async () => {
  const journey = await begin();
  const { asked, prompter } = answering('no');
  const { result } = await link(journey, await startSource(journey, 'enterprise'), prompter);
  expect(result).toMatchObject({ exitCode: 0, data: { acted: ['link.create-token'] } });
  expect(asked.map(({ message }) => message)).toEqual(['Do this now?']);
  expect(Object.keys(stepsIn(journey.directory))).toEqual(['link.create-token']);
  const { result: again } = await link(journey, undefined);
  expect(again).toMatchObject({ exitCode: 0, data: { changed: false } });
});

it.each(['community', undefined] as const)(
  'a source that says %s needs it: the flag is wanted, and only what link takes is named',
  async (edition) => {
    const journey = await begin();
    const { result } = await link(journey, edition && (await startSource(journey, edition)));
    expect(result).toMatchObject({ exitCode: 2, error: { code: 'INPUTS' } });
    const said = `${result.error?.message} ${result.error?.fix}`;
    expect(said).toContain('--accept-migration-agreement');
    const known = linkNeeds.inputs.map((key) => flagName(inputs[key]));
    expect(known).toEqual(expect.arrayContaining(said.match(/--[a-z][a-z-]+/g) ?? []));
  },
);

it('is summed up and linked before the question; no is a leave that says what else there is', async () => {
  const journey = await begin();
  const { asked, prompter } = answering('no');
  const { result } = await link(journey, undefined, prompter);
  expect(asked[0]).toMatchObject({
    kind: 'yes-no',
    default: false,
    hint: expect.stringContaining('/docs/ops-manager/current/reference/legal/live-migration-atlas-licensing/'),
  });
  expect(result).toMatchObject({ exitCode: 130, error: { code: 'DECLINED', left: true } });
  expect(result.error?.message).toMatch(/Cloud Manager[\s\S]+Atlas pull it[\s\S]+--source-edition enterprise/);
  expect(journey.sandbox.requests().filter(({ method }) => method !== 'GET')).toEqual([]);
});

it('yes is recorded with the name of who said it', async () => {
  const journey = await begin();
  const { prompter } = answering('yes');
  const { result } = await link(journey, await startSource(journey, 'community'), prompter);
  expect(result).toMatchObject({ exitCode: 0, data: { acted: ['link.accept-agreement', 'link.create-token'] } });
});
