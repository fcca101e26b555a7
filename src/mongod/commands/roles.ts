import { z } from 'zod';
import { builtInRoles } from '../auth/built-in-roles.ts';
import { merged, type Privilege, type Role } from '../auth/privileges.ts';
import { type CustomRole, roleName } from '../auth/roles.ts';
import { MongodError } from '../mongod-error.ts';
import type { Server } from '../server.ts';
import { existingRoles, RoleName, withoutRoles } from './change-users.ts';
import { type Call, type Command, command, unauthorized } from './command.ts';
import { holds } from './refuse.ts';

const Resource = z.union([
  z.object({ cluster: z.literal(true) }).strict(),
  z.object({ anyResource: z.literal(true) }).strict(),
  z.object({ db: z.string(), collection: z.string() }).strict(),
]);
const Privileges = z.array(z.strictObject({ resource: Resource, actions: z.array(z.string()).nonempty() }));

const Shown = z.union([z.boolean(), z.literal('asUserFragment'), z.number()]).default(false);

const rolesInfo = command({
  access: 'login',
  args: z.strictObject({
    rolesInfo: z.union([z.literal(1), z.array(RoleName), RoleName]),
    showPrivileges: Shown,
    showBuiltinRoles: z.boolean().default(false),
    showAuthenticationRestrictions: z.boolean().optional(),
  }),
  run({ rolesInfo: wanted, showPrivileges, showBuiltinRoles }, call) {
    const { server, db } = call;
    const roles = wanted === 1 ? rolesIn(server, db, showBuiltinRoles) : named(wanted, db);
    const own = new Set(server.roles.inherited(call.client.user?.roles ?? []).map(roleName));
    const isAllowed = (role: Role) => own.has(roleName(role)) || holds(call, 'viewRole', { db: role.db });
    if (!roles.every(isAllowed) || (wanted === 1 && !holds(call, 'viewRole', { db })))
      throw unauthorized(call, 'rolesInfo');
    const found = roles.filter((role) => server.roles.exists(role));
    if (showPrivileges === 'asUserFragment') return { userFragment: fragment(server, found) };
    return { roles: found.map((role) => roleInfo(server, role, Boolean(showPrivileges))) };
  },
});

function named(wanted: RoleName | readonly RoleName[], db: string): Role[] {
  const list: readonly RoleName[] = typeof wanted === 'string' || 'role' in wanted ? [wanted] : wanted;
  return list.map((name) => (typeof name === 'string' ? { role: name, db } : name));
}

function rolesIn(server: Server, db: string, withBuiltIn: boolean): Role[] {
  const custom = server.roles.customIn(db).map(({ role }) => ({ role, db }));
  return [...custom, ...(withBuiltIn ? builtInRoles(db).map((role) => ({ role, db })) : [])];
}

function roleInfo({ roles }: Server, { role, db }: Role, showPrivileges: boolean) {
  const custom = roles.custom({ role, db });
  const own = custom?.roles ?? [];
  const privileges = custom === undefined ? roles.privilegesOf([{ role, db }]) : custom.privileges;
  return {
    _id: `${db}.${role}`,
    role,
    db,
    ...(showPrivileges ? { privileges } : {}),
    roles: own,
    inheritedRoles: roles.inherited(own),
    ...(showPrivileges ? { inheritedPrivileges: roles.privilegesOf([{ role, db }]) } : {}),
    isBuiltin: custom === undefined,
  };
}

function fragment({ roles }: Server, found: readonly Role[]) {
  return { roles: found, inheritedRoles: roles.inherited(found), inheritedPrivileges: roles.privilegesOf(found) };
}

function existing({ server, db }: Call, role: string): CustomRole {
  const found = server.roles.custom({ role, db });
  if (found !== undefined) return found;
  if (server.roles.exists({ role, db })) {
    throw new MongodError('InvalidRoleModification', `${role}@${db} is a built-in role and cannot be modified`);
  }
  throw new MongodError('RoleNotFound', `No role named ${role}@${db}`);
}

const createRole = command({
  access: 'admin',
  args: z.strictObject({
    createRole: z.string().min(1),
    privileges: Privileges,
    roles: z.array(RoleName),
    authenticationRestrictions: z.array(z.never('the sandbox restricts no addresses')).optional(),
  }),
  run({ createRole: role, privileges, roles }, call) {
    const { server, db } = call;
    refusePrivileges(db, privileges);
    server.roles.add({ role, db, privileges: merged(privileges), roles: existingRoles(server, roles, db) });
    return {};
  },
});

/** A role of another database than admin can only speak of its own. */
function refusePrivileges(db: string, privileges: readonly Privilege[]): void {
  const isForeign = ({ resource }: Privilege) => !('db' in resource) || resource.db !== db;
  if (db !== 'admin' && privileges.some(isForeign)) {
    throw new MongodError(
      'InvalidRoleModification',
      `Roles on the '${db}' database cannot be granted privileges that target other databases or the cluster`,
    );
  }
}

const updateRole = command({
  access: 'admin',
  args: z.strictObject({
    updateRole: z.string(),
    privileges: Privileges.optional(),
    roles: z.array(RoleName).optional(),
  }),
  run({ updateRole: name, privileges, roles }, call) {
    const role = existing(call, name);
    refusePrivileges(call.db, privileges ?? []);
    call.server.roles.update(role, {
      privileges: privileges === undefined ? role.privileges : merged(privileges),
      roles: roles === undefined ? role.roles : existingRoles(call.server, roles, call.db),
    });
    return {};
  },
});

const dropRole = command({
  access: 'admin',
  args: z.strictObject({ dropRole: z.string() }),
  run({ dropRole: name }, call) {
    drop(call.server, existing(call, name));
    return {};
  },
});

/** Nobody keeps a role that is gone. */
function drop({ users, roles }: Server, role: CustomRole): void {
  roles.remove(role);
  for (const user of users.all()) user.roles = withoutRoles(user.roles, [role]);
  for (const other of roles.all()) roles.update(other, { roles: withoutRoles(other.roles, [role]) });
}

const changedPrivileges = (name: string, change: (have: readonly Privilege[], given: Privilege[]) => Privilege[]) =>
  command({
    access: 'admin',
    args: z.strictObject({ privileges: Privileges.nonempty() }),
    run({ privileges }, call) {
      refusePrivileges(call.db, privileges);
      const role = existing(call, String(call.args[name]));
      call.server.roles.update(role, { privileges: change(role.privileges, privileges) });
      return {};
    },
  });

function without(have: readonly Privilege[], taken: readonly Privilege[]): Privilege[] {
  const gone = new Map(taken.map(({ resource, actions }) => [JSON.stringify(resource), actions]));
  return have
    .map(({ resource, actions }) => {
      const fewer = gone.get(JSON.stringify(resource)) ?? [];
      return { resource, actions: actions.filter((action) => !fewer.includes(action)) };
    })
    .filter(({ actions }) => actions.length > 0);
}

export const roleCommands: Readonly<Record<string, Command>> = {
  rolesInfo,
  createRole,
  updateRole,
  dropRole,
  grantPrivilegesToRole: changedPrivileges('grantPrivilegesToRole', (have, given) => merged([...have, ...given])),
  revokePrivilegesFromRole: changedPrivileges('revokePrivilegesFromRole', without),
};
