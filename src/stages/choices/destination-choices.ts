import type { AtlasCluster } from '../../api/atlas-schemas.ts';
import { destinationChecks } from '../../checks/destination.ts';
import type { DestinationFacts } from '../../checks/facts.ts';
import { judgeAll, known } from '../../core/check.ts';
import type { Choice } from '../../core/ports.ts';
import { destinationFacts, diskGB, flexFacts, regionOf } from '../destination-facts.ts';

/** Clusters with what decides; one that cannot be a destination is listed, so that it can be refused with the reason. */
export function destinationChoices(
  clusters: readonly AtlasCluster[],
  flexClusters: readonly { readonly name: string }[],
): Choice[] {
  const dedicated = clusters.map((cluster) => choiceOf(destinationFacts(cluster), noteOf(cluster)));
  return [...dedicated, ...flexClusters.map(({ name }) => choiceOf(flexFacts(name), undefined))];
}

function choiceOf(facts: DestinationFacts, note: string | undefined): Choice {
  const { name } = facts;
  const objection = judgeAll(destinationChecks, { destination: known(facts) }).find(({ result }) => result === 'block');
  return { value: name, name, note, unsuitable: objection && reasonFrom(objection.message, name) };
}

function noteOf(cluster: AtlasCluster): string {
  const { instanceSize, version, type, state } = destinationFacts(cluster);
  const disk = diskGB(cluster);
  return [instanceSize, version, type, regionOf(cluster), disk === undefined ? undefined : `${disk} GB`, state]
    .filter((fact) => fact !== undefined)
    .join(', ');
}

/** The name stands beside it already. */
function reasonFrom(message: string, name: string): string {
  return message.replace(`${name} is `, '').replace(/\.$/, '');
}
