import { z } from 'zod';
import { Secret } from '../core/secret.ts';

/** Bodies of the public API v1.0 of Ops Manager and Cloud Manager (manager API notes, sections 3 and 4). Answers are loose. */

const text = z.string().nullish();
const number = z.number().nullish();
const boolean = z.boolean().nullish();

export const ManagerRoot = z.looseObject({ appName: z.string(), build: text });
export type ManagerRoot = z.infer<typeof ManagerRoot>;

export const ManagerOrg = z.looseObject({ id: z.string(), name: z.string(), isDeleted: boolean });
export type ManagerOrg = z.infer<typeof ManagerOrg>;

/** Strips what it does not name: an answer may hold the project's agent key. */
export const ManagerProject = z.object({
  id: z.string(),
  name: z.string(),
  orgId: z.string(),
  replicaSetCount: number,
  shardCount: number,
  activeAgentCount: number,
});
export type ManagerProject = z.infer<typeof ManagerProject>;

/** A sharded cluster has one of these for itself and one, with a `shardName`, for each shard. */
export const ManagerCluster = z.looseObject({
  id: z.string(),
  clusterName: z.string(),
  replicaSetName: text,
  shardName: text,
  /** REPLICA_SET, SHARDED_REPLICA_SET and others. */
  typeName: text,
  lastHeartbeat: text,
});
export type ManagerCluster = z.infer<typeof ManagerCluster>;

/** A mongod or mongos process, not a machine. */
export const ManagerHost = z.looseObject({
  id: text,
  hostname: z.string(),
  port: number,
  clusterId: text,
  typeName: text,
  replicaSetName: text,
  replicaStateName: text,
  shardName: text,
  version: text,
  sslEnabled: boolean,
  authMechanismName: text,
  aliases: z.array(z.string()).nullish(),
  ipAddress: text,
  lastDataSizeBytes: number,
});

export type ManagerHost = z.infer<typeof ManagerHost>;

/** What Automation manages in a project, as far as it is named here. */
export const AutomationConfig = z.looseObject({
  replicaSets: z.array(z.looseObject({ _id: z.string() })).nullish(),
  sharding: z.array(z.looseObject({ name: text })).nullish(),
});
export type AutomationConfig = z.infer<typeof AutomationConfig>;

export const ManagerAgent = z.looseObject({
  hostname: z.string(),
  typeName: text,
  /** ACTIVE, STANDBY, NO_PROCESSES; a migration host has no processes. */
  stateName: text,
  /** When it last asked for its configuration, ISO 8601: the sign of life. */
  lastConf: text,
});
export type ManagerAgent = z.infer<typeof ManagerAgent>;

export const NewAgentKey = z
  .object({
    _id: z.string(),
    /** The Go client's fixtures show it masked even here; a masked key installs nothing. */
    key: z
      .string()
      .min(1)
      .refine((key) => !key.includes('*'), 'the key is masked'),
  })
  .transform(({ _id, key }) => ({ id: _id, key: new Secret(key) }));
export type NewAgentKey = z.infer<typeof NewAgentKey>;

/** Without the key, which is masked in lists. `createdTime` in milliseconds since 1970. */
export const AgentKey = z
  .object({ _id: z.string(), desc: text, createdBy: text, createdTime: number.catch(undefined) })
  .transform(({ _id, desc, createdBy, createdTime }) => ({ id: _id, desc, createdBy, createdTime }));
export type AgentKey = z.infer<typeof AgentKey>;

/** SYNCED, NOT_SYNCED. */
export const LinkStatus = z.looseObject({ status: text });
export type LinkStatus = z.infer<typeof LinkStatus>;
