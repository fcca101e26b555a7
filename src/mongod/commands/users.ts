import { Binary } from 'mongodb';
import { z } from 'zod';
import { credentialsOf, userInfo, userPrivileges } from '../auth/user-documents.ts';
import type { User } from '../auth/users.ts';
import { docOf, fieldOf, rawOf } from '../bson/raw.ts';
import { MongodError } from '../mongod-error.ts';
import { compileFilter } from '../query/match.ts';
import type { Server } from '../server.ts';
import { type Call, type Command, command, unauthorized } from './command.ts';
import { holds } from './refuse.ts';

const Flag = z.union([z.boolean(), z.number()]).transform(Boolean).default(false);

const connectionStatus = command({
  access: 'none',
  args: z.strictObject({ connectionStatus: z.unknown(), showPrivileges: Flag }),
  run({ showPrivileges }, { server, client: { user } }) {
    const roles = user?.roles ?? [];
    return {
      authInfo: {
        authenticatedUsers: user === undefined ? [] : [{ user: user.username, db: user.db }],
        authenticatedUserRoles: server.roles.inherited(roles),
        ...(showPrivileges ? { authenticatedUserPrivileges: server.roles.privilegesOf(roles) } : {}),
      },
    };
  },
});

const Who = z.union([
  z.string(),
  z.object({ user: z.string(), db: z.string() }),
  z.object({ userId: z.instanceof(Binary) }),
]);
type Who = z.infer<typeof Who>;

const UsersInfo = z.strictObject({
  usersInfo: z.union([z.literal(1), z.object({ forAllDBs: z.literal(true) }), z.array(Who), Who]),
  showPrivileges: Flag,
  showCredentials: Flag,
  showCustomData: Flag.default(true),
  showAuthenticationRestrictions: Flag,
  filter: z.unknown().optional(),
});
type UsersInfo = z.infer<typeof UsersInfo>;

const usersInfo = command({
  access: 'login',
  args: UsersInfo,
  run(args, call) {
    const { server, body } = call;
    const users = asked(args.usersInfo, call);
    const isList = args.usersInfo === 1 || (typeof args.usersInfo === 'object' && 'forAllDBs' in args.usersInfo);
    if (args.showPrivileges && isList) {
      throw new MongodError(
        'IllegalOperation',
        'Privilege or restriction details require exact-match usersInfo queries',
      );
    }
    const matches = compileFilter(fieldOf(body, 'filter')?.bytes ?? docOf([]));
    return { users: users.map((user) => shown(server, user, args)).filter((info) => matches(rawOf(info).bytes)) };
  },
});

function shown(server: Server, user: User, { showPrivileges, showCredentials, showCustomData }: UsersInfo) {
  const { customData, ...info } = { customData: undefined, ...userInfo(user) };
  return {
    ...info,
    ...(showCustomData && customData !== undefined ? { customData } : {}),
    ...(showCredentials ? credentialsOf(user) : {}),
    ...(showPrivileges ? userPrivileges(server.roles, user) : {}),
  };
}

/** Oneself may be looked at without any right. */
function asked(wanted: UsersInfo['usersInfo'], call: Call): User[] {
  const { server, client, db } = call;
  if (wanted === 1) return viewed(call, (user) => user.db === db, [db]);
  if (typeof wanted === 'object' && 'forAllDBs' in wanted) return viewed(call, () => true, ['']);
  const list = Array.isArray(wanted) ? wanted : [wanted];
  const isAsked = (user: User) => list.some((who) => isMeant(who, user, db));
  const others = server.users.all().filter((user) => isAsked(user) && user !== client.user);
  const self = list.every((who) => client.user !== undefined && isMeant(who, client.user, db));
  const databases = list.map((who) => (typeof who === 'object' && 'db' in who ? who.db : db));
  return viewed(call, isAsked, self && others.length === 0 ? [] : databases);
}

function viewed(call: Call, isAsked: (user: User) => boolean, databases: readonly string[]): User[] {
  if (!databases.every((db) => holds(call, 'viewUser', { db }))) throw unauthorized(call, 'usersInfo');
  return call.server.users.all().filter(isAsked);
}

function isMeant(who: Who, user: User, db: string): boolean {
  if (typeof who === 'string') return user.username === who && user.db === db;
  if ('userId' in who) return who.userId.toString('hex') === user.id.toString('hex');
  return user.username === who.user && user.db === who.db;
}

export const userCommands: Readonly<Record<string, Command>> = { connectionStatus, usersInfo };
