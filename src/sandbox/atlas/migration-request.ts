import { z } from 'zod';
import { readBody } from '../http/read-body.ts';
import type { MigrationRequest } from '../migration/migration-service.ts';

const Id = z.string().regex(/^[0-9a-f]{24}$/, 'must be 24 hexadecimal digits');

const Sharding = z.strictObject({
  createSupportingIndexes: z.boolean(),
  shardingEntries: z.array(
    z.strictObject({
      database: z.string(),
      collection: z.string(),
      shardCollection: z.strictObject({ key: z.array(z.record(z.string(), z.unknown())) }),
    }),
  ),
});

/** What both versions of the request have in common (API notes, section 6.1). */
const common = {
  migrationHosts: z.tuple([z.string().min(1)], 'must hold exactly one migration host'),
  source: z.strictObject({
    clusterName: z.string().min(1),
    groupId: Id,
    managedAuthentication: z.boolean(),
    ssl: z.boolean(),
    username: z.string().nullish(),
    password: z.string().nullish(),
    caCertificatePath: z.string().nullish(),
  }),
  destination: z.strictObject({
    clusterName: z.string().min(1),
    groupId: Id,
    // Atlas CLI sends an empty one (API notes, section 8); what the service makes of it is not known, here it is PUBLIC.
    hostnameSchemaType: z.enum(['PUBLIC', 'PRIVATE_LINK', 'VPC_PEERING', '']).transform((kind) => kind || 'PUBLIC'),
    privateLinkId: z.string().nullish(),
  }),
  sharding: Sharding.nullish(),
};

const Request20240530 = z.strictObject({ ...common, dropDestinationData: z.boolean().default(false) });
const Request20230101 = z.strictObject({ ...common, dropEnabled: z.boolean() });

/** The versions of `validate` and `create`; they differ in how dropping is spelt. */
export const requestVersions = ['2023-01-01', '2024-05-30'] as const;

/** API notes, section 1. */
export const requestSunsets = { '2023-01-01': '2027-07-01' } as const;

export function readMigrationRequest(text: string, version: string): MigrationRequest {
  if (version !== '2023-01-01') return readBody(Request20240530, text);
  const { dropEnabled, ...request } = readBody(Request20230101, text);
  return { ...request, dropDestinationData: dropEnabled };
}
