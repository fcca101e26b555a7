import { type Finding, judgeAll } from '../core/check.ts';
import type { Facts } from '../core/facts.ts';
import { gatherFacts } from '../facts/index.ts';
import type { LivemigStage, World } from './world.ts';

/** Reads what the checks of a stage need, and judges it. */
export async function judgeStage(
  { checks }: Pick<LivemigStage, 'checks'>,
  world: World,
): Promise<{ readonly facts: Facts; readonly findings: readonly Finding[] }> {
  const facts = await gatherFacts(
    checks.flatMap(({ needs }) => needs),
    world,
  );
  return { facts, findings: judgeAll(checks, facts) };
}
