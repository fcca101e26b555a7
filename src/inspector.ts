import { bsonLooks, comparedDeployment } from './mongo/compared-deployment.ts';
import { withClient } from './mongo/connect.ts';
import { deploymentFacts, greet, occupiedNamespaces } from './mongo/inspect.ts';
import type { Inspector } from './stages/world.ts';
import { compareDeployments } from './verify/compare-deployments.ts';

/** Joins the driver and the comparison to what the stages look into deployments with; a part of the composition root. */
export function createInspector(signal: AbortSignal): Inspector {
  const patienceMs = 30_000;
  return {
    greet: (uri) => greet(uri, signal),
    deployment: (uri) => deploymentFacts(uri.reveal(), signal),
    namespaces: (uri) => occupiedNamespaces(uri.reveal(), signal),
    compare: (source, destination, onProgress) =>
      withClient(source.reveal(), { name: 'the source', patienceMs, signal }, (here) =>
        withClient(destination.reveal(), { name: 'the destination', patienceMs, signal }, (there) =>
          compareDeployments(comparedDeployment(here), comparedDeployment(there), bsonLooks, onProgress),
        ),
      ),
  };
}
