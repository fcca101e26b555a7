import { expect, it } from 'vitest';
import { equivalentCommand } from '../../../src/cli/equivalent-command.ts';
import type { InputValue } from '../../../src/core/journal.ts';

const answers = {
  destinationCluster: { raw: 'Billing0', origin: 'answer' },
  dropDestination: { raw: false, origin: 'default' },
};
const id = '6a1f0c2d3e4b5a6978877665';
const unnamed = { nameOf: (one: string) => one };

it.each([
  [{}, ''],
  [{ createAgain: true }, ' --create-again'],
  [{ adoptMigration: '6a1f0c2d3e4b5a6978877665' }, ' --adopt-migration 6a1f0c2d3e4b5a6978877665'],
  [{ detach: true }, ' --detach'],
  [{ cutover: 'auto' }, ' --cutover auto --confirm Billing0'],
])('what was said with start is said by the command that does the same: %j', (options, words) => {
  const { command } = equivalentCommand('start', { answers, credentialVariables: [], world: unnamed }, options);
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
  const session = { answers: { [key]: { raw, origin: 'answer' } }, credentialVariables: [] };
  const { command } = equivalentCommand('start', { ...session, world: { nameOf: () => name } }, {});
  expect(command).toBe(`livemig start ${flag} --no-input`);
});
