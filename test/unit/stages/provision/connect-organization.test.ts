import { describe, expect, it } from 'vitest';
import { Secret } from '../../../../src/core/secret.ts';
import { connectOrganization } from '../../../../src/stages/provision/connect-organization.ts';
import { caught } from '../../../support/caught.ts';
import { answers, fakeWorld, linked, run } from '../../../support/fake-world.ts';

const ours = { organization: 'source-org' };

describe('whether the organization is connected', () => {
  it.each<[string, string | null | undefined, typeof ours | undefined, readonly (typeof linked)[], object]>([
    ['NOT_SYNCED and never connected: to do', 'NOT_SYNCED', undefined, [], { state: 'todo' }],
    ['nothing told and never connected: to do', null, undefined, [], { state: 'todo' }],
    [
      'NOT_SYNCED after it was connected: waiting',
      'NOT_SYNCED',
      ours,
      [],
      { state: 'waiting', detail: 'the manager reports NOT_SYNCED; waiting for SYNCED' },
    ],
    [
      'nothing told after it was connected: waiting',
      null,
      ours,
      [],
      { state: 'waiting', detail: 'the manager reports nothing yet; waiting for SYNCED' },
    ],
    [
      'SYNCED after it was connected: done',
      'SYNCED',
      ours,
      [],
      { state: 'done', detail: 'SYNCED', receipt: { organization: 'source-org' } },
    ],
    [
      'SYNCED by somebody, and Atlas lists the source project: done',
      'SYNCED',
      undefined,
      [linked],
      { state: 'done', detail: 'SYNCED', receipt: { organization: 'source-org' } },
    ],
    [
      'SYNCED by somebody, and Atlas lists nothing: it may be the link of others, which is left alone',
      'SYNCED',
      undefined,
      [],
      { state: 'waiting', detail: expect.stringContaining('the Atlas organization Example Inc does not list') },
    ],
    [
      'SYNCED by somebody, and Atlas lists another project: left alone too',
      'SYNCED',
      undefined,
      [{ ...linked, projectId: 'another' }],
      { state: 'waiting' },
    ],
  ])('%s', async (_, status, receipt, projects, seen) => {
    const { world, did } = await fakeWorld({
      manager: { linkStatus: async () => ({ status }) },
      atlas: { availableProjects: async () => [...projects] },
      names: { 'atlas-org': 'Example Inc' },
    });
    expect(await connectOrganization.observe(world, receipt)).toMatchObject(seen);
    expect(did[0]).toEqual(['linkStatus', 'source-org']);
  });
});

describe('connecting the organization', () => {
  const manager = { connect: async () => ({ status: 'NOT_SYNCED' }) };

  it.each([
    ['takes the token that link has kept', undefined, 'kept-token', 'kept-token'],
    ['takes a token that was given instead', 'given-token', 'kept-token', 'given-token'],
  ] as const)('%s', async (_, given, kept, taken) => {
    const values = { ...answers, ...(given !== undefined && { linkToken: new Secret(given) }) };
    const { world, did } = await fakeWorld({ values, manager, secrets: { linkToken: kept } });
    expect(await run(connectOrganization, world)).toEqual(ours);
    expect(did).toEqual([['connect', 'source-org', expect.any(Secret)]]);
    expect(did.flatMap(([, , token]) => (token instanceof Secret ? token.reveal() : []))).toEqual([taken]);
  });

  it('sends nothing without a token, and says where one comes from', async () => {
    const { world, did } = await fakeWorld({ manager, secrets: { agentKey: 'planted-key' } });
    const { kind, code, fix } = await caught(run(connectOrganization, world));
    expect([kind, code, fix]).toEqual(['blocked', 'NO_LINK_TOKEN', expect.stringContaining('livemig link')]);
    expect(did).toEqual([]);
  });

  it('is not repeatable, because a second connection replaces the first', () => {
    expect(connectOrganization.repeatable ?? false).toBe(false);
  });

  it('forgets the token when it is seen as done, and nothing else', async () => {
    const { world } = await fakeWorld({ secrets: { linkToken: 'planted-token', agentKey: 'planted-key' } });
    await connectOrganization.finish?.(world);
    expect(await world.secrets.get('linkToken')).toBeUndefined();
    expect((await world.secrets.get('agentKey'))?.reveal()).toBe('planted-key');
  });

  it('names both organizations in the plan', async () => {
    const { world } = await fakeWorld({ names: { 'atlas-org': 'Example Inc', 'source-org': 'Example Ops' } });
    expect(await connectOrganization.changes?.(world)).toEqual([
      {
        effect: 'change',
        what: 'the organization Example Ops: it is connected to the Atlas organization Example Inc',
      },
    ]);
  });
});
