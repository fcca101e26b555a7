import { describe, expect, it } from 'vitest';
import { chooseAnswers } from '../../../src/cli/choose-answers.ts';
import { emptyJournal, type Journal, started, withInputs } from '../../../src/core/journal.ts';
import type { Choice, Prompter } from '../../../src/core/ports.ts';
import type { StepId } from '../../../src/core/step.ts';
import type { Answer, Answers } from '../../../src/engine/answers.ts';
import { needsByCommand } from '../../../src/stages/needs.ts';

const now = new Date('2026-01-02T03:04:05Z');

interface Known {
  readonly answers?: Answers;
  readonly elsewhere?: Answers;
  readonly begun?: StepId;
  readonly command?: keyof typeof needsByCommand;
}

/** What is shown to a person who chooses this, and what is to be answered otherwise then. */
async function choosing(chosen: string | undefined, known: Known) {
  const { answers = {}, elsewhere = {}, begun, command = 'provision' } = known;
  let shown: readonly Choice[] = [];
  const askOrBack: Prompter['askOrBack'] = async (question) => {
    if (question.kind === 'choice') shown = question.choices;
    return chosen;
  };
  const inputs = Object.fromEntries(Object.entries(elsewhere).map(([key, { raw }]) => [key, raw]));
  const remembered = withInputs(emptyJournal(now), { ...inputs, manager: 'cloud-manager' });
  const journal: Journal = begun === undefined ? remembered : started(remembered, begun, now);
  const session = {
    answers,
    elsewhere,
    command,
    own: needsByCommand[command].inputs,
    world: { nameOf: (id: string) => `the name of ${id}` },
    journal: { current: () => journal },
  };
  const wanted = await chooseAnswers(session, { ask: async () => '', askOrBack });
  return { wanted, shown };
}

const fromJournal = (raw: string): Answer => ({ raw, origin: 'journal' });

describe('the answers of a migration', () => {
  it.each<[string, Known, Partial<Choice>]>([
    [
      'of another stage, with which',
      { elsewhere: { destinationCluster: fromJournal('c1') } },
      { name: 'Destination cluster: the name of c1', note: 'from last time, a question of Link' },
    ],
    [
      'of a stage that is to come',
      { elsewhere: { sourceTls: { raw: true, origin: 'journal' } } },
      { name: 'Does the source use TLS: yes', note: 'from last time, a question of Start' },
    ],
    [
      'of an earlier stage that is asked here as well',
      { answers: { atlasProject: fromJournal('p1') } },
      { note: 'from last time, a question of Link' },
    ],
    ['of this stage', { answers: { agent: { raw: 'script', origin: 'answer' } } }, { note: 'your answer' }],
    [
      'of another stage, unless its step has used them',
      { elsewhere: { managerIps: { raw: ['203.0.113.7'], origin: 'journal' } }, begun: 'link.create-token' },
      { unsuitable: 'used already' },
    ],
    [
      'of another stage, unless they are fixed',
      { elsewhere: { destinationCluster: fromJournal('c1') }, begun: 'start.create-migration' },
      { unsuitable: 'fixed since this migration began' },
    ],
    [
      'of another stage, unless a variable says it there',
      { elsewhere: { destinationCluster: { raw: 'c1', origin: { variable: 'LIVEMIG_DESTINATION_CLUSTER' } } } },
      { unsuitable: 'set by LIVEMIG_DESTINATION_CLUSTER' },
    ],
    [
      'of this stage, unless the profile says it',
      { answers: { migrationHost: { raw: 'm', origin: { profile: 'work' } } } },
      { unsuitable: 'set by profile work' },
    ],
    [
      'of this stage, also where its step has begun',
      { answers: { migrationHostIp: fromJournal('203.0.113.25') }, begun: 'provision.allow-host' },
      { note: 'from last time' },
    ],
  ])('can be changed %s', async (_, known, row) => {
    const { shown } = await choosing(undefined, known);
    expect(shown).toEqual([expect.objectContaining(row)]);
  });

  it('are not a person’s word, which is given for one run', async () => {
    expect(
      (await choosing(undefined, { answers: { takeOver: { raw: true, origin: { flag: '--take-over' } } } })).shown,
    ).toEqual([]);
  });

  it('of this stage come first', async () => {
    const { shown } = await choosing(undefined, {
      elsewhere: { destinationCluster: fromJournal('c1') },
      answers: { agent: fromJournal('script') },
    });
    expect(shown.map(({ value }) => value)).toEqual(['agent', 'destinationCluster', 'all']);
  });
});

describe('whoever changes', () => {
  const known: Known = {
    answers: {
      atlasProject: fromJournal('p1'),
      sourceCluster: fromJournal('s1'),
      migrationHost: fromJournal('mig01'),
      agent: { raw: 'ssh', origin: { variable: 'LIVEMIG_AGENT' } },
    },
    elsewhere: { destinationCluster: fromJournal('c1') },
  };

  it.each([
    ['one that nothing depends on', 'destinationCluster', { again: ['destinationCluster'], anew: [] }],
    ['one of this stage', 'atlasProject', { again: ['atlasProject'], anew: ['destinationCluster'] }],
    ['one, but for what a variable says', 'sourceCluster', { again: ['sourceCluster'], anew: ['migrationHost'] }],
    ['all', 'all', { again: ['atlasProject', 'sourceCluster', 'migrationHost', 'destinationCluster'], anew: [] }],
    ['none after all', undefined, undefined],
    ['one that is fixed', 'agent', undefined],
  ])('%s, is asked again for what depends on it', async (_, chosen, wanted) => {
    expect((await choosing(chosen, known)).wanted).toEqual(wanted);
  });
});
