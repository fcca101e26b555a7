/** A role by its name and the database that it belongs to. */
export interface Role {
  readonly role: string;
  readonly db: string;
}

/** As privilege documents have it; empty names stand for any. */
export type Resource =
  | { readonly cluster: true }
  | { readonly anyResource: true }
  | { readonly db: string; readonly collection: string };

export interface Privilege {
  readonly resource: Resource;
  readonly actions: readonly string[];
}

/** What an action is done to: the whole deployment, a database, or a collection of it. */
export type Target = 'cluster' | { readonly db: string; readonly collection?: string | undefined };

export interface Need {
  readonly action: string;
  readonly target: Target;
}

export function allows(privileges: readonly Privilege[], action: string, target: Target): boolean {
  return privileges.some(
    ({ resource, actions }) => covers(resource, target) && (actions.includes(action) || actions.includes('anyAction')),
  );
}

/** Whether any of the privileges is about the database or a collection of it. */
export function touches(privileges: readonly Privilege[], db: string): boolean {
  return privileges.some(({ resource }) => {
    if ('db' in resource) return resource.db === db || (resource.db === '' && db !== 'local' && db !== 'config');
    return 'anyResource' in resource;
  });
}

/** "Resource Document" in the manual: any database leaves out local and config, any collection the system collections. */
function covers(resource: Resource, target: Target): boolean {
  if ('anyResource' in resource) return true;
  if ('cluster' in resource) return target === 'cluster';
  if (target === 'cluster') return false;
  const { db, collection } = target;
  // An empty name as the target is every database at once.
  if (resource.db !== '' && resource.db !== db) return false;
  if (resource.collection !== '') return resource.collection === collection;
  if (collection !== undefined && isSystem(collection)) return false;
  return resource.db !== '' || (db !== 'local' && db !== 'config');
}

/** The buckets of a time series are reached with the rights on the series. */
function isSystem(collection: string): boolean {
  return collection.startsWith('system.') && !collection.startsWith('system.buckets.');
}

/** One privilege for each resource, its actions in order: as servers list them. */
export function merged(privileges: readonly Privilege[]): Privilege[] {
  const byResource = new Map<string, { resource: Resource; actions: Set<string> }>();
  for (const { resource, actions } of privileges) {
    const key = JSON.stringify(resource);
    const known = byResource.get(key) ?? { resource, actions: new Set() };
    for (const action of actions) known.actions.add(action);
    byResource.set(key, known);
  }
  return [...byResource.values()].map(({ resource, actions }) => ({ resource, actions: [...actions].sort() }));
}
