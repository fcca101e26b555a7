import { describe, expect, it } from 'vitest';
import type { AtlasUser, SourceRole, SourceUser } from '../../../../src/core/facts/users.ts';
import { planUsers, rolesOfOthers, tooMany, type UserSources } from '../../../../src/core/user-plan/plan-users.ts';

const user = (name: string, different: Partial<SourceUser> = {}): SourceUser => ({
  user: name,
  db: 'admin',
  roles: [{ role: 'readWrite', db: 'shop' }],
  mechanisms: ['SCRAM-SHA-256'],
  restrictions: [],
  ...different,
});
const clerk: SourceRole = { role: 'clerk', db: 'shop', privileges: [], roles: [], restrictions: [] };

function planned(users: readonly SourceUser[], different: Partial<UserSources> = {}) {
  const inAtlas = { compared: true, users: [], roles: [] } as const;
  const target = { project: 'p', cluster: 'Billing0' };
  return planUsers({ users, roles: [clerk], inAtlas, target, migrationLogins: ['migrator'], ...different });
}

it('a user is planned for the destination alone, with a password that Atlas refuses', () => {
  const roles = [
    { role: 'readWrite', db: 'shop' },
    { role: 'clerk', db: 'shop' },
    { role: 'readAnyDatabase', db: 'admin' },
  ];
  expect(planned([user('app', { roles })])).toEqual([
    {
      source: 'app@admin',
      name: 'app',
      state: 'create',
      notes: [],
      body: {
        groupId: 'p',
        databaseName: 'admin',
        username: 'app',
        password: 'SET-ME',
        roles: [
          { roleName: 'readWrite', databaseName: 'shop' },
          { roleName: 'clerk', databaseName: 'admin' },
          { roleName: 'readAnyDatabase', databaseName: 'admin' },
        ],
        scopes: [{ name: 'Billing0', type: 'CLUSTER' }],
      },
    },
  ]);
});

it('without a project and a cluster it holds words that Atlas refuses, and never no limit', () => {
  expect(planned([user('app')], { target: {} })[0]?.body).toMatchObject({
    groupId: 'SET_THE_PROJECT_ID',
    scopes: [{ name: 'SET_THE_CLUSTER', type: 'CLUSTER' }],
  });
});

/** Each role of MongoDB, and what is planned for it. */
const counterparts: Readonly<Record<string, readonly string[]>> = {
  read: ['read@shop'],
  readWrite: ['readWrite@shop'],
  dbAdmin: ['dbAdmin@shop'],
  dbOwner: ['readWrite@shop', 'dbAdmin@shop'],
  userAdmin: [],
};
const ofAdmin: Readonly<Record<string, readonly string[]>> = {
  readAnyDatabase: ['readAnyDatabase@admin'],
  readWriteAnyDatabase: ['readWriteAnyDatabase@admin'],
  dbAdminAnyDatabase: ['dbAdminAnyDatabase@admin'],
  userAdminAnyDatabase: [],
  clusterMonitor: ['clusterMonitor@admin'],
  backup: ['backup@admin'],
  enableSharding: ['enableSharding@admin'],
  clusterManager: ['enableSharding@admin'],
  clusterAdmin: ['clusterMonitor@admin', 'enableSharding@admin'],
  hostManager: [],
  directShardOperations: [],
  restore: [],
  root: ['atlasAdmin@admin'],
  __system: [],
};

describe('the role', () => {
  const rows = (roles: typeof counterparts, db: string) =>
    Object.entries(roles).map(([role, grants]) => [role, db, grants] as const);

  it.each([...rows(counterparts, 'shop'), ...rows(ofAdmin, 'admin')])('%s@%s becomes %j', (role, db, grants) => {
    const [plan] = planned([user('app', { roles: [{ role, db }] })]);
    const given = plan?.body?.roles.map((one) => `${one.roleName}@${one.databaseName}`) ?? [];
    expect(given).toEqual(grants);
    expect(plan?.state).toBe(grants.length === 0 ? 'by-hand' : 'create');
    const isSame = grants.length === 1 && grants[0] === `${role}@${db}`;
    expect(plan?.notes.some((note) => note.startsWith(`the role ${role}@${db} `))).toBe(!isSame);
  });

  it('that is built in on admin only is none elsewhere', () => {
    const [plan] = planned([user('app', { roles: [{ role: 'root', db: 'shop' }] })]);
    expect([plan?.state, plan?.notes[0]]).toEqual(['by-hand', expect.stringMatching(/root@shop is not known/)]);
  });

  it('called like a property of every object is none', () => {
    const [plan] = planned([user('app', { roles: [{ role: 'constructor', db: 'admin' }] })]);
    expect(plan?.state).toBe('by-hand');
  });

  it('to write what Atlas keeps for itself is told', () => {
    const [plan] = planned([user('app', { roles: [{ role: 'readWrite', db: 'config' }] })]);
    expect(plan?.notes).toEqual([expect.stringMatching(/readWrite@config is of the database config/)]);
  });
});

describe('a user of another database than admin', () => {
  it('keeps its name where it is free, and is told to authenticate against admin', () => {
    const [plan] = planned([user('app', { db: 'shop' })]);
    expect([plan?.name, plan?.notes]).toEqual(['app', [expect.stringMatching(/authSource=admin in place of shop/)]]);
  });

  it('is never made one with another of its name', () => {
    const all = [user('app', { db: 'shop' }), user('app'), user('app', { db: 'bar' })];
    const names = (users: readonly SourceUser[]) => planned(users).map(({ source, name }) => [source, name]);
    const expected = [
      ['app@admin', 'app'],
      ['app@bar', 'app-bar'],
      ['app@shop', 'app-shop'],
    ];
    expect(names(all)).toEqual(expected);
    expect(names(all.toReversed())).toEqual(expected);
  });
});

describe('without a body', () => {
  it.each([
    [
      'by a certificate or LDAP',
      user('CN=a,O=b', { db: '$external' }),
      'by-hand',
      /X\.509 certificate or LDAP.*ldapAuthType USER/,
    ],
    ['by Kerberos', user('a/b@CORP.EXAMPLE', { db: '$external' }), 'by-hand', /Kerberos/],
    ['the manager', user('mms-automation'), 'not-needed', /agent's of the manager/],
    ['the migration', user('migrator'), 'not-needed', /the migration itself/],
    ['without a role', user('idle', { roles: [] }), 'by-hand', /choose one by hand/],
  ])('%s', (_, one, state, says) => {
    const [plan] = planned([one]);
    expect([plan?.state, plan?.body, plan?.notes.join('; ')]).toEqual([state, undefined, expect.stringMatching(says)]);
  });

  it('a limit by address is told', () => {
    const [plan] = planned([user('app', { restrictions: [{ clientSource: ['10.0.0.1'], serverAddress: [] }] })]);
    expect(plan?.notes).toEqual([expect.stringMatching(/IP access list/)]);
  });
});

describe('a user that Atlas has', () => {
  const there = (different: Partial<AtlasUser> = {}): AtlasUser => ({
    username: 'app',
    databaseName: 'admin',
    roles: [{ roleName: 'readWrite', databaseName: 'shop' }],
    clusters: [],
    ...different,
  });

  it.each<[string, Partial<AtlasUser>, string, RegExp]>([
    ['for all clusters', {}, 'exists', /^$/],
    ['for the destination', { clusters: ['Billing0'] }, 'exists', /^$/],
    ['for another cluster', { clusters: ['Other'] }, 'by-hand', /for Other only: add Billing0 to its scopes/],
    ['without a role', { roles: [] }, 'exists', /without readWrite@shop/],
    [
      'with a role for one collection',
      { roles: [{ roleName: 'readWrite', databaseName: 'shop', collectionName: 'a' }] },
      'exists',
      /without readWrite@shop; has more in Atlas than on the source: readWrite@shop for a/,
    ],
    ['that logs in by somebody else', { databaseName: '$external' }, 'create', /^$/],
  ])('%s', (_, different, state, says) => {
    const [plan] = planned([user('app')], { inAtlas: { compared: true, users: [there(different)], roles: [] } });
    expect([plan?.state, plan?.notes.join('; ')]).toEqual([state, expect.stringMatching(says)]);
    expect(plan?.body !== undefined).toBe(state === 'create');
  });
});

it.each([
  [100, 0],
  [101, 1],
])('of %i users Atlas takes 100', (count, lines) => {
  const users = Array.from({ length: count }, (_, at) => user(`u${at}`));
  expect(tooMany(planned(users))).toHaveLength(lines);
});

describe('a role', () => {
  const role = (name: string, inherits: readonly string[] = []): SourceRole => ({
    ...clerk,
    role: name,
    db: 'admin',
    roles: inherits.map((one) => ({ role: one, db: 'admin' })),
  });
  const holds = (name: string, ...roles: readonly string[]) =>
    user(name, { roles: roles.map((one) => ({ role: one, db: 'admin' })) });
  const kept = (users: readonly SourceUser[], roles: readonly SourceRole[]) => {
    const inAtlas = { compared: true, users: [], roles: [] } as const;
    const sources = { users, roles, inAtlas, target: {}, migrationLogins: ['migrator'] };
    return rolesOfOthers(sources).map((one) => one.role);
  };

  it.each<[string, readonly SourceUser[], readonly SourceRole[], readonly string[]]>([
    ['is not needed where the migration alone has it', [holds('migrator', 'a')], [role('a')], []],
    [
      'nor where a role of the migration alone inherits it',
      [holds('migrator', 'a')],
      [role('a', ['b']), role('b')],
      [],
    ],
    ['is needed by another who has it', [holds('migrator', 'a'), holds('app', 'a')], [role('a')], ['a']],
    ['and through a role', [holds('migrator', 'a'), holds('app', 'b')], [role('a'), role('b', ['a'])], ['a', 'b']],
    ['and by a role that nobody has yet', [holds('migrator', 'a')], [role('a'), role('b', ['a'])], ['a', 'b']],
    ['that nobody has stays', [], [role('a')], ['a']],
  ])('%s', (_, users, roles, names) => {
    expect(kept(users, roles)).toEqual(names);
  });
});
