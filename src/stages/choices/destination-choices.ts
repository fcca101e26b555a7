import type { AtlasCluster } from '../../api/atlas-schemas.ts';
import { destinationChecks } from '../../checks/destination.ts';
import type { DestinationFacts } from '../../checks/facts.ts';
import { judgeAll, known } from '../../core/check.ts';
import type { Choice } from '../../core/ports.ts';
import { destinationFacts, flexFacts } from '../destination-facts.ts';

/** Clusters with what decides; one that cannot be a destination is listed, so that it can be refused with the reason. */
export function destinationChoices(
  clusters: readonly AtlasCluster[],
  flexClusters: readonly { readonly name: string }[],
): Choice[] {
  return [...clusters.map(destinationFacts), ...flexClusters.map(({ name }) => flexFacts(name))].map(choiceOf);
}

function choiceOf(facts: DestinationFacts): Choice {
  const { name } = facts;
  const objection = judgeAll(destinationChecks, { destination: known(facts) }).find(({ result }) => result === 'block');
  return { value: name, name, note: noteOf(facts), unsuitable: objection && reasonFrom(objection.message, name) };
}

function noteOf({ instanceSize, version, type, region, diskGB, state }: DestinationFacts): string {
  const disk = diskGB === undefined ? undefined : `${diskGB} GB`;
  return [instanceSize, version, type, region, disk, state].filter((fact) => fact !== undefined).join(', ');
}

/** The name stands beside it already. */
function reasonFrom(message: string, name: string): string {
  return message.replace(`${name} is `, '').replace(/\.$/, '');
}
