import type { AtlasApi } from '../api/atlas.ts';
import type { DestinationFacts } from '../checks/facts.ts';
import { type Fact, known, unknownBecause } from '../core/check.ts';
import { LivemigError } from '../core/errors.ts';
import { destinationFacts, flexFacts } from './destination-facts.ts';
import { need, type World } from './world.ts';

export interface Destination {
  readonly facts: DestinationFacts;
  /** Without a user; `undefined` where Atlas tells none. */
  readonly uri: string | undefined;
}

/** Throws what Atlas answers where there is no such cluster, and then also that Flex could not be looked at. */
export async function findDestination(world: World): Promise<Destination> {
  const project = need(world, 'atlasProject');
  const name = need(world, 'destinationCluster');
  const flex = await flexNames(world.atlas, project);
  if (flex.known && flex.value.includes(name)) return { facts: flexFacts(name), uri: undefined };
  try {
    const cluster = await world.atlas.cluster(project, name);
    const { standardSrv, standard } = cluster.connectionStrings ?? {};
    return { facts: destinationFacts(cluster), uri: standardSrv ?? standard ?? undefined };
  } catch (error) {
    if (!(error instanceof LivemigError)) throw error;
    if (error.api?.errorCode === 'CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API')
      return { facts: flexFacts(name), uri: undefined };
    throw flex.known || error.api?.status !== 404 ? error : alsoUnseen(error, flex.reason);
  }
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

function alsoUnseen(error: LivemigError, reason: string): LivemigError {
  const { kind, code, message, fix, api } = error;
  return new LivemigError({ kind, code, message: `${message} ${reason}`, fix, ...(api === undefined ? {} : { api }) });
}
