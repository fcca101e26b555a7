import { createHash } from 'node:crypto';
import type { LiveMigrationRequest } from '../../api/atlas-schemas.ts';
import type { Sharding } from '../../core/sharding.ts';
import { listedHost } from '../source-deployment.ts';
import { need, type World } from '../world.ts';

const schemaTypes = { public: 'PUBLIC', 'private-link': 'PRIVATE_LINK', 'vpc-peering': 'VPC_PEERING' } as const;

/** What Atlas is sent to validate and to create. */
export async function migrationRequest(world: World): Promise<LiveMigrationRequest> {
  return withPassword(world, await migrationSubject(world));
}

export function withPassword(world: World, subject: LiveMigrationRequest): LiveMigrationRequest {
  if (subject.source.managedAuthentication) return subject;
  return { ...subject, source: { ...subject.source, password: need(world, 'sourcePassword') } };
}

/** Tells whether two requests are about the same thing. It is kept, so nothing in it may be derived from the password. */
export function fingerprint({ source: { password: _, ...source }, ...rest }: LiveMigrationRequest): string {
  const { migrationHosts, dropDestinationData, ...others } = rest;
  // The order is that of the fingerprints in people's journals.
  return createHash('sha256')
    .update(JSON.stringify({ migrationHosts, dropDestinationData, source, ...others }))
    .digest('hex');
}

/**
 * The request without the password: whoever only looks has no use for it, and may not have it. What is not used is left
 * out, not sent empty (API notes, section 8).
 */
export async function migrationSubject(world: World): Promise<LiveMigrationRequest> {
  const { values } = world;
  const sharding = await readSharding(world);
  return {
    migrationHosts: [await listedHost(world)],
    dropDestinationData: values.dropDestination ?? false,
    source: {
      clusterName: need(world, 'sourceCluster'),
      groupId: need(world, 'sourceProject'),
      ssl: values.sourceTls ?? false,
      ...authentication(world),
      ...(values.sourceCaFile === undefined ? {} : { caCertificatePath: values.sourceCaFile }),
    },
    destination: {
      clusterName: need(world, 'destinationCluster'),
      groupId: need(world, 'atlasProject'),
      hostnameSchemaType: schemaTypes[need(world, 'network')],
      ...(values.privateLinkId === undefined ? {} : { privateLinkId: values.privateLinkId }),
    },
    ...(sharding === undefined ? {} : { sharding }),
  };
}

function authentication(world: World) {
  return world.values.managedAuthentication === true
    ? { managedAuthentication: true }
    : { managedAuthentication: false, username: need(world, 'sourceUsername') };
}

/** The reader of YAML is loaded where there is a file to read. */
async function readSharding({ values: { sharding: path }, readFile }: World): Promise<Sharding | undefined> {
  if (path === undefined) return undefined;
  const { parseSharding } = await import('./sharding.ts');
  return parseSharding(await readFile(path), path);
}
