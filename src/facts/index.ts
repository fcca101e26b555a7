import { collectFacts } from '../core/collect-facts.ts';
import type { FactId, Facts } from '../core/facts.ts';
import { dataProbes } from './data.ts';
import { destinationProbes } from './destination.ts';
import { entitlementProbes } from './entitlement.ts';
import { healthProbes } from './health.ts';
import { hostProbes } from './host.ts';
import { identityProbes } from './identity.ts';
import { type FactWorld, type Probe, readFact } from './probe.ts';
import { sampleProbes } from './sample.ts';
import { sourceProbes } from './source.ts';
import { topologyProbes } from './topology.ts';
import { userProbes } from './users.ts';
import { watchProbes } from './watch.ts';

/** How each fact is read. */
export const probes: { readonly [Id in FactId]: Probe<Id> } = {
  ...entitlementProbes,
  ...destinationProbes,
  ...sourceProbes,
  ...hostProbes,
  ...identityProbes,
  ...dataProbes,
  ...topologyProbes,
  ...userProbes,
  ...healthProbes,
  ...sampleProbes,
  ...watchProbes,
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
