import { firstNames } from '../core/first-names.ts';
import { shown } from '../core/harmless.ts';
import { type Level, levelTexts } from '../core/verification/level.ts';

/** What is beside the data, as far as it was seen: what is absent was not looked at. */
export interface Beside {
  /** How many there are. */
  readonly users?: number | undefined;
  readonly roles?: number | undefined;
  /** The databases that hold stored functions. */
  readonly storedFunctions?: readonly string[] | undefined;
  readonly searchIndexes?: number | undefined;
}

/** What no verdict of this level is about, in a few words each; what is known not to be there is not named. */
export function doesNotCover(level: Level, { users, roles, storedFunctions, searchIndexes }: Beside): string[] {
  return [
    usersAndRoles(users, roles),
    'admin.*, config.*, local.*',
    ...(storedFunctions?.length === 0 ? [] : [named('system.js', storedFunctions && namesOf(storedFunctions))]),
    ...(searchIndexes === 0 ? [] : [named('Search indexes', searchIndexes)]),
    ...levelTexts[level].cannotSee,
  ];
}

/** `users and roles (41, 6)`; `users (41) and roles` where only one of them was counted. */
function usersAndRoles(users: number | undefined, roles: number | undefined): string {
  if (users !== undefined && roles !== undefined) return `users and roles (${users}, ${roles})`;
  return `${named('users', users)} and ${named('roles', roles)}`;
}

function named(what: string, detail: string | number | undefined): string {
  return detail === undefined ? what : `${what} (${detail})`;
}

function namesOf(databases: readonly string[]): string {
  return firstNames(databases.map((name) => shown(name).slice(1, -1)));
}
