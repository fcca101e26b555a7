import { expect, it } from 'vitest';
import { seeHost } from '../../../../src/stages/provision/see-host.ts';
import type { World } from '../../../../src/stages/world.ts';
import { fakeWorld, linked, refusal } from '../../../support/fake-world.ts';

const listing = (...migrationHosts: string[]): Partial<World['atlas']> => ({
  availableProjects: async () => [
    { ...linked, projectId: 'another' },
    { ...linked, migrationHosts },
  ],
});

it.each<[string, Partial<World['atlas']>, object]>([
  [
    'the project is not listed: waiting',
    { availableProjects: async () => [{ ...linked, projectId: 'another' }] },
    { state: 'waiting', detail: expect.stringContaining('does not list the source project yet') },
  ],
  [
    'Atlas refuses to list: waiting',
    { availableProjects: async () => Promise.reject(refusal(403)) },
    { state: 'waiting', detail: expect.stringContaining('does not list the source project yet') },
  ],
  [
    'the host is listed: done',
    listing('mig00.corp.example', 'mig01.corp.example'),
    { state: 'done', detail: 'mig01.corp.example can migrate project billing-prod' },
  ],
  [
    'the host is listed by its short name: done',
    listing('MIG01'),
    { state: 'done', detail: 'MIG01 can migrate project billing-prod' },
  ],
  [
    'the project has no host: waiting',
    listing(),
    { state: 'waiting', detail: expect.stringContaining('without mig01.corp.example, with no migration host;') },
  ],
  [
    'the project has others: waiting, with their names',
    listing('a.example', 'b.example'),
    { state: 'waiting', detail: expect.stringContaining('with a.example, b.example;') },
  ],
])('%s', async (_, atlas, seen) => {
  const { world } = await fakeWorld({ atlas });
  expect(await seeHost.observe(world, undefined)).toEqual(seen);
});

it('there is nothing to do but wait', () => {
  expect(seeHost.run).toBeUndefined();
});
