import type { Model } from '../model/model.ts';

/** The roles of Atlas itself (OpenAPI file, DatabaseUserRole.roleName). */
const builtIn = [
  'atlasAdmin',
  'backup',
  'clusterMonitor',
  'dbAdmin',
  'dbAdminAnyDatabase',
  'enableSharding',
  'read',
  'readAnyDatabase',
  'readWrite',
  'readWriteAnyDatabase',
];

export function isBuiltInRole(name: string): boolean {
  return builtIn.includes(name);
}

/** Whether a user or a role of the project can have it. */
export function knowsRole({ state }: Model, groupId: string, name: string): boolean {
  return isBuiltInRole(name) || state.customRoles.some((role) => role.groupId === groupId && role.roleName === name);
}
