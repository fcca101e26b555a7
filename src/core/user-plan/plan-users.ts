import type { AccessInAtlas, AtlasUser, SourceRole, SourceUser } from '../facts/users.ts';
import { firstNames } from '../first-names.ts';
import { harmless } from '../harmless.ts';
import { clusterToSet, passwordToSet, projectToSet, type UserBody } from './atlas-bodies.ts';
import { freeName, inNamingOrder } from './free-names.ts';
import { atlasNamesOf, differencesOf, grantsFor, restricted, roleText, unique } from './plan-roles.ts';
import type { PlanState } from './state-text.ts';

/** Where the users are to go. */
export interface UserTarget {
  readonly project?: string | undefined;
  readonly cluster?: string | undefined;
}

export interface PlannedUser {
  /** As `user@database`. */
  readonly source: string;
  /** `not-needed`: it belongs to the manager or to the migration itself. */
  readonly state: PlanState;
  /** What it is called in Atlas. */
  readonly name: string;
  /** Where it is to be created. */
  readonly body?: UserBody;
  /** What is not the same in Atlas, and what a person has to do. */
  readonly notes: readonly string[];
}

/** What the plan is made of. */
export interface UserSources {
  readonly users: readonly SourceUser[];
  readonly roles: readonly SourceRole[];
  readonly inAtlas: AccessInAtlas;
  /** Those that only the migration logs in as. */
  readonly migrationLogins: readonly string[];
  readonly target: UserTarget;
}

/** `user@database` */
export function userText({ user, db }: Pick<SourceUser, 'user' | 'db'>): string {
  return `${user}@${db}`;
}

/** The users that the managers make for their own agents (Ops Manager docs, Required Access for MongoDB Agent). */
const ofManager = ['mms-automation', 'mms-automation-agent', 'mms-monitoring-agent', 'mms-backup-agent'];

export function planUsers(sources: UserSources): readonly PlannedUser[] {
  const names = atlasNamesOf(sources.roles);
  const taken = new Set<string>();
  return inNamingOrder(sources.users, ({ user }) => user).map((user) => {
    const aside = notNeeded(user, sources);
    if (aside !== undefined)
      return { source: harmless(userText(user)), name: user.user, state: 'not-needed', notes: [aside] };
    if (user.db === '$external')
      return { source: harmless(userText(user)), name: user.user, state: 'by-hand', notes: [externally(user)] };
    const name = freeName(user.user, user.db, taken);
    taken.add(name);
    return planUser(user, name, names, sources);
  });
}

/** The roles but those that none but such users hold who are not needed in Atlas: the rights of the migration itself. */
export function rolesOfOthers(sources: UserSources): readonly SourceRole[] {
  const { users, roles } = sources;
  const isAside = (user: SourceUser) => notNeeded(user, sources) !== undefined;
  const ofAside = reached(users.filter(isAside), roles);
  const others = roles.filter((role) => !ofAside.has(roleText(role)));
  const ofOthers = reached([...users.filter((user) => !isAside(user)), ...others], roles);
  return roles.filter((role) => !ofAside.has(roleText(role)) || ofOthers.has(roleText(role)));
}

/** The roles that these have, and those that such roles inherit. */
function reached(holders: readonly Pick<SourceUser, 'roles'>[], roles: readonly SourceRole[]): ReadonlySet<string> {
  const found = new Set<string>();
  const open = holders.flatMap((holder) => holder.roles.map(roleText));
  for (const name of open) {
    if (found.has(name)) continue;
    found.add(name);
    open.push(...roles.filter((role) => roleText(role) === name).flatMap((role) => role.roles.map(roleText)));
  }
  return found;
}

/** What a project takes unless MongoDB's support allows more (Atlas Admin API, Create One Database User). */
const mostUsers = 100;

/** That Atlas will not take them all, where it will not. */
export function tooMany(users: readonly Pick<PlannedUser, 'state'>[]): string[] {
  const wanted = users.filter(({ state }) => state === 'create' || state === 'exists').length;
  return wanted <= mostUsers
    ? []
    : [`These are ${wanted}; Atlas takes ${mostUsers} database users in a project unless its support allows more.`];
}

function notNeeded({ user, db }: SourceUser, { migrationLogins }: UserSources): string | undefined {
  if (db !== 'admin') return undefined;
  if (ofManager.includes(user)) return "is an agent's of the manager, which has nothing to do in Atlas";
  return migrationLogins.includes(user) ? 'is the one that the migration itself logs in as' : undefined;
}

function planUser(
  user: SourceUser,
  name: string,
  names: ReadonlyMap<string, string>,
  { inAtlas, target: { project = projectToSet, cluster } }: UserSources,
): PlannedUser {
  const given = user.roles.map((role) => ({ role, ...grantsFor(role, names) }));
  const grants = unique(given.flatMap((one) => one.grants));
  const roles = grants.map(({ role, db }) => ({ roleName: role, databaseName: db }));
  const notes = [
    ...(name === user.user ? [] : [`is called ${harmless(name)} in Atlas, where another user has its name`]),
    ...(user.db === 'admin'
      ? []
      : [`authenticates against admin in Atlas: authSource=admin in place of ${harmless(user.db)}`]),
    ...given.flatMap(({ role, differs }) =>
      differs === undefined ? [] : [`the role ${harmless(roleText(role))} ${differs}`],
    ),
    ...(user.restrictions.length === 0 ? [] : [restricted]),
  ];
  const planned = { source: harmless(userText(user)), name, notes };
  const there = inAtlas.compared
    ? inAtlas.users.find((one) => one.username === harmless(name) && one.databaseName === 'admin')
    : undefined;
  if (there !== undefined) {
    const state = reaches(there, cluster) ? 'exists' : 'by-hand';
    return { ...planned, state, notes: [...differing(there, roles, cluster), ...notes] };
  }
  if (roles.length === 0)
    return { ...planned, state: 'by-hand', notes: [...notes, 'no role of it is in Atlas: choose one by hand'] };
  const body: UserBody = {
    groupId: project,
    databaseName: 'admin',
    username: name,
    password: passwordToSet,
    roles,
    scopes: [{ name: cluster ?? clusterToSet, type: 'CLUSTER' }],
  };
  return { ...planned, state: 'create', body, notes };
}

/** Where no cluster was named, nobody knows whether it reaches it. */
function reaches({ clusters }: AtlasUser, cluster: string | undefined): boolean {
  return clusters.length === 0 || (cluster !== undefined && clusters.includes(cluster));
}

function differing(there: AtlasUser, roles: UserBody['roles'], cluster: string | undefined): string[] {
  const has = there.roles.map(({ collectionName: only, ...role }) =>
    only === undefined ? grantText(role) : `${grantText(role)} for ${only}`,
  );
  const where = `is in Atlas for ${firstNames(there.clusters.map(harmless))} only: add ${cluster ?? 'the destination cluster'} to its scopes`;
  return [...(reaches(there, cluster) ? [] : [where]), ...differencesOf(roles.map(grantText), has)];
}

function grantText({ roleName, databaseName }: UserBody['roles'][number]): string {
  return harmless(roleText({ role: roleName, db: databaseName }));
}

/** A name alone does not tell for sure who vouches for it. */
function externally({ user }: SourceUser): string {
  if (/@[^@=]+$/.test(user))
    return 'logs in by Kerberos or OIDC as it seems; Atlas has no Kerberos: give it a password, or a way of its own';
  return 'logs in by an X.509 certificate or LDAP: set that up for the project in Atlas, then add it with databaseName $external and x509Type CUSTOMER, or ldapAuthType USER';
}
