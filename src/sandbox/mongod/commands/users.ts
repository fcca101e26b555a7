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

const usersInfo = command({
  access: 'login',
  args: z.object({ usersInfo: z.union([z.literal(1), z.object({ forAllDBs: z.literal(true) }), z.array(Who), Who]) }),
  run({ usersInfo: wanted }, { server, db }) {
    const all = [...server.users.values()];
    if (wanted === 1) return { users: db === 'admin' ? all.map(userInfo) : [] };
    if (typeof wanted === 'object' && 'forAllDBs' in wanted) return { users: all.map(userInfo) };
    const list = Array.isArray(wanted) ? wanted : [wanted];
    const names = list.flatMap((who) => {
      const { user, db: ofDb } = typeof who === 'string' ? { user: who, db } : who;
      return ofDb === 'admin' ? [user] : [];
    });
    return { users: all.filter(({ username }) => names.includes(username)).map(userInfo) };
  },
});

function userInfo({ username, roles, mechanisms }: User) {
  return { _id: `admin.${username}`, user: username, db: 'admin', roles, mechanisms: [...mechanisms] };
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
