import { firstNames } from '../core/first-names.ts';
import { shown } from '../core/harmless.ts';
import type { Beside } from '../core/verification/beside.ts';
import { type Level, levelTexts } from '../core/verification/level.ts';

/**
 * What no verdict of this level is about, in a few words each; what is known not to be there is not named.
 *
 * @param unfollowed the sides that were written to although nobody was to write: `the source`
 */
export function doesNotCover(
  level: Level,
  { users, roles, storedFunctions }: Beside,
  unfollowed: readonly string[] = [],
): string[] {
  const to = unfollowed.join(' and to ');
  return [
    ...(to === '' ? [] : [`what was written to ${to} meanwhile, although writes were said to be stopped`]),
    usersAndRoles(users, roles),
    'admin.*, config.*, local.*',
    ...(storedFunctions?.length === 0 ? [] : [counted('system.js', storedFunctions && namesOf(storedFunctions))]),
    'Search indexes',
    ...levelTexts[level].cannotSee,
  ];
}

/** `users and roles (41, 6)`; `users (41) and roles` where only one of them was counted. */
function usersAndRoles(users: number | undefined, roles: number | undefined): string {
  if (users !== undefined && roles !== undefined) return `users and roles (${users}, ${roles})`;
  return `${counted('users', users)} and ${counted('roles', roles)}`;
}

function counted(what: string, detail: string | number | undefined): string {
  return detail === undefined ? what : `${what} (${detail})`;
}

function namesOf(databases: readonly string[]): string {
  return firstNames(databases.map((name) => shown(name).slice(1, -1)));
}
