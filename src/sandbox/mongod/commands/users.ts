import { z } from 'zod';
import { actionsOf, knownRoles } from '../auth/privileges.ts';
import type { User } from '../auth/users.ts';
import { type Command, command } from './command.ts';

const connectionStatus = command({
  access: 'none',
  args: z.object({ showPrivileges: z.boolean().default(false) }),
  run({ showPrivileges }, { client: { user } }) {
    const roles = user?.roles ?? [];
    return {
      authInfo: {
        authenticatedUsers: user === undefined ? [] : [{ user: user.username, db: 'admin' }],
        authenticatedUserRoles: roles,
        ...(showPrivileges ? { authenticatedUserPrivileges: roles.map(actionsOf) } : {}),
      },
    };
  },
});

const Who = z.union([z.string(), z.object({ user: z.string(), db: z.string() })]);

const UsersInfo = z.object({
  usersInfo: z.union([z.literal(1), z.object({ forAllDBs: z.literal(true) }), z.array(Who), Who]),
  showPrivileges: z.boolean().default(false),
});
type UsersInfo = z.infer<typeof UsersInfo>;

const usersInfo = command({
  access: 'login',
  args: UsersInfo,
  run({ usersInfo: wanted, showPrivileges }, { server, db }) {
    const isWanted = named(wanted, db);
    const users = [...server.users.values()].filter(({ username }) => isWanted(username));
    return { users: users.map((user) => ({ ...userInfo(user), ...(showPrivileges ? privilegesOf(user) : {}) })) };
  },
});

/** All users are in `admin`; asked in another database for its own users there are none. */
function named(wanted: UsersInfo['usersInfo'], db: string): (username: string) => boolean {
  if (wanted === 1) return () => db === 'admin';
  if (typeof wanted === 'object' && 'forAllDBs' in wanted) return () => true;
  const list = Array.isArray(wanted) ? wanted : [wanted];
  const whole = list.map((who) => (typeof who === 'string' ? { user: who, db } : who));
  return (username) => whole.some((who) => who.user === username && who.db === 'admin');
}

function userInfo({ username, roles, mechanisms }: User) {
  return { _id: `admin.${username}`, user: username, db: 'admin', roles, mechanisms: [...mechanisms] };
}

function privilegesOf({ roles }: User) {
  return { inheritedRoles: roles, inheritedPrivileges: roles.map(actionsOf) };
}

const rolesInfo = command({
  access: 'login',
  args: z.object({ rolesInfo: z.unknown(), showBuiltinRoles: z.boolean().default(false) }),
  run({ rolesInfo: wanted, showBuiltinRoles }, { db }) {
    const isAll = wanted === 1;
    const names = isAll
      ? showBuiltinRoles
        ? knownRoles
        : []
      : namesIn(wanted).filter((name) => knownRoles.includes(name));
    return { roles: names.map((role) => ({ role, db, isBuiltin: true, roles: [], inheritedRoles: [] })) };
  },
});

function namesIn(wanted: unknown): string[] {
  if (Array.isArray(wanted)) return wanted.flatMap(namesIn);
  if (typeof wanted === 'string') return [wanted];
  return typeof wanted === 'object' && wanted !== null && 'role' in wanted ? [String(wanted.role)] : [];
}

export const userCommands: Readonly<Record<string, Command>> = { connectionStatus, usersInfo, rolesInfo };
