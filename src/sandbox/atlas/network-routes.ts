import { z } from 'zod';
import { project } from '../http/access.ts';
import { page, selfLink } from '../http/page.ts';
import { badRequest } from '../http/refusal.ts';
import { type ApiRequest, ok, type Route } from '../http/route.ts';
import type { Model } from '../model/model.ts';
import { mainPair } from '../scenario/main-pair.ts';
import type { DestinationCluster } from '../scenario/scenario.ts';
import { atlasTerritory } from './territory.ts';

const versions = ['2023-01-01'] as const;
const Provider = z.enum(['AWS', 'AZURE', 'GCP']);

/**
 * What tells how a project's clusters are reached: processes, addresses, peerings, private endpoints (API notes,
 * section 7). All dedicated clusters are at the one destination server that the sandbox has.
 */
export function networkRoutes(model: Model, destinationUri: string): Route[] {
  const territory = atlasTerritory(model);
  const groupOf = ({ identity, param }: ApiRequest) => project(territory, identity, param('groupId'));
  const dedicatedOf = (request: ApiRequest) => groupOf(request).clusters.filter(({ kind }) => kind === 'dedicated');
  const { hostname, port } = new URL(destinationUri.replace(/^mongodb(?:\+srv)?:/, 'http:').replace(/,[^/]*/, ''));
  /** One server stands for all clusters, but no two processes are at one address: the others have names of their own. */
  const addressOf = ({ id, name }: DestinationCluster) =>
    id === mainPair(model.scenario).destination.id
      ? { hostname, port: Number(port || 27017) }
      : { hostname: `${shardOf(name)}-00.sandbox.invalid`, port: 27017 };
  return [
    {
      method: 'GET',
      path: '/groups/:groupId/processes',
      versions,
      handle: (request) => {
        const { id: groupId, clusters } = groupOf(request);
        const about = {
          groupId,
          typeName: 'REPLICA_PRIMARY',
          created: new Date(model.startedAt).toISOString(),
          lastPing: new Date(model.time.now()).toISOString(),
        };
        const processes = clusters.filter(hasProcesses).map((cluster) => {
          const { hostname, port } = addressOf(cluster);
          const id = `${hostname}:${port}`;
          return { ...about, ...namesOf(cluster), id, hostname, port, ...selfLink(`${request.url}/${id}`) };
        });
        return page(request, processes);
      },
    },
    {
      method: 'GET',
      path: '/groups/:groupId/ipAddresses',
      versions,
      handle: (request) => {
        const here = { inbound: [hostname], outbound: [hostname], futureInbound: [], futureOutbound: [] };
        const clusters = dedicatedOf(request).map(({ name }) => ({ clusterName: name, ...here }));
        return ok({ groupId: groupOf(request).id, services: { clusters } });
      },
    },
    {
      method: 'GET',
      path: '/groups/:groupId/peers',
      versions,
      handle: (request) => {
        const provider = providerOf(request.query.get('providerName') ?? 'AWS', 'providerName');
        const { peers } = groupOf(request);
        return page(request, provider === 'AWS' ? peers.map((peer) => ({ ...peer, providerName: 'AWS' })) : []);
      },
    },
    {
      method: 'GET',
      path: '/groups/:groupId/privateEndpoint/:cloudProvider/endpointService',
      versions,
      handle: (request) => {
        const { endpointServices } = groupOf(request);
        const provider = providerOf(request.param('cloudProvider'), 'cloudProvider');
        const ofProvider = endpointServices.filter(({ cloudProvider }) => cloudProvider === provider);
        return ok(ofProvider.map((service) => ({ ...service, interfaceEndpoints: [] })));
      },
    },
  ];
}

/** Of free and Flex clusters none are listed; a paused cluster has none, nor has one that is not there yet. */
function hasProcesses({ kind, paused, stateName }: DestinationCluster): boolean {
  return kind === 'dedicated' && !paused && stateName !== 'CREATING';
}

function namesOf({ name, version }: DestinationCluster) {
  return { userAlias: `${shardOf(name)}-00`, replicaSetName: `atlas-${name.toLowerCase()}-shard-0`, version };
}

function shardOf(name: string): string {
  return `${name.toLowerCase()}-shard-00`;
}

function providerOf(text: string, name: string): z.infer<typeof Provider> {
  const provider = Provider.safeParse(text);
  if (provider.success) return provider.data;
  throw badRequest('INVALID_ENUM_VALUE', `An invalid enumeration value ${text} was specified for ${name}.`, name);
}
