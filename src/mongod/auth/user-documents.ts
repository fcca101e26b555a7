import { rawDoc, rawOf } from '../bson/raw.ts';
import type { CustomRole, Roles } from './roles.ts';
import type { ScramCredential } from './scram.ts';
import type { User } from './users.ts';

/** As `usersInfo` shows a user. */
export function userInfo({ username, db, id, roles, mechanisms, customData }: User) {
  return {
    _id: `${db}.${username}`,
    userId: id,
    user: username,
    db,
    ...(customData === undefined ? {} : { customData }),
    roles,
    mechanisms: [...mechanisms],
  };
}

/** What the user can do through roles and the roles of those roles. */
export function userPrivileges(roles: Roles, user: User) {
  return {
    inheritedRoles: roles.inherited(user.roles),
    inheritedPrivileges: roles.privilegesOf(user.roles),
    inheritedAuthenticationRestrictions: [],
    authenticationRestrictions: [],
  };
}

export function credentialsOf(user: User) {
  const made = user.mechanisms.flatMap((mechanism) => {
    const credential = user.credential(mechanism);
    return credential === undefined ? [] : [[mechanism, shownCredential(credential)]];
  });
  return { credentials: Object.fromEntries(made) };
}

function shownCredential({ iterations, salt, storedKey, serverKey }: ScramCredential) {
  return {
    iterationCount: iterations,
    salt: salt.toString('base64'),
    storedKey: storedKey.toString('base64'),
    serverKey: serverKey.toString('base64'),
  };
}

/** A document of `admin.system.users`. */
export function storedUser(user: User): Buffer {
  const { _id, userId, user: name, db, roles, ...rest } = userInfo(user);
  const custom = 'customData' in rest ? { customData: rawOf(rest.customData) } : {};
  return rawDoc({
    _id: rawOf(_id),
    userId: rawOf(userId),
    user: rawOf(name),
    db: rawOf(db),
    credentials: rawOf(credentialsOf(user).credentials),
    ...custom,
    roles: rawOf(roles),
  });
}

/** A document of `admin.system.roles`. */
export function storedRole({ role, db, privileges, roles }: CustomRole): Buffer {
  return rawDoc({
    _id: rawOf(`${db}.${role}`),
    role: rawOf(role),
    db: rawOf(db),
    privileges: rawOf(privileges),
    roles: rawOf(roles),
  });
}
