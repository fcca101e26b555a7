import { describe, expect, it } from 'vitest';
import { done, submitted } from '../../../../src/core/journal.ts';
import { Secret } from '../../../../src/core/secret.ts';
import { createToken } from '../../../../src/stages/link/create-token.ts';
import { connectOrganization } from '../../../../src/stages/provision/connect-organization.ts';
import { caught } from '../../../support/caught.ts';
import {
  answers,
  fakeWorld,
  linked,
  now,
  refusal,
  run,
  untouched,
  type WorldParts,
} from '../../../support/fake-world.ts';

const unlinked = { availableProjects: async () => [] };
const synced = { organization: 'source-org' };

describe('creating the link-token', () => {
  it.each<[string, WorldParts, object]>([
    ['no link and no token: to do', { atlas: unlinked }, { state: 'todo' }],
    [
      'a token is kept: done',
      { atlas: unlinked, secrets: { linkToken: 'planted-token' } },
      { state: 'done', detail: 'a link-token is kept for provision' },
    ],
    [
      'an agent key is kept, and no token: to do',
      { atlas: unlinked, secrets: { agentKey: 'planted-key' } },
      { state: 'todo' },
    ],
    [
      'Atlas lists the source project: the link is there',
      { atlas: { availableProjects: async () => [linked] } },
      { state: 'done', detail: 'the organizations are connected' },
    ],
    [
      'Atlas lists only other projects: to do',
      { atlas: { availableProjects: async () => [{ ...linked, projectId: 'another' }] } },
      { state: 'todo' },
    ],
    [
      'the journal says that it was used: done without asking Atlas',
      { journal: submitted(untouched, connectOrganization.id, synced, now) },
      { state: 'done', detail: 'the organizations are connected' },
    ],
    [
      'the same once the link was seen',
      { journal: done(untouched, connectOrganization.id, synced, now) },
      { state: 'done', detail: 'the organizations are connected' },
    ],
    [
      'Atlas refuses to list before there is a link: to do',
      { atlas: { availableProjects: async () => Promise.reject(refusal(404)) } },
      { state: 'todo' },
    ],
  ])('%s', async (_, parts, seen) => {
    const { world } = await fakeWorld(parts);
    expect(await createToken.observe(world, undefined)).toEqual(seen);
  });

  it('does not take too many requests for no link', async () => {
    const { world } = await fakeWorld({ atlas: { availableProjects: async () => Promise.reject(refusal(429)) } });
    expect((await caught(createToken.observe(world, undefined))).api?.status).toBe(429);
  });

  it.each([
    ['an Ops Manager’s addresses are let in with it', 'ops-manager', ['203.0.113.7']],
    ['Cloud Manager’s are known to Atlas', 'cloud-manager', []],
  ] as const)('%s', async (_, manager, ips) => {
    const { world, did } = await fakeWorld({
      values: { ...answers, manager },
      atlas: { createLinkToken: async () => ({ linkToken: new Secret('planted-token') }) },
    });
    expect(await run(createToken, world)).toEqual({ accessListIps: ips });
    expect(did).toEqual([['createLinkToken', 'atlas-org', ips]]);
    expect((await world.secrets.get('linkToken'))?.reveal()).toBe('planted-token');
  });

  it('sends nothing for an Ops Manager whose addresses are not known', async () => {
    const { world, did } = await fakeWorld({ values: { ...answers, managerIps: undefined } });
    expect((await caught(run(createToken, world))).code).toBe('INPUTS');
    expect(did).toEqual([]);
  });

  it('may be made again, because one that nobody used connects nothing', () => {
    expect(createToken.repeatable).toBe(true);
  });

  it('names the organization in the plan as people know it', async () => {
    const { world } = await fakeWorld({ names: { 'atlas-org': 'Example Inc' } });
    expect(await createToken.changes?.(world)).toEqual([
      { effect: 'create', what: expect.stringContaining('the Atlas organization Example Inc') },
    ]);
  });
});
