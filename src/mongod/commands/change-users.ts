import { z } from 'zod';
import type { Role } from '../auth/privileges.ts';
import { roleName } from '../auth/roles.ts';
import { type Mechanism, mechanisms } from '../auth/scram.ts';
import type { User } from '../auth/users.ts';
import { MongodError } from '../mongod-error.ts';
import type { Server } from '../server.ts';
import { type Call, type Command, command, unauthorized } from './command.ts';
import { holds } from './refuse.ts';

/** A role by itself is one of the command's database. */
export const RoleName = z.union([z.string(), z.strictObject({ role: z.string(), db: z.string() })]);
export type RoleName = z.infer<typeof RoleName>;

/** Throws RoleNotFound. */
export function existingRoles(server: Server, names: readonly RoleName[], db: string): Role[] {
  const roles = names.map((name) => (typeof name === 'string' ? { role: name, db } : name));
  for (const role of roles) {
    if (!server.roles.exists(role)) throw new MongodError('RoleNotFound', `Could not find role: ${roleName(role)}`);
  }
  return roles;
}

function existingUser({ server, db }: Call, username: string): User {
  const user = server.users.find(db, username);
  if (user === undefined) throw new MongodError('UserNotFound', `User ${username}@${db} not found`);
  return user;
}

const Mechanisms = z.array(z.enum(mechanisms)).nonempty().optional();

const createUser = command({
  access: 'admin',
  args: z.strictObject({
    createUser: z.string().min(1),
    pwd: z.string().min(1).optional(),
    roles: z.array(RoleName),
    mechanisms: Mechanisms,
    customData: z.record(z.string(), z.unknown()).optional(),
    digestPassword: z.literal(true, 'the sandbox digests passwords itself').optional(),
    authenticationRestrictions: z.array(z.never('the sandbox restricts no addresses')).optional(),
  }),
  run(args, call) {
    const { server, db } = call;
    if (db === 'local' || db === 'config')
      throw new MongodError('BadValue', `Cannot create users in the ${db} database`);
    if (args.pwd === undefined) throw missingPassword();
    const roles = existingRoles(server, args.roles, db);
    refuseGrant(call, 'createUser', roles);
    const chosen = args.mechanisms === undefined ? {} : { mechanisms: args.mechanisms };
    server.users.add({
      username: args.createUser,
      password: args.pwd,
      db,
      roles,
      customData: args.customData,
      ...chosen,
    });
    return {};
  },
});

function missingPassword(): MongodError {
  return new MongodError(
    'BadValue',
    "Must provide a 'pwd' field for all user documents, except those with '$external' as the user's source db",
  );
}

/** Whoever grants a role needs the right to on the role's database. */
function refuseGrant(call: Call, name: string, roles: readonly Role[]): void {
  if (!roles.every(({ db }) => holds(call, 'grantRole', { db }))) throw unauthorized(call, name);
}

const updateUser = command({
  access: 'login',
  args: z.strictObject({
    updateUser: z.string(),
    pwd: z.string().min(1).optional(),
    roles: z.array(RoleName).optional(),
    mechanisms: Mechanisms,
    customData: z.record(z.string(), z.unknown()).optional(),
    digestPassword: z.literal(true, 'the sandbox digests passwords itself').optional(),
    authenticationRestrictions: z.array(z.never('the sandbox restricts no addresses')).optional(),
  }),
  run(args, call) {
    const { server, db } = call;
    refuseUpdate(call, args);
    const user = existingUser(call, args.updateUser);
    if (args.mechanisms !== undefined) changeMechanisms(user, args.mechanisms, args.pwd !== undefined);
    if (args.pwd !== undefined) user.setPassword(args.pwd);
    if (args.roles !== undefined) user.roles = existingRoles(server, args.roles, db);
    if (args.customData !== undefined) user.customData = args.customData;
    return {};
  },
});

/** Each part of a user has an action of its own; of oneself `changeOwnPassword` would do. */
function refuseUpdate(call: Call, args: { pwd?: unknown; roles?: unknown; customData?: unknown }): void {
  const target = { db: call.db };
  const isAllowed =
    (args.pwd === undefined || holds(call, 'changePassword', target)) &&
    (args.roles === undefined || (holds(call, 'revokeRole', target) && holds(call, 'grantRole', target))) &&
    (args.customData === undefined || holds(call, 'changeCustomData', target));
  if (!isAllowed) throw unauthorized(call, 'updateUser');
}

/** Without the password only a part of the mechanisms can be kept; the others' hashes cannot be made. */
function changeMechanisms(user: User, wanted: readonly Mechanism[], hasPassword: boolean): void {
  if (!hasPassword && !wanted.every((mechanism) => user.mechanisms.includes(mechanism))) {
    throw new MongodError('BadValue', 'mechanisms field must be a subset of previously set mechanisms');
  }
  user.mechanisms = wanted;
}

const dropUser = command({
  access: 'admin',
  args: z.strictObject({ dropUser: z.string() }),
  run({ dropUser: username }, call) {
    call.server.users.remove(existingUser(call, username));
    return {};
  },
});

const Roles = z.array(RoleName);

const grantRolesToUser = command({
  access: 'admin',
  args: z.strictObject({ grantRolesToUser: z.string(), roles: Roles }),
  run({ grantRolesToUser: username, roles }, call) {
    const user = existingUser(call, username);
    const granted = existingRoles(call.server, roles, call.db);
    refuseGrant(call, 'grantRolesToUser', granted);
    user.roles = withRoles(user.roles, granted);
    return {};
  },
});

const revokeRolesFromUser = command({
  access: 'admin',
  args: z.strictObject({ revokeRolesFromUser: z.string(), roles: Roles }),
  run({ revokeRolesFromUser: username, roles }, call) {
    const user = existingUser(call, username);
    user.roles = withoutRoles(user.roles, existingRoles(call.server, roles, call.db));
    return {};
  },
});

function withRoles(roles: readonly Role[], more: readonly Role[]): Role[] {
  return [...withoutRoles(roles, more), ...more];
}

export function withoutRoles(roles: readonly Role[], fewer: readonly Role[]): Role[] {
  const gone = new Set(fewer.map(roleName));
  return roles.filter((role) => !gone.has(roleName(role)));
}

const dropAllUsersFromDatabase = command({
  access: 'admin',
  args: z.strictObject({ dropAllUsersFromDatabase: z.unknown().optional() }),
  run(_, { server, db }) {
    const gone = server.users.all().filter((user) => user.db === db);
    for (const user of gone) server.users.remove(user);
    return { n: gone.length };
  },
});

export const changeUserCommands: Readonly<Record<string, Command>> = {
  createUser,
  updateUser,
  dropUser,
  dropAllUsersFromDatabase,
  grantRolesToUser,
  revokeRolesFromUser,
};
