import { decide } from '../core/decide.ts';
import { LivemigError } from '../core/errors.ts';
import type { PlanEvent, PlannedChange } from '../core/events.ts';
import type { DestinationFacts, Facts, SourceFacts } from '../core/facts.ts';
import { progressOf, receiptOf } from '../core/journal.ts';
import { sizeText } from '../core/plain-units.ts';
import type { LivemigStep, World } from '../stages/world.ts';

/** Everything of a plan but the command. */
export type Outline = Pick<PlanEvent, 'source' | 'destination' | 'changes'>;

/** What these steps are about to do, found out by looking. */
export async function outlineOf(steps: readonly LivemigStep[], facts: Facts, world: World): Promise<Outline> {
  const changes: PlannedChange[] = [];
  for (const step of steps) if (await isAboutToRun(step, world)) changes.push(...((await step.changes?.(world)) ?? []));
  return {
    source: sourceSide(facts.known.source, world),
    destination: destinationSide(facts.known.destination, world),
    changes,
  };
}

/** What cannot be looked at yet, because an earlier step has to be done first, is about to run as well. */
async function isAboutToRun(step: LivemigStep, world: World): Promise<boolean> {
  if (step.changes === undefined || step.applies?.(world) === false) return false;
  const journal = world.journal();
  try {
    const { state } = await step.observe(world, receiptOf(journal, step));
    return decide(state, progressOf(journal, step.id), step.repeatable) === 'run';
  } catch (error) {
    if (error instanceof LivemigError) return true;
    throw error;
  }
}

function sourceSide(known: SourceFacts | undefined, world: World): Record<string, string> {
  const { sourceOrg, sourceProject, sourceCluster, manager } = world.values;
  return told({
    name: sourceCluster,
    organization: sourceOrg && world.nameOf(sourceOrg),
    project: sourceProject && world.nameOf(sourceProject),
    version: known && `MongoDB ${known.version}`,
    topology: known?.sharded === undefined ? undefined : known.sharded ? 'sharded cluster' : 'replica set',
    size: known?.sizeBytes === undefined ? undefined : `${sizeText(known.sizeBytes)} of data`,
    access: known && accessOf(known),
    manager: manager && { 'cloud-manager': 'Cloud Manager', 'ops-manager': 'Ops Manager' }[manager],
  });
}

function accessOf({ tls, managed }: SourceFacts): string | undefined {
  const parts = [
    tls === undefined ? undefined : tls ? 'TLS' : 'no TLS',
    managed === true ? 'managed by Automation' : undefined,
  ];
  const words = parts.filter((part) => part !== undefined);
  return words.length === 0 ? undefined : words.join(', ');
}

const topologies: Readonly<Record<string, string>> = { REPLICASET: 'replica set', SHARDED: 'sharded cluster' };

function destinationSide(known: DestinationFacts | undefined, world: World): Record<string, string> {
  const { atlasOrg, atlasProject, destinationCluster = world.journal().inputs.destinationCluster } = world.values;
  return told({
    name: known?.name ?? (typeof destinationCluster === 'string' ? destinationCluster : undefined),
    organization: atlasOrg && world.nameOf(atlasOrg),
    project: atlasProject && world.nameOf(atlasProject),
    version: known?.version && `MongoDB ${known.version}`,
    topology: known?.type && (topologies[known.type] ?? known.type),
    size: known?.diskGB === undefined ? undefined : `${known.diskGB} GB of disk`,
    tier: known?.instanceSize,
    region: known?.region,
    state: known?.state,
  });
}

function told(facts: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(facts).flatMap(([name, value]) => (value ? [[name, value] as const] : [])));
}
