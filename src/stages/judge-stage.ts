import { factsOfArrival, willNotArrive } from '../checks/will-not-arrive.ts';
import { type Check, type Finding, judgeAll } from '../core/check.ts';
import type { Facts } from '../core/facts.ts';
import type { WillNotArrive } from '../core/results/will-not-arrive.ts';
import { withSkips } from '../core/skipped-findings.ts';
import { gatherFacts } from '../facts/index.ts';
import { creationOf } from './start/this-migration.ts';
import type { LivemigStage, World } from './world.ts';

/** What a stage makes sure of. */
export type Judged = Pick<LivemigStage, 'checks' | 'withSource' | 'tellsOfArrival'>;

/**
 * Reads what the checks of a stage need, and judges it. What a person has said in this directory is not to stand in the way
 * does not, and is told as that.
 */
export async function judgeStage(
  stage: Judged,
  world: World,
): Promise<{
  readonly facts: Facts;
  readonly findings: readonly Finding[];
  readonly willNotArrive?: WillNotArrive;
}> {
  const checks = checksOf(stage, world);
  const isTold = stage.tellsOfArrival === true && isBeforeCreation(world);
  const facts = await gatherFacts([...checks.flatMap(({ needs }) => needs), ...(isTold ? factsOfArrival : [])], world);
  const findings = withSkips(judgeAll(checks, facts), world.journal().skips ?? {});
  return { facts, findings, ...(isTold && { willNotArrive: willNotArrive(facts) }) };
}

/** What the source holds now that no migration brings to the destination. */
export async function arrivalNow(world: World): Promise<WillNotArrive> {
  return willNotArrive(await gatherFacts(factsOfArrival, world));
}

/** What is wrong with the source is judged before a migration is created; the engine itself changes it afterwards. */
function checksOf({ checks, withSource = [] }: Judged, world: World): Check[] {
  const isSeen = world.values.sourceUri !== undefined && isBeforeCreation(world);
  return isSeen ? [...new Set([...checks, ...withSource])] : [...checks];
}

function isBeforeCreation(world: World): boolean {
  return creationOf(world.journal()).state === 'none';
}
