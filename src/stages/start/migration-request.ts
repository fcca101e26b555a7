import { createHash } from 'node:crypto';
import type { LiveMigrationRequest } from '../../api/atlas-schemas.ts';
import type { Sharding } from '../../core/sharding.ts';
import { listedHost } from '../source-deployment.ts';
import { need, type World } from '../world.ts';

const schemaTypes = { public: 'PUBLIC', 'private-link': 'PRIVATE_LINK', 'vpc-peering': 'VPC_PEERING' } as const;

/** What Atlas is sent to validate and to create; what is not used is left out, not sent empty (API notes, section 8). */
export async function migrationRequest(world: World): Promise<LiveMigrationRequest> {
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
    : {
        managedAuthentication: false,
        username: need(world, 'sourceUsername'),
        password: need(world, 'sourcePassword'),
      };
}

/** Tells whether two requests are about the same thing, without keeping the password or anything derived from it. */
export function fingerprint(request: LiveMigrationRequest): string {
  const { password: _, ...source } = request.source;
  return createHash('sha256')
    .update(JSON.stringify({ ...request, source }))
    .digest('hex');
}

/** The reader of YAML is loaded where there is a file to read. */
async function readSharding({ values: { sharding: path }, readFile }: World): Promise<Sharding | undefined> {
  if (path === undefined) return undefined;
  const { parseSharding } = await import('./sharding.ts');
  return parseSharding(await readFile(path), path);
}
