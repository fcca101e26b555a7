import { expect, it } from 'vitest';
import { equivalentCommand } from '../../../src/cli/equivalent-command.ts';

const answers = {
  destinationCluster: { raw: 'Billing0', origin: 'answer' },
  dropDestination: { raw: false, origin: 'default' },
};

it.each([
  [{}, ''],
  [{ createAgain: true }, ' --create-again'],
  [{ adoptMigration: '6a1f0c2d3e4b5a6978877665' }, ' --adopt-migration 6a1f0c2d3e4b5a6978877665'],
  [{ detach: true }, ' --detach'],
  [{ cutover: 'auto' }, ' --cutover auto --confirm Billing0'],
])('what was said with start is said by the command that does the same: %j', (options, words) => {
  const { command } = equivalentCommand('start', { answers, credentialVariables: [] }, options);
  expect(command).toBe(`livemig start --destination-cluster Billing0${words} --no-input`);
});
