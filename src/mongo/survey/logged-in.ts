import type { MongoClient } from 'mongodb';
import { z } from 'zod';
import { LivemigError } from '../../core/errors.ts';
import { type LoggedIn, Privilege } from '../../core/facts/health.ts';
import { harmless } from '../../core/harmless.ts';

const Status = z.looseObject({
  authInfo: z.looseObject({
    authenticatedUsers: z.array(
      z.looseObject({ user: z.string().transform(harmless), db: z.string().transform(harmless) }),
    ),
  }),
});

/** Not every server tells of it where nobody is logged in. */
const Rights = z.looseObject({ authInfo: z.looseObject({ authenticatedUserPrivileges: z.array(Privilege) }) });

/** The user of the connection and what they may do, which everybody may ask of themselves. Throws where nobody is logged in. */
export async function loggedIn(client: MongoClient, maxTimeMS: number): Promise<LoggedIn> {
  const who = await whoIsLoggedIn(client, maxTimeMS);
  if (who !== undefined) return who;
  throw new LivemigError({
    kind: 'step-failed',
    code: 'MONGODB',
    message: 'The connection string names no user, so there are no rights to look at.',
    fix: 'Put a user into it.',
  });
}

/** The same; `undefined` where nobody is logged in. */
export async function whoIsLoggedIn(client: MongoClient, maxTimeMS: number): Promise<LoggedIn | undefined> {
  const status = await client.db('admin').command({ connectionStatus: 1, showPrivileges: true, maxTimeMS });
  const [who] = Status.parse(status).authInfo.authenticatedUsers;
  if (who === undefined) return undefined;
  const privileges = Rights.parse(status).authInfo.authenticatedUserPrivileges;
  return { user: who.user, db: who.db, privileges };
}

const Users = z.looseObject({
  users: z.array(z.looseObject({ inheritedPrivileges: z.array(Privilege) })),
});

/** What another user of `admin` may do. Throws where there is none, or where that may not be looked at. */
export async function userNamed(client: MongoClient, user: string, maxTimeMS: number): Promise<LoggedIn> {
  const named = { usersInfo: { user, db: 'admin' }, showPrivileges: true, maxTimeMS };
  const [found] = Users.parse(await client.db('admin').command(named)).users;
  if (found !== undefined) return { user, db: 'admin', privileges: found.inheritedPrivileges };
  throw new LivemigError({
    kind: 'step-failed',
    code: 'MONGODB',
    message: `The source has no user ${harmless(user)} in admin, where the user that migrates has to be.`,
    fix: 'Make one, or name another with --source-username.',
  });
}
