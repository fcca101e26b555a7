import type { AtlasApi } from '../api/atlas.ts';
import type { AtlasCluster } from '../api/atlas-schemas.ts';
import { type Fact, known, unknownBecause } from '../core/check.ts';
import { LivemigError } from '../core/errors.ts';
import type { DestinationFacts } from '../core/facts.ts';
import { destinationFacts, flexFacts } from './destination-facts.ts';
import type { FactWorld } from './probe.ts';

/** The cluster, or what Atlas answers where there is none. `uri` is without a user; `undefined` where Atlas tells none. */
export type Destination =
  | { readonly exists: true; readonly facts: DestinationFacts; readonly uri: string | undefined }
  | { readonly exists: false; readonly answer: string; readonly fix: string };

/** Among the dedicated and the Flex clusters; throws what Atlas answers otherwise. */
export async function findDestination({ atlas, values }: FactWorld): Promise<Fact<Destination>> {
  const { atlasProject: project, destinationCluster: name } = values;
  if (project === undefined || name === undefined) return unknownBecause('the destination cluster is not known');
  const flex = await flexNames(atlas, project);
  if (flex.known && flex.value.includes(name)) return known(there(flexFacts(name)));
  try {
    const cluster = await atlas.cluster(project, name);
    return known(there(destinationFacts(cluster), uriOf(cluster)));
  } catch (error) {
    if (!(error instanceof LivemigError)) throw error;
    const { errorCode, status } = error.api ?? {};
    if (errorCode === 'CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API') return known(there(flexFacts(name)));
    // One without a code is a proxy's.
    if (status !== 404 || errorCode === undefined) throw error;
    const answer = flex.known ? error.message : `${error.message} ${flex.reason}`;
    return known({ exists: false, answer, fix: error.fix });
  }
}

function there(facts: DestinationFacts, uri?: string): Destination {
  return { exists: true, facts, uri };
}

/** The one that lists the servers before the one that needs an SRV record, which not every resolver gives out. */
function uriOf({ connectionStrings }: AtlasCluster): string | undefined {
  const { standard, standardSrv } = connectionStrings ?? {};
  return standard ?? standardSrv ?? undefined;
}

/**
 * The Flex clusters of the project, or why Atlas does not list them: a role, a proxy or a version of the API may keep
 * that list from us, and who has a dedicated cluster does not need it. What would also keep the next request from
 * being answered (a wrong key, too many requests, no answer) is thrown.
 */
export async function flexNames(atlas: AtlasApi, project: string): Promise<Fact<readonly string[]>> {
  try {
    return known((await atlas.flexClusters(project)).map(({ name }) => name));
  } catch (error) {
    if (!(error instanceof LivemigError) || !isOfThisListOnly(error)) throw error;
    return unknownBecause(`Flex clusters could not be looked at: ${error.message}`);
  }
}

function isOfThisListOnly({ api }: LivemigError): boolean {
  const { delivery, status = 0 } = api ?? {};
  return delivery === 'refused' && ![401, 407, 429].includes(status);
}
