import { defineCheck } from '../core/check.ts';
import { firstNames } from '../core/first-names.ts';

const source = 'Atlas docs, Live Migrate (Push): network access';
const usePublic = 'or use public addresses: --network public';

function states(all: readonly { readonly id: string; readonly status: string }[]): string {
  return firstNames(all.map(({ id, status }) => `${id} ${status}`)) || 'none';
}

/** Rules T: how the migration host reaches the destination. */
export const destinationRouteChecks = [
  defineCheck({
    id: 'T15',
    title: 'A private endpoint is there, if that is the way',
    severity: 'block',
    mender: 'atlas',
    needs: ['destination', 'destinationRoute'],
    source,
    judge: ({ destination: { name }, destinationRoute: route }) => {
      if (route.network !== 'private-link') return undefined;
      if (route.regions.length !== 1)
        return {
          message: `${name} is in ${firstNames(route.regions)}; live migration takes private endpoints only where a cluster is in one region of one provider.`,
          fix: `Choose a cluster in one region, ${usePublic}.`,
        };
      return route.endpoints.some(({ status }) => status === 'AVAILABLE')
        ? undefined
        : {
            message: `No private endpoint of the project is AVAILABLE for ${firstNames(route.regions)}: ${states(route.endpoints)}.`,
            fix: `Create one, or finish it (Network Access, Private Endpoint, Dedicated Cluster), ${usePublic}.`,
          };
    },
  }),
  defineCheck({
    id: 'T16',
    title: 'VPC peering is there and fits, if that is the way',
    severity: 'block',
    mender: 'atlas',
    needs: ['destination', 'destinationRoute'],
    source,
    judge: ({ destination: { name }, destinationRoute: route }) => {
      if (route.network !== 'vpc-peering') return undefined;
      if (route.type !== 'REPLICASET')
        return {
          message: `${name} is ${route.type}; live migration takes VPC peering only to a replica set.`,
          fix: `Use a private endpoint: --network private-link, ${usePublic}.`,
        };
      return route.peerings.some(({ status }) => status === 'AVAILABLE')
        ? undefined
        : {
            message: `No peering of the project is AVAILABLE: ${states(route.peerings)}.`,
            fix: `Create one, or finish it (Network Access, Peering), ${usePublic}.`,
          };
    },
  }),
];
