import { credentialsIn } from '../servers/mongodb-uri.ts';
import { mainPair } from './main-pair.ts';
import type { Identity, Scenario } from './scenario.ts';

export interface Reached {
  readonly scenario: Scenario;
  readonly atlasUrl: string;
  readonly managerUrl: string;
  readonly sourceUri: string;
  readonly destinationUri: string;
  /** Whether the source is somebody's own server, which does not know the scenario's user. */
  readonly ownSource: boolean;
}

/**
 * Every variable that the other commands need (product.md, section 2.1). Names rather than ids, so that people can
 * read it. Left out are only what a person says: for Ops Manager the agreement and the manager's addresses.
 */
export function sandboxEnvironment(reached: Reached): Record<string, string> {
  const { scenario, atlasUrl, managerUrl, sourceUri, destinationUri } = reached;
  const [atlasKey, managerKey] = [ownerKey(scenario.atlas.identities), ownerKey(scenario.manager.identities)];
  const main = mainPair(scenario);
  const user = (reached.ownSource ? credentialsIn(sourceUri) : undefined) ?? scenario.sourceUser;
  return {
    LIVEMIG_ATLAS_PUBLIC_KEY: atlasKey.publicKey,
    LIVEMIG_ATLAS_PRIVATE_KEY: atlasKey.privateKey,
    LIVEMIG_ATLAS_URL: atlasUrl,
    LIVEMIG_ATLAS_ORG: main.atlasOrg.name,
    LIVEMIG_ATLAS_PROJECT: main.atlasProject.name,
    LIVEMIG_DESTINATION_CLUSTER: main.destination.name,
    LIVEMIG_MANAGER: scenario.manager.kind,
    LIVEMIG_MANAGER_URL: managerUrl,
    LIVEMIG_MANAGER_PUBLIC_KEY: managerKey.publicKey,
    LIVEMIG_MANAGER_PRIVATE_KEY: managerKey.privateKey,
    LIVEMIG_SOURCE_ORG: main.sourceOrg.name,
    LIVEMIG_SOURCE_PROJECT: main.sourceProject.name,
    LIVEMIG_SOURCE_CLUSTER: main.source.name,
    LIVEMIG_MIGRATION_HOST: scenario.migrationHost.name,
    LIVEMIG_MIGRATION_HOST_IP: scenario.migrationHost.outsideAddress,
    LIVEMIG_AGENT: 'script',
    LIVEMIG_SOURCE_USERNAME: user.username,
    LIVEMIG_SOURCE_PASSWORD: user.password,
    LIVEMIG_SOURCE_URI: sourceUri,
    LIVEMIG_DESTINATION_URI: destinationUri,
    LIVEMIG_POLL_INTERVAL: '200ms',
  };
}

/** The scenario lists the owner's key first. */
function ownerKey(identities: readonly Identity[]) {
  const found = identities.find((identity) => identity.kind === 'api-key');
  if (found?.kind !== 'api-key') throw new Error('the scenario has no API key');
  return found;
}
