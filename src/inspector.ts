import { isOfDestination } from './core/facts.ts';
import type { Clock } from './core/ports.ts';
import type { SharedClients } from './mongo/shared-clients.ts';
import type { Inspector } from './stages/services.ts';

/**
 * Joins the driver and the comparison to what the stages look into deployments with; a part of the composition root.
 * Loads them when they are first needed: `link` looks into no deployment.
 */
export function createInspector(signal: AbortSignal, clock: Pick<Clock, 'now' | 'sleep'>): Inspector {
  const patienceMs = 30_000;
  const clients: { source?: SharedClients; destination?: SharedClients } = {};
  return {
    greet: async (uri) => (await import('./mongo/inspect.ts')).greet(uri, signal),
    deployment: async (uri) => (await import('./mongo/inspect.ts')).deploymentFacts(uri.reveal(), signal),
    namespaces: async (uri) =>
      (await import('./mongo/inspect.ts')).occupiedNamespaces(uri.reveal(), { name: 'the destination', signal }),
    lookAround: async (side, uri) =>
      (await import('./mongo/look-around.ts')).lookAround(uri.reveal(), { name: `the ${side}`, signal }),
    contents: async (side, uri) =>
      (await import('./mongo/look-around.ts')).lookAtContents(uri.reveal(), { name: `the ${side}`, signal }),
    survey: async (uri, id, progress = () => {}, user, watchMs) => {
      const { survey } = await import('./mongo/survey/index.ts');
      const { createSharedClients } = await import('./mongo/shared-clients.ts');
      const side = isOfDestination(id) ? 'destination' : 'source';
      const shared = clients[side] ?? createSharedClients({ name: `the ${side}`, patienceMs: 5_000, signal });
      clients[side] = shared;
      return survey(id, uri.reveal(), shared, { maxTimeMS: patienceMs, signal, clock, progress, user, watchMs });
    },
    surveys: async () => (await import('./mongo/survey/index.ts')).surveys,
    compare: async (source, destination, work) => {
      const [{ withClient }, { bsonFormat, comparedDeployment }, { compareDeployments }] = await Promise.all([
        import('./mongo/connect.ts'),
        import('./mongo/compared-deployment.ts'),
        import('./verify/compare-deployments.ts'),
      ]);
      return withClient(source.reveal(), { name: 'the source', patienceMs, signal }, (here) =>
        withClient(destination.reveal(), { name: 'the destination', patienceMs, signal }, (there) =>
          compareDeployments(comparedDeployment(here), comparedDeployment(there), bsonFormat, work),
        ),
      );
    },
  };
}
