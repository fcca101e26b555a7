import { checksNamed, ofDestination } from '../../checks/index.ts';
import { judgeAll } from '../../core/check.ts';
import type { DestinationFacts } from '../../core/facts.ts';
import type { Choice } from '../../core/ports.ts';
import { factsOfDestination } from '../../facts/destination.ts';
import { destinationFacts, flexFacts } from '../../facts/destination-facts.ts';
import { flexNames } from '../../facts/find-destination.ts';
import type { Services } from '../services.ts';

/**
 * Clusters with what decides; one that cannot be a destination is listed, so that it can be refused with the reason, and
 * so is what could not be looked at.
 */
export async function destinationChoices({ atlas }: Services, project: string): Promise<Choice[]> {
  const clusters = await atlas.clusters(project);
  const flex = await flexNames(atlas, project);
  const flexChoices = flex.known ? flex.value.map((name) => choiceOf(flexFacts(name))) : [];
  // One that was M2 or M5 before there was Flex is listed with both.
  const others = clusters.filter(({ name }) => !flexChoices.some(({ value }) => value === name));
  const choices = [...others.map((cluster) => choiceOf(destinationFacts(cluster))), ...flexChoices];
  if (flex.known) return choices;
  // No cluster can have this name: it holds a space.
  return [...choices, { value: 'Flex clusters', name: 'Flex clusters', unsuitable: flex.reason, isUnseen: true }];
}

function choiceOf(facts: DestinationFacts): Choice {
  const { name } = facts;
  const objection = judgeAll(checksNamed(ofDestination), factsOfDestination(facts)).find(
    ({ result }) => result === 'block',
  );
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
