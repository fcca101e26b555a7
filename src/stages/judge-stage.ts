import { type Check, type Finding, judgeAll } from '../core/check.ts';
import type { Facts } from '../core/facts.ts';
import { withSkips } from '../core/skipped-findings.ts';
import { gatherFacts } from '../facts/index.ts';
import { creationOf } from './start/this-migration.ts';
import type { LivemigStage, World } from './world.ts';

/**
 * Reads what the checks of a stage need, and judges it. What a person has said in this directory is not to stand in the way
 * does not, and is told as that.
 */
export async function judgeStage(
  stage: Pick<LivemigStage, 'checks' | 'withSource'>,
  world: World,
): Promise<{ readonly facts: Facts; readonly findings: readonly Finding[] }> {
  const checks = checksOf(stage, world);
  const facts = await gatherFacts(
    checks.flatMap(({ needs }) => needs),
    world,
  );
  return { facts, findings: withSkips(judgeAll(checks, facts), world.journal().skips ?? {}) };
}

/** What is wrong with the source is judged before a migration is created; the engine itself changes it afterwards. */
function checksOf({ checks, withSource = [] }: Pick<LivemigStage, 'checks' | 'withSource'>, world: World): Check[] {
  const isSeen = world.values.sourceUri !== undefined && creationOf(world.journal()).state === 'none';
  return isSeen ? [...new Set([...checks, ...withSource])] : [...checks];
}
