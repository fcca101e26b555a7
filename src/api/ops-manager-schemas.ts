import { z } from 'zod';
import { Secret } from '../core/secret.ts';
import { decidesNothing } from './decides-nothing.ts';
import { words } from './words.ts';

/**
 * Bodies of the public API v1.0 of Ops Manager and Cloud Manager (manager API notes, sections 3 and 4). Fields that are not
 * named here pass and are left out, so that what is misspelt elsewhere does not compile.
 */

/** What may be missing, and decides something where it is. */
const text = words.nullish();

/** What may be missing, and is not known then. */
const hint = decidesNothing(words);
const hintedNumber = decidesNothing(z.number());
const hintedBoolean = decidesNothing(z.boolean());

export const ManagerRoot = z.object({ appName: words, build: hint });
export type ManagerRoot = z.infer<typeof ManagerRoot>;

export const ManagerOrg = z.object({ id: words, name: words, isDeleted: hintedBoolean });
export type ManagerOrg = z.infer<typeof ManagerOrg>;

/** Strips what it does not name: an answer may hold the project's agent key. */
export const ManagerProject = z.object({
  id: words,
  name: words,
  orgId: hint,
  replicaSetCount: hintedNumber,
  shardCount: hintedNumber,
  activeAgentCount: hintedNumber,
});
export type ManagerProject = z.infer<typeof ManagerProject>;

/** A sharded cluster has one of these for itself and one, with a `shardName`, for each shard. */
export const ManagerCluster = z.object({
  id: words,
  clusterName: words,
  replicaSetName: hint,
  shardName: text,
  /** REPLICA_SET, SHARDED_REPLICA_SET and others. */
  typeName: hint,
  lastHeartbeat: hint,
});
export type ManagerCluster = z.infer<typeof ManagerCluster>;

/** A mongod or mongos process, not a machine. */
export const ManagerHost = z.object({
  id: hint,
  hostname: words,
  port: hintedNumber,
  clusterId: hint,
  typeName: hint,
  replicaSetName: hint,
  replicaStateName: hint,
  shardName: hint,
  version: hint,
  sslEnabled: hintedBoolean,
  authMechanismName: hint,
  aliases: z.array(words).nullish(),
  ipAddress: text,
  lastDataSizeBytes: hintedNumber,
  /** The machine that it runs on. */
  systemInfo: decidesNothing(z.object({ memSizeMB: hintedNumber, numCores: hintedNumber })),
  profilerEnabled: hintedBoolean,
  /** It may open fewer files than MongoDB wants. */
  lowUlimit: hintedBoolean,
  hasStartupWarnings: hintedBoolean,
});

export type ManagerHost = z.infer<typeof ManagerHost>;

/** What Automation manages in a project, as far as it is named here. */
export const AutomationConfig = z.object({
  replicaSets: z.array(z.object({ _id: words })).nullish(),
  sharding: z.array(z.object({ name: text })).nullish(),
});
export type AutomationConfig = z.infer<typeof AutomationConfig>;

export const ManagerAgent = z.object({
  hostname: words,
  typeName: hint,
  /** ACTIVE, STANDBY, NO_PROCESSES; a migration host has no processes. */
  stateName: hint,
  /** When it last asked for its configuration, ISO 8601: the sign of life. */
  lastConf: hint,
});
export type ManagerAgent = z.infer<typeof ManagerAgent>;

/** Ops Manager's own judgement of an agent's version. */
export const AgentVersion = z.object({
  hostname: words,
  version: hint,
  isVersionOld: hintedBoolean,
  isVersionDeprecated: hintedBoolean,
});
export const AgentVersions = z.object({ entries: z.array(AgentVersion).nullish() });

export const NewAgentKey = z
  .object({
    _id: words,
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
  .object({ _id: words, desc: hint, createdBy: hint, createdTime: hintedNumber })
  .transform(({ _id, desc, createdBy, createdTime }) => ({ id: _id, desc, createdBy, createdTime }));
export type AgentKey = z.infer<typeof AgentKey>;

/** SYNCED, NOT_SYNCED. */
export const LinkStatus = z.object({ status: text });
export type LinkStatus = z.infer<typeof LinkStatus>;
