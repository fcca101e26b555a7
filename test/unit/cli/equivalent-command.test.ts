import { describe, expect, it } from 'vitest';
import { equivalentCommand } from '../../../src/cli/equivalent-command.ts';
import { emptyJournal, type InputValue, withInputs } from '../../../src/core/journal.ts';
import type { Answers } from '../../../src/engine/answers.ts';
import { provisionNeeds, startNeeds } from '../../../src/stages/needs.ts';

const answers: Answers = {
  destinationCluster: { raw: 'Billing0', origin: 'answer' },
  dropDestination: { raw: false, origin: 'default' },
};
const id = '6a1f0c2d3e4b5a6978877665';
const journal = withInputs(emptyJournal(new Date('2026-01-02T03:04:05Z')), { destinationCluster: 'Billing0' });
const unnamed = { nameOf: (one: string) => one, journal: () => journal };
const { inputs: own } = startNeeds;

it.each([
  [{}, ''],
  [{ createAgain: true }, ' --create-again'],
  [{ adoptMigration: '6a1f0c2d3e4b5a6978877665' }, ' --adopt-migration 6a1f0c2d3e4b5a6978877665'],
  [{ detach: true }, ' --detach'],
  [{ cutover: 'auto' }, ' --cutover auto --confirm Billing0'],
])('what was said with start is said by the command that does the same: %j', (options, words) => {
  const { command } = equivalentCommand('start', { answers, own, credentialVariables: [], world: unnamed }, options);
  expect(command).toBe(`livemig start --destination-cluster Billing0${words} --no-input`);
});

it.each<[string, string, InputValue, string, string]>([
  ['names what has a name of its own', 'atlasProject', id, 'billing', '--atlas-project billing'],
  ['quotes a name', 'atlasProject', id, "Ana's own", String.raw`--atlas-project 'Ana'\''s own'`],
  ['gives the id where others have the name', 'atlasProject', id, `billing (${id})`, `--atlas-project ${id}`],
  ['gives the id where no name is known', 'atlasProject', id, id, `--atlas-project ${id}`],
  ['gives the id where the name would be refused', 'atlasProject', id, '"billing"', `--atlas-project ${id}`],
  [
    'gives the value where a name is only for reading',
    'manager',
    'ops-manager',
    'Ops Manager',
    '--manager ops-manager',
  ],
  ['names nothing that is typed as it is', 'sourceUsername', 'migrator', 'somebody else', '--source-username migrator'],
])('the command that does the same %s', (_, key, raw, name, flag) => {
  const typed: Answers = { [key]: { raw, origin: 'answer' } };
  const session = { answers: typed, own, credentialVariables: [] };
  const { command } = equivalentCommand('start', { ...session, world: { ...unnamed, nameOf: () => name } }, {});
  expect(command).toBe(`livemig start ${flag} --no-input`);
});

it('the command that does the same names the profile, and not what it says', () => {
  const taken: Answers = { ...answers, atlasOrg: { raw: id, origin: { profile: 'work' } } };
  const session = { answers: taken, own, credentialVariables: [], world: unnamed };
  expect(equivalentCommand('start', session, { profile: 'work' })).toEqual({
    command: 'livemig start --destination-cluster Billing0 --no-input --profile work',
    variables: [],
  });
});

describe('where an answer of another stage was changed, the command that does the same', () => {
  const command = (changed: Answers, options = {}) => {
    const session = { answers: changed, own: provisionNeeds.inputs, credentialVariables: [], world: unnamed };
    return equivalentCommand('provision', session, options).command;
  };

  it('says it to the stage that asks for it, first', () => {
    expect(command({ destinationCluster: { raw: 'Billing1', origin: 'answer' } })).toBe(
      'livemig link --destination-cluster Billing1 --no-input && livemig provision --no-input',
    );
  });

  it('says to that stage all that is new, on which the answer may depend', () => {
    const changed: Answers = {
      atlasProject: { raw: 'reporting', origin: 'answer' },
      destinationCluster: { raw: 'Reporting0', origin: 'only choice' },
    };
    expect(command(changed)).toBe(
      'livemig link --atlas-project reporting --destination-cluster Reporting0 --no-input && livemig provision --atlas-project reporting --no-input',
    );
  });

  it('says it to the same migration', () => {
    expect(command({ destinationCluster: { raw: 'Billing1', origin: 'answer' } }, { dir: 'x' })).toBe(
      'livemig link --destination-cluster Billing1 --no-input --dir x && livemig provision --no-input --dir x',
    );
  });

  it('says nothing of what was changed back', () => {
    expect(command({ destinationCluster: { raw: 'Billing0', origin: 'answer' } })).toBe('livemig provision --no-input');
  });

  it('says nothing to a stage that is still to come: it will ask', () => {
    expect(command({ sourceTls: { raw: true, origin: 'answer' } })).toBe('livemig provision --no-input');
  });
});
