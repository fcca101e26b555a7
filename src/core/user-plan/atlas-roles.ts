import type { RoleName } from '../facts/users.ts';

/** What is granted to a user in Atlas, or inherited by a custom role. */
export interface AtlasGrant {
  readonly role: string;
  readonly db: string;
}

/** What stands in Atlas for a role, and what differs from it. */
export interface Counterpart {
  readonly grants: readonly AtlasGrant[];
  /** Continues the name of the role in a sentence; absent where nothing differs. */
  readonly differs?: string;
}

const inTheirDatabase = ['read', 'readWrite', 'dbAdmin'];
const inAdmin = [
  'backup',
  'clusterMonitor',
  'dbAdminAnyDatabase',
  'enableSharding',
  'readAnyDatabase',
  'readWriteAnyDatabase',
];

/** The names of Atlas' own roles; no custom role can have one of them. */
export const atlasRoleNames: readonly string[] = [...inTheirDatabase, ...inAdmin, 'atlasAdmin'];

const usersAreMade =
  'has no counterpart: users and roles are managed in Atlas, by whoever has Project Database Access Admin on the project';
const isAtlasWork = 'has no counterpart: Atlas does this work itself';

/**
 * MongoDB's built-in roles that Atlas does not have, and the nearest of its own that give nothing that the role does not
 * give (Atlas docs, Built-In Roles and Privileges; Atlas Admin API, DatabaseUserRole.roleName; MongoDB manual, Built-In
 * Roles).
 */
const nearest: Readonly<Record<string, (db: string) => Counterpart>> = {
  root: () => ({
    grants: [{ role: 'atlasAdmin', db: 'admin' }],
    differs: 'becomes atlasAdmin, which manages no users and roles and leaves shards, members and hosts to Atlas',
  }),
  __system: () => ({ grants: [], differs: "has no counterpart: it is the server's own" }),
  dbOwner: (db) => ({
    grants: [
      { role: 'readWrite', db },
      { role: 'dbAdmin', db },
    ],
    differs: 'becomes readWrite and dbAdmin, which manage no users and roles of the database',
  }),
  userAdmin: () => ({ grants: [], differs: usersAreMade }),
  userAdminAnyDatabase: () => ({ grants: [], differs: usersAreMade }),
  clusterAdmin: () => ({
    grants: [
      { role: 'clusterMonitor', db: 'admin' },
      { role: 'enableSharding', db: 'admin' },
    ],
    differs: 'becomes clusterMonitor and enableSharding; shards, members and hosts are left to Atlas',
  }),
  clusterManager: () => ({
    grants: [{ role: 'enableSharding', db: 'admin' }],
    differs: 'becomes enableSharding; shards and members are left to Atlas',
  }),
  hostManager: () => ({ grants: [], differs: isAtlasWork }),
  directShardOperations: () => ({ grants: [], differs: isAtlasWork }),
  restore: () => ({
    grants: [],
    differs: 'has no counterpart: whoever restores dumps takes atlasAdmin, which allows more',
  }),
};

/** `undefined` for a role that is not built in. */
export function counterpartOf({ role, db }: RoleName): Counterpart | undefined {
  if (inTheirDatabase.includes(role)) return { grants: [{ role, db }], ...ofServersOwn(role, db) };
  if (db === 'admin' && inAdmin.includes(role)) return { grants: [{ role, db }] };
  const isThere = db === 'admin' || role === 'dbOwner' || role === 'userAdmin';
  return isThere && Object.hasOwn(nearest, role) ? nearest[role]?.(db) : undefined;
}

function ofServersOwn(role: string, db: string): Pick<Counterpart, 'differs'> {
  return ['admin', 'config', 'local'].includes(db) && role !== 'read'
    ? { differs: `is of the database ${db}, which Atlas keeps for itself and may not let be changed` }
    : {};
}
