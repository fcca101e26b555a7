import { z } from 'zod';

/**
 * Bodies of Atlas' API as a person sends them (Atlas Admin API v2, 2023-01-01: CloudDatabaseUser, UserCustomDBRole). What a
 * person has to put in is a word that Atlas refuses where it stands.
 */

/** Atlas takes no password of fewer than eight characters. */
export const passwordToSet = 'SET-ME';
/** Atlas takes no underscore in the name of a cluster. */
export const clusterToSet = 'SET_THE_CLUSTER';
/** A project's id has 24 hexadecimal digits. */
export const projectToSet = 'SET_THE_PROJECT_ID';

export const UserBody = z.object({
  groupId: z.string(),
  databaseName: z.literal('admin'),
  username: z.string(),
  password: z.literal(passwordToSet).describe('to be set; Atlas refuses this one'),
  roles: z.array(z.object({ roleName: z.string(), databaseName: z.string() })).readonly(),
  scopes: z.array(z.object({ name: z.string(), type: z.literal('CLUSTER') })).readonly(),
});
export type UserBody = z.infer<typeof UserBody>;

export const RoleBody = z.object({
  roleName: z.string(),
  actions: z
    .array(
      z.object({
        action: z.string(),
        resources: z.array(z.object({ cluster: z.boolean(), db: z.string(), collection: z.string() })).readonly(),
      }),
    )
    .readonly(),
  inheritedRoles: z.array(z.object({ role: z.string(), db: z.string() })).readonly(),
});
export type RoleBody = z.infer<typeof RoleBody>;
