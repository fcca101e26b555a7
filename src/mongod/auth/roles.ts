import { MongodError } from '../mongod-error.ts';
import { actionSince } from './actions.ts';
import { builtInPrivileges } from './built-in-roles.ts';
import { merged, type Privilege, type Role } from './privileges.ts';

/** A role that somebody made. */
export interface CustomRole extends Role {
  privileges: readonly Privilege[];
  roles: readonly Role[];
}

export interface Roles {
  /** `undefined` for built-in roles and those that do not exist. */
  custom(role: Role): CustomRole | undefined;
  customIn(db: string): CustomRole[];
  all(): CustomRole[];
  exists(role: Role): boolean;
  /** Throws where it exists. */
  add(role: CustomRole): void;
  update(role: CustomRole, change: Partial<Pick<CustomRole, 'privileges' | 'roles'>>): void;
  remove(role: Role): void;
  /** The roles and those that they inherit, each once. */
  inherited(roles: readonly Role[]): Role[];
  /** What the roles allow together, one privilege for each resource. */
  privilegesOf(roles: readonly Role[]): Privilege[];
}

/** `major` tells which actions the server knows. */
export function createRoles(major: number): Roles {
  const made = new Map<string, CustomRole>();
  /** By the list of roles that a user has, which is replaced and not changed. Asked for with every request. */
  let known = new WeakMap<readonly Role[], Privilege[]>();

  function inherited(roles: readonly Role[], seen = new Map<string, Role>()): Role[] {
    for (const { role, db } of roles) {
      const name = roleName({ role, db });
      if (seen.has(name)) continue;
      seen.set(name, { role, db });
      inherited(made.get(name)?.roles ?? [], seen);
    }
    return [...seen.values()];
  }

  function own(role: Role): readonly Privilege[] {
    return made.get(roleName(role))?.privileges ?? builtInPrivileges(role.role, role.db) ?? [];
  }

  function exists(role: Role): boolean {
    return made.has(roleName(role)) || builtInPrivileges(role.role, role.db) !== undefined;
  }

  function computed(roles: readonly Role[]): Privilege[] {
    const isThere = (action: string) => (actionSince[action] ?? 0) <= major;
    return merged(inherited(roles).flatMap(own)).map(({ resource, actions }) => ({
      resource,
      actions: actions.filter(isThere),
    }));
  }

  return {
    custom: (role) => made.get(roleName(role)),
    customIn: (db) => [...made.values()].filter((role) => role.db === db),
    all: () => [...made.values()],
    exists,
    add(role) {
      if (exists(role)) throw new MongodError('Location51002', `Role "${roleName(role)}" already exists`);
      made.set(roleName(role), role);
      known = new WeakMap();
    },
    update(role, change) {
      Object.assign(role, change);
      known = new WeakMap();
    },
    remove(role) {
      made.delete(roleName(role));
      known = new WeakMap();
    },
    inherited: (roles) => inherited(roles),
    privilegesOf(roles) {
      const privileges = known.get(roles) ?? computed(roles);
      known.set(roles, privileges);
      return privileges;
    },
  };
}

/** `role@database`, as messages have it. */
export function roleName({ role, db }: Role): string {
  return `${role}@${db}`;
}
