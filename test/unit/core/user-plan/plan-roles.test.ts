import { describe, expect, it } from 'vitest';
import type { AccessInAtlas, Resource, SourceRole } from '../../../../src/core/facts/users.ts';
import { atlasActions } from '../../../../src/core/user-plan/atlas-actions.ts';
import { planRoles } from '../../../../src/core/user-plan/plan-roles.ts';

const nothing: AccessInAtlas = { compared: true, users: [], roles: [] };
const role = (name: string, different: Partial<SourceRole> = {}): SourceRole => ({
  role: name,
  db: 'admin',
  privileges: [allowing(['find'])],
  roles: [],
  restrictions: [],
  ...different,
});

function allowing(actions: readonly string[], resource: Resource = { db: 'shop', collection: 'orders' }) {
  return { resource, actions };
}

function planned(one: SourceRole, inAtlas: AccessInAtlas = nothing) {
  return planRoles([one], inAtlas)[0];
}

describe('the body of a role', () => {
  it('has each action once, with each of its resources once', () => {
    const privileges = [
      allowing(['find', 'update']),
      allowing(['find'], { db: '', collection: '' }),
      allowing(['find']),
      allowing(['inprog'], { cluster: true }),
    ];
    const orders = { cluster: false, db: 'shop', collection: 'orders' };
    expect(planned(role('clerk', { privileges }))).toEqual({
      source: 'clerk@admin',
      name: 'clerk',
      state: 'create',
      notes: [],
      body: {
        roleName: 'clerk',
        actions: [
          { action: 'FIND', resources: [orders, { cluster: false, db: '', collection: '' }] },
          { action: 'UPDATE', resources: [orders] },
          { action: 'IN_PROG', resources: [{ cluster: true, db: '', collection: '' }] },
        ],
        inheritedRoles: [],
      },
    });
  });

  it('inherits what the roles are called in Atlas, each once', () => {
    const roles = [
      { role: 'dbOwner', db: 'shop' },
      { role: 'readWrite', db: 'shop' },
      { role: 'clerk', db: 'shop' },
    ];
    const plan = planRoles([role('boss', { roles }), role('clerk'), role('clerk', { db: 'shop' })], nothing);
    const boss = plan.find(({ name }) => name === 'boss');
    expect(boss?.body?.inheritedRoles).toEqual([
      { role: 'readWrite', db: 'shop' },
      { role: 'dbAdmin', db: 'shop' },
      { role: 'clerk-shop', db: 'admin' },
    ]);
    expect(boss?.notes).toEqual([expect.stringMatching(/dbOwner@shop becomes readWrite and dbAdmin/)]);
    expect(plan.map(({ source }) => source)).toEqual(['clerk@shop', 'boss@admin', 'clerk@admin']);
  });

  it('never gives atlasAdmin by the way', () => {
    const { body, notes } = planned(role('boss', { roles: [{ role: 'root', db: 'admin' }] })) ?? {};
    expect(body?.inheritedRoles).toEqual([]);
    expect(notes).toEqual([expect.stringMatching(/root@admin is left out/)]);
  });
});

describe('the name of a role in Atlas', () => {
  it.each([
    ['clerk', 'clerk'],
    ['Clerk_2-b', 'Clerk_2-b'],
    ['a b$(touch pwned)', 'a-b-touch-pwned-'],
    ['--x', 'x'],
    ['xgen-y', 'y'],
    ['ключ', 'role'],
    ['atlasAdmin', 'atlasAdmin-admin'],
    ['readWrite', 'readWrite-admin'],
  ])('of %j is %s', (source, name) => {
    const plan = planned(role(source));
    expect(plan?.name).toBe(name);
    expect(plan?.notes).toEqual(name === source ? [] : [`is called ${name} in Atlas`]);
    expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9_-]*$/);
  });

  it('is the same in each run, in whatever order the source lists them', () => {
    const all = [role('r', { db: 'b' }), role('r', { db: 'a' }), role('r'), role('r-a', { db: 'z' })];
    const names = (roles: readonly SourceRole[]) =>
      Object.fromEntries(planRoles(roles, nothing).map(({ source, name }) => [source, name]));
    const expected = { 'r@admin': 'r', 'r@a': 'r-a', 'r@b': 'r-b', 'r-a@z': 'r-a-z' };
    expect(names(all)).toEqual(expected);
    expect(names(all.toReversed())).toEqual(expected);
  });
});

describe('what Atlas does not have', () => {
  it.each<[string, Partial<SourceRole>, string, RegExp]>([
    [
      'an action',
      { privileges: [allowing(['find', 'planCacheRead'])] },
      'create',
      /do not know planCacheRead on shop\.orders$/,
    ],
    [
      'everything as a resource',
      { privileges: [allowing(['find'], { anyResource: true }), allowing(['find'])] },
      'create',
      /find on everything$/,
    ],
    [
      'a resource that nobody knows yet',
      { privileges: [allowing(['find'], { other: '{"system_buckets":"x"}' }), allowing(['find'])] },
      'create',
      /find on \{"system_buckets":"x"\}$/,
    ],
    [
      'an action called like a property of every object',
      { privileges: [allowing(['find', 'constructor'])] },
      'create',
      /constructor/,
    ],
    ['anything of it', { privileges: [allowing(['shutdown'], { cluster: true })] }, 'by-hand', /takes no empty role$/],
    [
      'limits by address',
      { restrictions: [{ clientSource: ['10.0.0.0/8'], serverAddress: [] }] },
      'create',
      /IP access list$/,
    ],
    ['a role that is gone', { roles: [{ role: 'gone', db: 'shop' }] }, 'create', /gone@shop is not known/],
  ])('is told: %s', (_, different, state, says) => {
    const plan = planned(role('r', different));
    expect([plan?.state, plan?.notes.join('; ')]).toEqual([state, expect.stringMatching(says)]);
    expect(plan?.body === undefined).toBe(state === 'by-hand');
  });

  it('is told: a group of LDAP', () => {
    const plan = planned(role('CN=dbas,OU=groups,DC=corp'));
    expect([plan?.state, plan?.notes]).toEqual(['by-hand', [expect.stringMatching(/ldapAuthType GROUP/)]]);
  });
});

describe('a role that Atlas has', () => {
  it.each([
    ['with the same rights', ['FIND shop.orders'], []],
    ['with fewer', [], ['is in Atlas without FIND shop.orders']],
    ['with more', ['FIND shop.orders', 'INSERT .'], ['has more in Atlas than on the source: INSERT .']],
  ])('is not planned again: %s', (_, rights, notes) => {
    const inAtlas: AccessInAtlas = { compared: true, users: [], roles: [{ roleName: 'clerk', rights }] };
    expect(planned(role('clerk'), inAtlas)).toEqual({ source: 'clerk@admin', name: 'clerk', state: 'exists', notes });
  });
});

it('roles that inherit each other end in some order', () => {
  const plan = planRoles(
    [role('a', { roles: [{ role: 'b', db: 'admin' }] }), role('b', { roles: [{ role: 'a', db: 'admin' }] })],
    nothing,
  );
  expect(plan.map(({ name }) => name)).toEqual(['b', 'a']);
});

it('every action has a name of its own in Atlas', () => {
  const names = Object.values(atlasActions);
  expect(new Set(names).size).toBe(names.length);
});
