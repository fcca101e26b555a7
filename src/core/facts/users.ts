import { z } from 'zod';

/** Who may do what on both sides: names, roles and rights, and never a credential or data that somebody keeps with a user. */

/** A role of the source, by its name and the database that it is defined in. */
const RoleName = z.object({ role: z.string(), db: z.string() });
export type RoleName = z.infer<typeof RoleName>;

/** From where a user or the holder of a role may log in: addresses and CIDR blocks. */
const Restriction = z.object({
  clientSource: z.array(z.string()).readonly(),
  serverAddress: z.array(z.string()).readonly(),
});

export const SourceUser = z.object({
  user: z.string(),
  /** The database that it authenticates against; `$external` where somebody else knows its password. */
  db: z.string(),
  roles: z.array(RoleName).readonly(),
  /** What it can log in with: `SCRAM-SHA-1`, `SCRAM-SHA-256`, `external`. */
  mechanisms: z.array(z.string()).readonly(),
  restrictions: z.array(Restriction).readonly(),
});
export type SourceUser = z.infer<typeof SourceUser>;

/** What a privilege is about; an empty name means every database or collection. */
const Resource = z.union([
  z.object({ db: z.string(), collection: z.string() }),
  z.object({ cluster: z.literal(true) }),
  z.object({ anyResource: z.literal(true) }),
  /** What a newer server may know: as Extended JSON. */
  z.object({ other: z.string() }),
]);
export type Resource = z.infer<typeof Resource>;

/** A role that somebody made. */
export const SourceRole = z.object({
  ...RoleName.shape,
  privileges: z.array(z.object({ resource: Resource, actions: z.array(z.string()).readonly() })).readonly(),
  roles: z.array(RoleName).readonly(),
  restrictions: z.array(Restriction).readonly(),
});
export type SourceRole = z.infer<typeof SourceRole>;

const AtlasUser = z.object({
  username: z.string(),
  databaseName: z.string(),
  roles: z
    .array(z.object({ roleName: z.string(), databaseName: z.string(), collectionName: z.string().exactOptional() }))
    .readonly(),
  /** The clusters that it can use; none means all of the project. */
  clusters: z.array(z.string()).readonly(),
});
export type AtlasUser = z.infer<typeof AtlasUser>;

/** A custom role of a project in Atlas; each right as text, such as `FIND shop.orders`. */
const AtlasRole = z.object({ roleName: z.string(), rights: z.array(z.string()).readonly() });
export type AtlasRole = z.infer<typeof AtlasRole>;

/** What the project of the destination has already; where Atlas was not asked, why. Known in any case. */
export const AccessInAtlas = z.discriminatedUnion('compared', [
  z.object({
    compared: z.literal(true),
    users: z.array(AtlasUser).readonly(),
    roles: z.array(AtlasRole).readonly(),
  }),
  z.object({ compared: z.literal(false), reason: z.string() }),
]);
export type AccessInAtlas = z.infer<typeof AccessInAtlas>;

/** A Search or Vector Search index, with its definition in Extended JSON. */
export const SearchIndex = z.object({
  database: z.string(),
  collection: z.string(),
  name: z.string(),
  /** `search` or `vectorSearch`. */
  type: z.string(),
  definition: z.string(),
});
export type SearchIndex = z.infer<typeof SearchIndex>;

/** A range of a shard key, both ends in Extended JSON, that is to stay in a zone. */
export const Zones = z.object({
  ranges: z.array(z.object({ namespace: z.string(), zone: z.string(), min: z.string(), max: z.string() })).readonly(),
  shards: z.array(z.object({ shard: z.string(), zones: z.array(z.string()).readonly() })).readonly(),
});
export type Zones = z.infer<typeof Zones>;

/** Read through a connection to the source. */
export const userSurveyFacts = {
  sourceUsers: z.array(SourceUser).readonly(),
  /** Those that somebody made, not the built-in ones. */
  sourceRoles: z.array(SourceRole).readonly(),
  /** The user of the connection itself, which may always see itself; none where nobody had to log in. */
  sourceLogin: z.array(SourceUser).readonly(),
  /** What the source's servers let users log in with: their parameter `authenticationMechanisms`. */
  sourceMechanisms: z.array(z.string()).readonly(),
  sourceSearchIndexes: z.array(SearchIndex).readonly(),
  sourceZones: Zones,
} as const;

export const userFacts = {
  accessInAtlas: AccessInAtlas,
  /** The destination cluster that was named; none where none was. Known in any case. */
  destinationNames: z.array(z.string()).readonly(),
  /** Whether the migration logs in as Automation's own user. Known in any case. */
  managedAuthentication: z.boolean(),
  /** The user of the source that was given for the migration; none where none was. Known in any case. */
  migrationLogins: z.array(z.string()).readonly(),
  /** The same as the source knows it; empty where it has no such user in `admin`, or where Automation's own is used. */
  migrationUser: z.array(SourceUser).readonly(),
} as const;
