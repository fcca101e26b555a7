import type { Clock } from './core/ports.ts';
import { wholeComparison } from './core/verification/request.ts';
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
      const { isOfDestination } = await import('./core/facts.ts');
      const side = isOfDestination(id) ? 'destination' : 'source';
      const shared = clients[side] ?? createSharedClients({ name: `the ${side}`, patienceMs: 5_000, signal });
      clients[side] = shared;
      return survey(id, uri.reveal(), shared, { maxTimeMS: patienceMs, signal, clock, progress, user, watchMs });
    },
    surveys: async () => (await import('./mongo/survey/index.ts')).surveys,
    compare: async (source, destination, work) => {
      const [{ withVerifiedSide }, { identityText, valueText }, { verifyDeployments }, { journalOfStep }] =
        await Promise.all([
          import('./mongo/verify/verified-side.ts'),
          import('./mongo/verify/id-text.ts'),
          import('./verify/verify-deployments.ts'),
          import('./verify/journal-of-step.ts'),
        ]);
      const options = { patienceMs, signal, beforeRetry: (attempt: number) => clock.sleep(attempt * 1_000, signal) };
      const ports = {
        ...{ journal: journalOfStep(work), report: work.report, salt: '', idText: identityText, valueText },
        ...{ pause: () => clock.sleep(2_000, signal), breathe: async () => {} },
        // A comparison after a cutover has all the time that it takes.
        ...{ now: () => clock.now(), elapsed: () => 0 },
      };
      return withVerifiedSide(source.reveal(), { ...options, name: 'the source' }, (here) =>
        withVerifiedSide(destination.reveal(), { ...options, name: 'the destination' }, (there) =>
          verifyDeployments({ source: here, destination: there }, wholeComparison, ports),
        ),
      );
    },
  };
}
