import type { Privilege, Resource } from './facts/health.ts';

/** What an action is done to: the deployment, any collection of users, one collection, or those behind time series. */
export type Target = 'cluster' | 'any' | 'buckets' | { readonly db: string; readonly collection: string };

/** Whether one of the privileges allows the action there. */
export function allows(privileges: readonly Privilege[], action: string, on: Target): boolean {
  return privileges.some(
    ({ resource, actions }) => covers(resource, on) && (actions.includes(action) || actions.includes('anyAction')),
  );
}

/**
 * Any database leaves out `local` and `config`, any collection those of the system (manual, "Resource Document"). What is
 * wanted on any takes a privilege on any; what is wanted on any collection of a database, the empty name, one on any there.
 */
function covers({ cluster, anyResource, db, collection, system_buckets: buckets }: Resource, on: Target): boolean {
  if (anyResource === true) return true;
  if (on === 'cluster') return cluster === true;
  if (on === 'buckets') return buckets === '' && (db === undefined || db === '');
  if (db === undefined || collection === undefined) return false;
  if (on === 'any') return db === '' && collection === '';
  const isOfUsers = on.db !== 'local' && on.db !== 'config';
  const isHere = db === on.db || (db === '' && isOfUsers);
  return isHere && (collection === on.collection || (collection === '' && !on.collection.startsWith('system.')));
}
