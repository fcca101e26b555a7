import { expect, it } from 'vitest';
import { checksNamed, ofDestination } from '../../../../src/checks/index.ts';
import { judgeAll } from '../../../../src/core/check.ts';
import { factsOfDestination } from '../../../../src/facts/destination.ts';
import { destinationFacts } from '../../../../src/facts/destination-facts.ts';
import { destinationChoices } from '../../../../src/stages/choices/destination-choices.ts';
import { namedChoices, projectChoices } from '../../../../src/stages/choices/named-choices.ts';
import type { World } from '../../../../src/stages/world.ts';
import { fakeWorld, refusal } from '../../../support/fake-world.ts';

const regionConfigs = [
  {
    providerName: 'AWS',
    regionName: 'EU_CENTRAL_1',
    electableSpecs: { instanceSize: 'M40', diskSizeGB: 80, nodeCount: 3 },
  },
];
const dedicated = {
  name: 'Billing0',
  clusterType: 'REPLICASET',
  mongoDBVersion: '7.0.14',
  versionReleaseSystem: 'LTS',
  stateName: 'IDLE',
  paused: false,
  biConnector: { enabled: false },
  replicationSpecs: [{ zoneName: 'Zone 1', regionConfigs }],
};

async function choicesFrom(atlas: Partial<World['atlas']>) {
  const { world, did } = await fakeWorld({
    atlas: { clusters: async () => [dedicated], flexClusters: async () => [], ...atlas },
  });
  const choices = await destinationChoices(world, 'atlas-project');
  expect(did).toEqual([
    ['clusters', 'atlas-project'],
    ['flexClusters', 'atlas-project'],
  ]);
  return choices;
}

it('a cluster tells what decides', async () => {
  expect(await choicesFrom({})).toEqual([
    { value: 'Billing0', name: 'Billing0', note: 'M40, 7.0.14, REPLICASET, AWS EU_CENTRAL_1, 80 GB, IDLE' },
  ]);
});

it.each(checksNamed(ofDestination))('$id judges what a list of clusters tells: $title', (check) => {
  expect(judgeAll([check], factsOfDestination(destinationFacts(dedicated)))).toMatchObject([{ result: 'pass' }]);
});

it('one that cannot be a destination is listed with the reason', async () => {
  const [choice] = await choicesFrom({ clusters: async () => [{ ...dedicated, paused: true }] });
  expect(choice?.unsuitable).toMatch(/paused[^.]*$/);
});

it('so is each Flex cluster', async () => {
  const choices = await choicesFrom({ flexClusters: async () => [{ name: 'small' }] });
  expect(choices[1]).toMatchObject({ value: 'small', name: 'small', unsuitable: expect.stringMatching(/[^.]$/) });
});

it('one that is listed with both kinds, as what was M2 or M5 is, is one choice', async () => {
  const regionConfigs = [{ providerName: 'TENANT', electableSpecs: { instanceSize: 'M2' } }];
  const old = { ...dedicated, name: 'old', replicationSpecs: [{ zoneName: 'Zone 1', regionConfigs }] };
  const choices = await choicesFrom({
    clusters: async () => [dedicated, old],
    flexClusters: async () => [{ name: 'old' }],
  });
  expect(choices.map(({ value }) => value)).toEqual(['Billing0', 'old']);
  expect(choices[1]?.unsuitable).toMatch(/Flex/);
});

it('so is what could not be looked at, in a place of its own', async () => {
  const choices = await choicesFrom({ flexClusters: async () => Promise.reject(refusal(403)) });
  expect(choices[1]).toEqual({
    value: 'Flex clusters',
    name: 'Flex clusters',
    unsuitable: expect.stringContaining('could not be looked at'),
    isUnseen: true,
  });
});

it('organizations are chosen by name', () => {
  expect(namedChoices([{ id: 'o1', name: 'Example Inc' }])).toEqual([{ value: 'o1', name: 'Example Inc' }]);
});

it.each([
  [0, '0 clusters'],
  [1, '1 cluster'],
  [2, '2 clusters'],
])('a project with %d tells of %s', (clusterCount, note) => {
  expect(projectChoices([{ id: 'p', name: 'P', orgId: 'o', clusterCount }])).toEqual([{ value: 'p', name: 'P', note }]);
});

it.each([null, undefined])('a project whose clusters are not told (%s) has no note', (clusterCount) => {
  const [choice] = projectChoices([{ id: 'p', name: 'P', orgId: 'o', clusterCount }]);
  expect(choice).not.toHaveProperty('note');
});
