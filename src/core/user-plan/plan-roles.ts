import type { AccessInAtlas, Resource, RoleName, SourceRole } from '../facts/users.ts';
import { firstNames } from '../first-names.ts';
import { harmless } from '../harmless.ts';
import { atlasActions } from './atlas-actions.ts';
import type { RoleBody } from './atlas-bodies.ts';
import { type AtlasGrant, atlasRoleNames, counterpartOf } from './atlas-roles.ts';
import { freeName, inNamingOrder } from './free-names.ts';
import type { PlanState } from './state-text.ts';

export interface PlannedRole {
  /** As `role@database`. */
  readonly source: string;
  readonly state: Exclude<PlanState, 'not-needed'>;
  /** What it is called in Atlas. */
  readonly name: string;
  /** Where it is to be created. */
  readonly body?: RoleBody;
  /** What is not the same in Atlas, and what a person has to do. */
  readonly notes: readonly string[];
}

/** `role@database` */
export function roleText({ role, db }: RoleName): string {
  return `${role}@${db}`;
}

/** The name of each role of the source in Atlas, by `role@database`. */
export function atlasNamesOf(roles: readonly SourceRole[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Set(atlasRoleNames);
  for (const role of inNamingOrder(roles, ({ role: name }) => name)) {
    const name = freeName(allowedName(role.role), allowedName(role.db), taken);
    taken.add(name);
    names.set(roleText(role), name);
  }
  return names;
}

/**
 * ASCII letters, digits, hyphens and underscores, a letter or a digit first, and not `xgen-` (Atlas Admin API's error
 * ATLAS_CUSTOM_ROLE_INVALID_NAME; Terraform provider's documentation of custom_db_role).
 */
function allowedName(name: string): string {
  const plain = name
    .replaceAll(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^[-_]+/, '')
    .replace(/^xgen-/, '');
  return plain === '' ? 'role' : plain;
}

/** In the order in which they can be created. */
export function planRoles(roles: readonly SourceRole[], inAtlas: AccessInAtlas): readonly PlannedRole[] {
  const names = atlasNamesOf(roles);
  return inheritedFirst(roles).map((role) => planRole(role, names, inAtlas));
}

function planRole(role: SourceRole, names: ReadonlyMap<string, string>, inAtlas: AccessInAtlas): PlannedRole {
  const source = roleText(role);
  const name = names.get(source) ?? role.role;
  const { actions, missing } = actionsOf(role);
  const inherited = role.roles.map((one) => ({ one, ...inheritedIn(one, names) }));
  const inheritedRoles = unique(inherited.flatMap(({ grants }) => grants));
  const notes = [
    ...(name === role.role ? [] : [`is called ${name} in Atlas`]),
    ...(missing.length === 0 ? [] : [`Atlas' custom roles do not know ${firstNames(missing)}`]),
    ...inherited.flatMap(({ one, differs }) =>
      differs === undefined ? [] : [`the role ${harmless(roleText(one))} ${differs}`],
    ),
    ...(role.restrictions.length === 0 ? [] : [restricted]),
  ];
  const planned = { source: harmless(source), name, notes };
  if (isGroup(role.role)) return { ...planned, state: 'by-hand', notes: [ofGroup] };
  const body = { roleName: name, actions, inheritedRoles };
  const there = inAtlas.compared ? inAtlas.roles.find(({ roleName }) => roleName === name) : undefined;
  if (there !== undefined) {
    return { ...planned, state: 'exists', notes: [...differencesOf(rightsOf(body), there.rights), ...notes] };
  }
  return actions.length === 0 && inheritedRoles.length === 0
    ? {
        ...planned,
        state: 'by-hand',
        notes: [...notes, 'nothing of it can be given in Atlas, which takes no empty role'],
      }
    : { ...planned, state: 'create', body, notes };
}

/** What Atlas gives less or more than the source. */
export function differencesOf(wanted: readonly string[], there: readonly string[]): string[] {
  const absent = wanted.filter((right) => !there.includes(right));
  const besides = there.filter((right) => !wanted.includes(right));
  return [
    ...(absent.length === 0 ? [] : [`is in Atlas without ${firstNames(absent.map(harmless))}`]),
    ...(besides.length === 0 ? [] : [`has more in Atlas than on the source: ${firstNames(besides.map(harmless))}`]),
  ];
}

export const restricted =
  'logs in from certain addresses only: Atlas limits addresses for the whole project, in its IP access list';

/** MongoDB finds out by such a role what a group of an LDAP server may do (manual, LDAP Authorization). */
function isGroup(role: string): boolean {
  return /^(cn|ou|dc|uid|o)=/i.test(role);
}

const ofGroup =
  'is a group of an LDAP server: set LDAP up in Atlas, and add the group as a database user with ldapAuthType GROUP';

/** As the rights of a role in Atlas are told, in whose answers every text is harmless. */
function rightsOf({ actions, inheritedRoles }: RoleBody): string[] {
  const rights = actions.flatMap(({ action, resources }) =>
    resources.map(({ cluster, db, collection }) => (cluster ? `${action} cluster` : `${action} ${db}.${collection}`)),
  );
  return [...rights, ...inheritedRoles.map(roleText)].map(harmless);
}

/** Whether Atlas lets a custom role inherit atlasAdmin is not documented: nobody gets it by the way. */
function inheritedIn(role: RoleName, names: ReadonlyMap<string, string>) {
  const { grants, differs } = grantsFor(role, names);
  return grants.some((grant) => grant.role === 'atlasAdmin')
    ? { grants: [], differs: 'is left out: atlasAdmin is given to users, not to a role' }
    : { grants, differs };
}

/** What stands in Atlas for a role, built in or not. */
export function grantsFor(
  role: RoleName,
  names: ReadonlyMap<string, string>,
): { readonly grants: readonly AtlasGrant[]; readonly differs: string | undefined } {
  const builtIn = counterpartOf(role);
  if (builtIn !== undefined) return { grants: builtIn.grants, differs: builtIn.differs };
  const name = names.get(roleText(role));
  return name === undefined
    ? { grants: [], differs: 'is not known to the source any more, or to livemig: look what it allows' }
    : { grants: [{ role: name, db: 'admin' }], differs: undefined };
}

export function unique(grants: readonly AtlasGrant[]): readonly AtlasGrant[] {
  return [...new Map(grants.map((grant) => [roleText(grant), { role: grant.role, db: grant.db }])).values()];
}

/** Atlas takes each action once, and each resource of it once (its errors ATLAS_DUPLICATE_CUSTOM_ROLE_…). */
function actionsOf({ privileges }: SourceRole): { readonly actions: RoleBody['actions']; readonly missing: string[] } {
  const resources = new Map<string, Map<string, RoleBody['actions'][number]['resources'][number]>>();
  const missing = new Set<string>();
  for (const { resource, actions } of privileges) {
    const target = targetOf(resource);
    for (const action of actions) {
      const known = Object.hasOwn(atlasActions, action) ? atlasActions[action] : undefined;
      if (known === undefined || target === undefined) missing.add(`${harmless(action)} on ${resourceText(resource)}`);
      else resources.set(known, (resources.get(known) ?? new Map()).set(JSON.stringify(target), target));
    }
  }
  return {
    actions: [...resources].map(([action, targets]) => ({ action, resources: [...targets.values()] })),
    missing: [...missing],
  };
}

function targetOf(resource: Resource): RoleBody['actions'][number]['resources'][number] | undefined {
  if ('cluster' in resource) return { cluster: true, db: '', collection: '' };
  return 'db' in resource ? { cluster: false, db: resource.db, collection: resource.collection } : undefined;
}

function resourceText(resource: Resource): string {
  if ('cluster' in resource) return 'the cluster';
  if ('anyResource' in resource) return 'everything';
  if ('other' in resource) return harmless(resource.other);
  return harmless(`${resource.db || 'every database'}${resource.collection === '' ? '' : `.${resource.collection}`}`);
}

/** Those that others inherit come first. */
export function inheritedFirst(roles: readonly SourceRole[]): readonly SourceRole[] {
  const byName = new Map(roles.map((role) => [roleText(role), role]));
  const ordered = new Set<SourceRole>();
  const visit = (role: SourceRole, above: ReadonlySet<SourceRole>) => {
    if (ordered.has(role) || above.has(role)) return;
    for (const one of role.roles) {
      const inherited = byName.get(roleText(one));
      if (inherited !== undefined) visit(inherited, new Set([...above, role]));
    }
    ordered.add(role);
  };
  for (const role of roles) visit(role, new Set());
  return [...ordered];
}
