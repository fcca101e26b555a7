import { z } from 'zod';
import { project } from '../http/access.ts';
import { page, selfLink } from '../http/page.ts';
import { badRequest } from '../http/refusal.ts';
import { type ApiRequest, ok, type Route } from '../http/route.ts';
import type { Model } from '../model/model.ts';
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
  return [
    {
      method: 'GET',
      path: '/groups/:groupId/processes',
      versions,
      handle: (request) => {
        const lastPing = new Date(model.time.now()).toISOString();
        const { id: groupId } = groupOf(request);
        const processes = dedicatedOf(request).map(({ name, version }) => ({
          id: `${hostname}:${port || 27017}`,
          hostname,
          port: Number(port || 27017),
          groupId,
          userAlias: `${name.toLowerCase()}-shard-00-00`,
          replicaSetName: `atlas-${name.toLowerCase()}-shard-0`,
          typeName: 'REPLICA_PRIMARY',
          version,
          created: new Date(model.startedAt).toISOString(),
          lastPing,
          ...selfLink(`${request.url}/${hostname}:${port}`),
        }));
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

function providerOf(text: string, name: string): z.infer<typeof Provider> {
  const provider = Provider.safeParse(text);
  if (provider.success) return provider.data;
  throw badRequest('INVALID_ENUM_VALUE', `An invalid enumeration value ${text} was specified for ${name}.`, name);
}
