import { expect, it } from 'vitest';
import { migrationHostChoices } from '../../../../src/stages/choices/migration-host-choices.ts';
import { ago, answers, fakeWorld, now } from '../../../support/fake-world.ts';

async function choicesFrom(
  agents: { hostname: string; lastConf: string | null }[],
  hosts: { hostname: string }[] = [],
) {
  const manager = { agents: async () => ({ agents, answeredAt: now }), hosts: async () => hosts };
  const { world, did } = await fakeWorld({ manager });
  return { choices: await migrationHostChoices(world, answers), did };
}

it('the latest sign of life stands first, each host once', async () => {
  const { choices, did } = await choicesFrom([
    { hostname: 'never', lastConf: null },
    { hostname: 'silent', lastConf: ago(3_600_000) },
    { hostname: 'MIG01.', lastConf: ago(7_200_000) },
    { hostname: 'mig01', lastConf: ago(12_000) },
  ]);
  expect(choices).toEqual([
    { value: 'mig01', name: 'mig01', note: 'agent seen 12 s ago' },
    { value: 'silent', name: 'silent', note: 'agent silent, last seen 1 h ago' },
    { value: 'never', name: 'never', note: 'its agent has never reported' },
  ]);
  expect(did).toEqual([
    ['agents', 'source-project', 'AUTOMATION'],
    ['hosts', 'source-project'],
  ]);
});

it('a server of a deployment cannot be chosen, whatever it is called there', async () => {
  const agents = [
    { hostname: 'db1', lastConf: ago(0) },
    { hostname: 'mig01', lastConf: ago(1_000) },
  ];
  const { choices } = await choicesFrom(agents, [{ hostname: 'DB1.corp.example' }]);
  expect(choices.map(({ unsuitable }) => unsuitable)).toEqual(['runs a server of a deployment', undefined]);
});

it('without credentials of the manager there is nothing to choose from, and it is not asked', async () => {
  const { world, did } = await fakeWorld();
  expect(await migrationHostChoices({ ...world, hasManager: false }, answers)).toEqual([]);
  expect(did).toEqual([]);
});
