import { collectFacts } from '../core/collect-facts.ts';
import type { FactId, Facts } from '../core/facts.ts';
import {
  destination,
  destinationBiConnector,
  destinationExists,
  destinationNamespaces,
  destinationReachable,
  destinationState,
  destinationTier,
  destinationType,
  destinationUpgrades,
  destinationVersion,
  dropDestination,
} from './destination.ts';
import { engine } from './engine.ts';
import { atlasRoles, canConnect, linkStatus, manager, managerName } from './entitlement.ts';
import { agentHosts, linkedHosts, migrationHost, sourceServers } from './host.ts';
import { type FactWorld, type Probe, readFact } from './probe.ts';
import { source, sourceSharded } from './source.ts';
import { throughSource } from './through-source.ts';

/** How each fact is read. */
export const probes: { readonly [Id in FactId]: Probe<Id> } = {
  manager,
  engine,
  managerName,
  atlasRoles,
  linkStatus,
  canConnect,
  destinationExists,
  destination,
  destinationType,
  destinationTier,
  destinationState,
  destinationVersion,
  destinationUpgrades,
  destinationBiConnector,
  destinationReachable,
  destinationNamespaces,
  dropDestination,
  source,
  sourceSharded,
  sourceServers,
  ...throughSource,
  migrationHost,
  agentHosts,
  linkedHosts,
};

/** Reads these facts, side by side; throws what has to end the run (`readFact`), once nothing is on its way any more. */
export async function gatherFacts(ids: readonly FactId[], world: FactWorld): Promise<Facts> {
  const facts = collectFacts();
  const gather = async <Id extends FactId>(id: Id, probe: Probe<Id>): Promise<void> =>
    facts.keep(id, await readFact(probe, world));
  const ended = await Promise.allSettled([...new Set(ids)].map((id) => gather(id, probes[id])));
  const [failed] = ended.filter((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return facts;
}
