import { expect, it } from 'vitest';
import { greetAtlas, greetManager } from '../../../src/stages/greet.ts';
import { caught } from '../../support/caught.ts';
import { fakeWorld } from '../../support/fake-world.ts';

const key = (...roles: string[]) => ({ apiKey: { roles: roles.map((roleName) => ({ roleName })) } });
const greet = async (root: object) => greetAtlas((await fakeWorld({ atlas: { root: async () => root } })).world.atlas);

it.each([
  ['an owner', key('ORG_OWNER')],
  ['an owner with other roles', key('ORG_MEMBER', 'ORG_OWNER')],
  ['a key whose roles are not told', key()],
  ['a service account, which tells none', {}],
])('%s may go on', async (_, root) => {
  await expect(greet(root)).resolves.toBeUndefined();
});

it('a key that is an owner nowhere is told its roles before anything is asked', async () => {
  const { kind, code, message } = await caught(greet(key('ORG_MEMBER', 'GROUP_OWNER')));
  expect([kind, code]).toEqual(['credentials', 'ROLE_MISSING']);
  expect(message).toContain('has the roles ORG_MEMBER, GROUP_OWNER; live migration needs ORG_OWNER');
});

it('the manager is asked once, for its root', async () => {
  const root = async () => ({ appName: 'Ops Manager', serviceVersion: '8.0.4' });
  const { world, did } = await fakeWorld({ manager: { root } });
  await greetManager(world.manager);
  expect(did).toEqual([['root']]);
});
